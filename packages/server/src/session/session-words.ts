import { WireError } from '@steno/protocol';
import type { RecognitionErrorCode } from '@steno/recognition';
import type { CoreMessage } from './core-message.ts';

type Warning = Extract<CoreMessage, { type: 'warning' }>;

/** The sentences a session says to its client. */
export const sessionWords = {
  unknownParameters: (names: readonly string[]): Warning => ({
    type: 'warning',
    code: 'unknown_parameter',
    message: `Not known here and ignored: ${names.map((name) => name.slice(0, 40)).join(', ')}.`,
  }),
  numbersNotServed: (where: string): Warning => ({
    type: 'warning',
    code: 'option_not_served',
    message: `actual_numbers is not served ${where}: numbers stay words.`,
  }),
  keyTermsNotServed: (language: string): Warning => ({
    type: 'warning',
    code: 'key_terms_not_served',
    message: `The model for ${language} cannot be made to prefer words: key_terms have no effect.`,
  }),
  keyTermsNotWritten: (
    { unwritable, given }: { readonly unwritable: number; readonly given: number },
    language: string,
  ): Warning => ({
    type: 'warning',
    code: 'key_terms_not_served',
    message: `The model for ${language} cannot write ${unwritable} of the ${given} key terms; they have no effect.`,
  }),
  qualityNotServed: (language: string): Warning => ({
    type: 'warning',
    code: 'quality_not_served',
    message: `There is no second model for ${language}: type=quality is served as fast.`,
  }),
  idleSoon: (leftMs: number): Warning => ({
    type: 'warning',
    code: 'idle',
    message: `No audio has come; the session ends in ${leftMs} ms. Send audio or {"action":"keepalive"}.`,
  }),
  audioGap: (gapMs: number): Warning => ({
    type: 'warning',
    code: 'audio_gap',
    message: `No audio has come for ${gapMs} ms; what was heard is finalised.`,
  }),
  audioAfterStop: (): Warning => ({
    type: 'warning',
    code: 'audio_after_stop',
    message: 'Audio after the end of the audio is not used. Connect again for a new session.',
  }),
  lag: (lagMs: number): Warning => ({
    type: 'warning',
    code: 'lag',
    message: `Recognition is ${lagMs} ms behind the audio. Nothing is dropped; the text comes later.`,
    lagMs,
  }),
  recognizerReplaced: (): Warning => ({
    type: 'warning',
    code: 'recognizer_replaced',
    message: 'The recognizer was lost; another one hears again what was not final. The next text is late.',
  }),
  notRecorded: (): Warning => ({
    type: 'warning',
    code: 'not_recorded',
    message: 'A final could not be stored: it was sent, but the record of this session is incomplete.',
  }),
  error: ({ code, message, details }: WireError): Extract<CoreMessage, { type: 'error' }> => ({
    type: 'error',
    code,
    message,
    details,
  }),

  unknown: (): WireError =>
    new WireError(
      'session_unknown',
      'There is no session of yours with that name and that resume_token. Connect without session for a new one.',
    ),
  expired: (sessionId: string): WireError =>
    new WireError(
      'session_expired',
      `The session is over and cannot be resumed. Its transcript is at GET /v2/sessions/${sessionId}; connect without session for a new one.`,
    ),
  seqNeverSent: (lastSeq: number): WireError =>
    new WireError('bad_request', `last_seq is ${lastSeq}, but no message of that number was ever sent.`, {
      parameter: 'last_seq',
    }),
  seqNotKept: (lastSeq: number, sessionId: string): WireError =>
    new WireError(
      'session_expired',
      `The messages after ${lastSeq} are not kept any more. The finals are at GET /v2/sessions/${sessionId}; connect without session for a new one.`,
    ),
  superseded: (): WireError =>
    new WireError('superseded', 'Another connection goes on with this session; this one is over.'),
  startTooLate: (): WireError =>
    new WireError('bad_request', 'start comes once, before the first audio. Connect again to begin anew.'),
  slowConsumer: (sessionId: string): WireError =>
    new WireError(
      'slow_consumer',
      `More messages are unread than the server keeps. Read while you send; the transcript is at GET /v2/sessions/${sessionId}.`,
    ),
  idleTimeout: (idleMs: number): WireError =>
    new WireError('idle_timeout', `No audio and no keepalive came for ${idleMs / 1000} seconds. Connect again.`),
  revoked: (): WireError =>
    new WireError('unauthorized', 'The credential of this session is no longer valid: it was revoked or has expired.'),
  tooLong: (maxMs: number): WireError =>
    new WireError(
      'session_limit',
      `The session is ${maxMs / 1000} s long, which is the most. Connect again for a new one.`,
      {
        limit_ms: maxMs,
      },
    ),
  noProgress: (timeoutMs: number): WireError =>
    new WireError('internal', `The last finals made no progress for ${timeoutMs} ms.`),
  recognitionEndedEarly: (): WireError =>
    new WireError('internal', 'Recognition ended before the audio did. Connect again.'),
  recognizerLost: (reason: RecognitionErrorCode): WireError =>
    new WireError('internal', 'The recognizer of this session was lost. Connect again.', { reason }),
  shutDownAtOnce: (): WireError => new WireError('shutting_down', 'The server ended at once. Connect again.'),
  noRecognizer: (reason: RecognitionErrorCode): WireError =>
    new WireError('at_capacity', 'No recognizer is free. Try again shortly.', { reason }),
  fault: (): WireError => new WireError('internal', 'The server could not handle this message. Connect again.'),
} as const;
