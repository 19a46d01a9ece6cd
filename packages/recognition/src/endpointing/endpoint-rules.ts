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
 * given again when another one is lost begins there.
 */
export const renewAfterMs = 20_000;

/**
 * Audio from before its beginning that an engine that begins anew hears again, in ms. Measured with `npm run bench --
 * endpointing`: word error rate of the long recordings, in the mean of four phases, 35.6 % with 1.5 s, 36.6 % with 0.7 s,
 * 36.0 % with 3 s, 37.3 % with silence in its place, and 36.0 % for an engine that never begins anew.
 */
export const leadInMs = 1500;

/** The length from which an utterance is ended at the next short pause, in ms. Chosen: half of the longest. */
export const longUtteranceMs = 30_000;

/** The length at which an utterance is ended although nobody pauses, in ms. Chosen: bounds what an engine has to take. */
export const maxUtteranceMs = 60_000;

/** The longest utterance an engine has to take, in ms: what a pre-roll and the last frame add is included. */
export const longestUtteranceMs: number = maxUtteranceMs + gateSilenceMs + preRollMs;

/** The share of the silence asked for that is enough behind a word with the mark of a sentence's end. Chosen. */
export const sentenceEndRatio = 0.5;

/**
 * How much silence an engine must have been given for its newest word to be the last one, in ms. Chosen: a step of the
 * usual models.
 */
export const settledSilenceMs = 320;

/** How long a word that has replaced another stays before the other may come back, in ms. */
export const holdMs = 200;
