/**
 * - `open`: nothing but the connection has happened; `start` may come.
 * - `started`: `start` was answered, no audio yet.
 * - `streaming`: audio has come.
 * - `finishing`: the audio is over, the last finals are on their way.
 * - `closed`: the session is over.
 */
export type SessionState = 'open' | 'started' | 'streaming' | 'finishing' | 'closed';

/**
 * What can happen to a session.
 *
 * - `audio`, `start`, `flush`, `stop`, `keepalive`, `close_frame`: from the client.
 * - `violation`: the client sent what the protocol does not allow.
 * - `lost`: the connection ended without a Close frame.
 * - `idle`: no audio for too long.
 * - `shutdown`: the server wants to end.
 * - `ended`, `failed`: from recognition.
 */
export type SessionInput =
  | 'audio'
  | 'start'
  | 'flush'
  | 'stop'
  | 'keepalive'
  | 'close_frame'
  | 'violation'
  | 'lost'
  | 'idle'
  | 'shutdown'
  | 'ended'
  | 'failed';

/**
 * What the session does about it.
 *
 * - `take`: give the audio to recognition.
 * - `configure`: take the options and answer `listening`.
 * - `refuse_start`: `start` came twice or after audio.
 * - `flush`: ask recognition to finalise.
 * - `finish`: tell recognition that the audio is over.
 * - `note_late`: audio after the end of the audio; warned about once, not used.
 * - `complete`: say `stopped` and close.
 * - `reject`: say the error and close at once.
 * - `abandon`: forget everything; nobody listens any more.
 * - `none`: nothing.
 */
export type SessionAction =
  'take' | 'configure' | 'refuse_start' | 'flush' | 'finish' | 'note_late' | 'complete' | 'reject' | 'abandon' | 'none';

/** One cell of the state table. */
export interface Transition {
  readonly next: SessionState;
  readonly action: SessionAction;
}

const beforeEnd = {
  stop: { next: 'finishing', action: 'finish' },
  close_frame: { next: 'finishing', action: 'finish' },
  idle: { next: 'finishing', action: 'finish' },
  shutdown: { next: 'finishing', action: 'finish' },
  violation: { next: 'closed', action: 'reject' },
  failed: { next: 'closed', action: 'reject' },
  ended: { next: 'closed', action: 'reject' },
  lost: { next: 'closed', action: 'abandon' },
} as const;

/** Every state with every input. */
export const sessionStates: Readonly<Record<SessionState, Readonly<Record<SessionInput, Transition>>>> = {
  open: {
    ...beforeEnd,
    audio: { next: 'streaming', action: 'take' },
    start: { next: 'started', action: 'configure' },
    flush: { next: 'open', action: 'flush' },
    keepalive: { next: 'open', action: 'none' },
  },
  started: {
    ...beforeEnd,
    audio: { next: 'streaming', action: 'take' },
    start: { next: 'closed', action: 'refuse_start' },
    flush: { next: 'started', action: 'flush' },
    keepalive: { next: 'started', action: 'none' },
  },
  streaming: {
    ...beforeEnd,
    audio: { next: 'streaming', action: 'take' },
    start: { next: 'closed', action: 'refuse_start' },
    flush: { next: 'streaming', action: 'flush' },
    keepalive: { next: 'streaming', action: 'none' },
  },
  finishing: {
    audio: { next: 'finishing', action: 'note_late' },
    start: { next: 'finishing', action: 'none' },
    flush: { next: 'finishing', action: 'none' },
    keepalive: { next: 'finishing', action: 'none' },
    stop: { next: 'finishing', action: 'none' },
    close_frame: { next: 'finishing', action: 'none' },
    idle: { next: 'finishing', action: 'none' },
    shutdown: { next: 'finishing', action: 'none' },
    violation: { next: 'finishing', action: 'none' },
    ended: { next: 'closed', action: 'complete' },
    failed: { next: 'closed', action: 'reject' },
    lost: { next: 'closed', action: 'abandon' },
  },
  closed: {
    audio: { next: 'closed', action: 'none' },
    start: { next: 'closed', action: 'none' },
    flush: { next: 'closed', action: 'none' },
    keepalive: { next: 'closed', action: 'none' },
    stop: { next: 'closed', action: 'none' },
    close_frame: { next: 'closed', action: 'none' },
    idle: { next: 'closed', action: 'none' },
    shutdown: { next: 'closed', action: 'none' },
    violation: { next: 'closed', action: 'none' },
    ended: { next: 'closed', action: 'none' },
    failed: { next: 'closed', action: 'none' },
    lost: { next: 'closed', action: 'none' },
  },
};
