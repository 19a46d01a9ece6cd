/**
 * - `open`: nothing but the connection has happened; `start` may come.
 * - `started`: `start` was answered, no audio yet.
 * - `streaming`: audio has come.
 * - `finishing`: the audio is over, the last finals are on their way.
 * - `delivering`: everything is said; the client may still have to read it, or to come back for it.
 * - `closed`: the session is over.
 *
 * Whether a connection is there is no state: in each but the last one the session may be without.
 */
export type SessionState = 'open' | 'started' | 'streaming' | 'finishing' | 'delivering' | 'closed';

/**
 * What can happen to a session.
 *
 * - `audio`, `start`, `audio_from`, `flush`, `stop`, `keepalive`, `close_frame`: from the client.
 * - `violation`: the client sent what the protocol does not allow.
 * - `overflow`: the client leaves too much unread.
 * - `lost`: the connection ended before the client confirmed the end of the session.
 * - `resume`: a new connection goes on with the session.
 * - `window_over`: nobody resumed it in time.
 * - `delivered`: the client confirmed the end of the session.
 * - `idle`: no audio for too long.
 * - `shutdown`: the server wants to end.
 * - `dismiss`: the operator lets it go: its credential is no longer good, or it is as long as it may be.
 * - `abort`: the server ends at once.
 * - `ended`, `failed`: from recognition.
 */
export type SessionInput =
  | 'audio'
  | 'start'
  | 'audio_from'
  | 'flush'
  | 'stop'
  | 'keepalive'
  | 'close_frame'
  | 'violation'
  | 'overflow'
  | 'lost'
  | 'resume'
  | 'window_over'
  | 'delivered'
  | 'idle'
  | 'shutdown'
  | 'dismiss'
  | 'abort'
  | 'ended'
  | 'failed';

/**
 * What the session does about it.
 *
 * - `take`: give the audio to recognition.
 * - `configure`: take the options, open recognition anew where they change it, and answer `listening`.
 * - `refuse_start`: `start` came twice or after audio.
 * - `position`: audio goes on from a byte of its own, which may have been received already.
 * - `flush`: ask recognition to finalise.
 * - `finish`: tell recognition that the audio is over.
 * - `note_late`: audio after the end of the audio; warned about once, not used.
 * - `detach`: keep what is said until a connection comes, or the resume window is over.
 * - `attach`: answer `resumed`, then send what the client has missed.
 * - `complete`: end the record, say `stopped`, close the connection.
 * - `reject`: end the record, say the error, close the connection.
 * - `release`: forget everything.
 * - `none`: nothing.
 */
export type SessionAction =
  | 'take'
  | 'configure'
  | 'refuse_start'
  | 'position'
  | 'flush'
  | 'finish'
  | 'note_late'
  | 'detach'
  | 'attach'
  | 'complete'
  | 'reject'
  | 'release'
  | 'none';

/** One cell of the state table. */
export interface Transition {
  readonly next: SessionState;
  readonly action: SessionAction;
}

type Row = Readonly<Record<SessionInput, Transition>>;

/** What is alike in all states before the end of the audio. */
function beforeEnd(state: SessionState): Omit<Row, 'audio' | 'start'> {
  const finish = { next: 'finishing', action: 'finish' } as const;
  const reject = { next: 'delivering', action: 'reject' } as const;
  return {
    audio_from: { next: state, action: 'position' },
    flush: { next: state, action: 'flush' },
    keepalive: { next: state, action: 'none' },
    stop: finish,
    close_frame: finish,
    idle: finish,
    shutdown: finish,
    dismiss: finish,
    window_over: finish,
    overflow: finish,
    violation: reject,
    failed: reject,
    ended: reject,
    lost: { next: state, action: 'detach' },
    resume: { next: state, action: 'attach' },
    delivered: { next: state, action: 'none' },
    abort: { next: 'closed', action: 'release' },
  };
}

function nothing(state: SessionState): Row {
  const none = { next: state, action: 'none' } as const;
  return {
    audio: none,
    start: none,
    audio_from: none,
    flush: none,
    stop: none,
    keepalive: none,
    close_frame: none,
    violation: none,
    overflow: none,
    lost: none,
    resume: none,
    window_over: none,
    delivered: none,
    idle: none,
    shutdown: none,
    dismiss: none,
    abort: none,
    ended: none,
    failed: none,
  };
}

/** Every state with every input. docs/lifecycle.md has the same table; a test compares the two. */
export const sessionStates: Readonly<Record<SessionState, Row>> = {
  open: {
    ...beforeEnd('open'),
    audio: { next: 'streaming', action: 'take' },
    start: { next: 'started', action: 'configure' },
  },
  started: {
    ...beforeEnd('started'),
    audio: { next: 'streaming', action: 'take' },
    start: { next: 'delivering', action: 'refuse_start' },
  },
  streaming: {
    ...beforeEnd('streaming'),
    audio: { next: 'streaming', action: 'take' },
    start: { next: 'delivering', action: 'refuse_start' },
  },
  finishing: {
    ...nothing('finishing'),
    audio: { next: 'finishing', action: 'note_late' },
    ended: { next: 'delivering', action: 'complete' },
    failed: { next: 'delivering', action: 'reject' },
    lost: { next: 'finishing', action: 'detach' },
    resume: { next: 'finishing', action: 'attach' },
    abort: { next: 'closed', action: 'release' },
  },
  delivering: {
    ...nothing('delivering'),
    lost: { next: 'delivering', action: 'detach' },
    resume: { next: 'delivering', action: 'attach' },
    window_over: { next: 'closed', action: 'release' },
    delivered: { next: 'closed', action: 'release' },
    shutdown: { next: 'delivering', action: 'none' },
    abort: { next: 'closed', action: 'release' },
  },
  closed: nothing('closed'),
};
