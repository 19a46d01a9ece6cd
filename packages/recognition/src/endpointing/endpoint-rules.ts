/**
 * Silence after which the engine hears no more until speech comes, in ms. Shorter pauses are heard:
 * skipping them costs words. Measured with `npm run bench -- wer`.
 */
export const gateSilenceMs = 1500;

/**
 * Audio from before the VAD hears speech that the engine gets with it, in ms: the onset the VAD misses
 * and soft first sounds. Measured with `npm run bench -- wer`.
 */
export const preRollMs = 800;

/** The shortest pause at which an utterance that is too long is ended, in ms. Chosen: a breath. */
export const shortPauseMs = 120;

/**
 * Audio after which a stream's state begins anew at the next pause between utterances, in ms. What a worker has to be
 * given again when another one is lost begins there. Measured with `npm run bench -- wer`: word error rate 30.31 % as
 * without, 30.86 % with 10 s, 30.45 % with 30 s; over four phases of 1,010 s of joined recordings 30.68 % in the mean,
 * 30.29 % without, and about 1 point more when every utterance begins anew.
 */
export const renewAfterMs = 20_000;

/** The length at which an utterance is ended although nobody pauses, in ms. Chosen: bounds what an engine has to take. */
export const maxUtteranceMs = 60_000;

/** The longest utterance an engine has to take, in ms: what a pre-roll and the last frame add is included. */
export const longestUtteranceMs: number = maxUtteranceMs + gateSilenceMs + preRollMs;
