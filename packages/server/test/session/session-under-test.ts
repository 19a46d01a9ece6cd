import { readFileSync } from 'node:fs';
import { type ServerMessage, type SessionOptions, usualSessionOptions } from '@steno/protocol';
import type { RecognitionEvent } from '@steno/recognition';
import { FakeClock, FakeConnection, ScriptedHost, type ScriptedStream } from '@steno/testkit';
import { transcriptFormat } from '../../src/formats/transcript-format.ts';
import type { ServiceTerms } from '../../src/session/agreement.ts';
import { ServedFigures } from '../../src/metrics/served-figures.ts';
import type { SessionLimits } from '../../src/session/ports.ts';
import { Session } from '../../src/session/session.ts';
import { SessionMeter } from '../../src/session/session-meter.ts';
import type { SessionParts, SessionSummary } from '../../src/session/session-parts.ts';
import { FakeAudience } from './fake-audience.ts';
import { FakeRecorder } from './fake-recorder.ts';

/** Bounds small enough to reach in a test. */
export const testLimits: SessionLimits = {
  maxTextBytes: 65_536,
  maxAudioAheadMs: 1000,
  shedPartialsBytes: 1000,
  maxOutboxBytes: 100_000,
  gapMs: 2000,
  idleMs: 60_000,
  closeTimeoutMs: 10_000,
  secondPassTimeoutMs: 1500,
  resumeWindowMs: 60_000,
  lagWarningMs: 2000,
};

/** What the operator of a test says. */
export const testTerms: ServiceTerms = {
  defaultType: 'fast',
  qualityFallback: 'fast',
  endpointingMs: 700,
  maxSegmentMs: 20_000,
};

/** A session over fakes, and what it did with them. */
export interface SessionUnderTest {
  readonly session: Session;
  readonly clock: FakeClock;
  readonly connection: FakeConnection;
  readonly stream: ScriptedStream;
  readonly recorder: FakeRecorder;
  /** Whoever watches it. */
  readonly audience: FakeAudience;
  /** What the session has counted. */
  readonly figures: ServedFigures;
  readonly summaries: readonly SessionSummary[];
  /** How often the session said that nobody can resume it any more: once at most. */
  readonly closings: () => number;
  /** Faults of ours that were reported. */
  readonly faults: readonly unknown[];
  /** The messages sent, without those of the opening. */
  readonly messages: () => readonly ServerMessage[];
  /** The types of those messages; of a transcript `partial` or `final`, of a state its name. */
  readonly told: () => readonly string[];
}

/** Parts of a session a test may choose itself; those that report are not collected then. */
export type SessionGiven = Partial<
  Pick<
    SessionParts,
    | 'sessionId'
    | 'owner'
    | 'grant'
    | 'restrictedOptions'
    | 'maxSessionMs'
    | 'language'
    | 'unknownParameters'
    | 'format'
    | 'createRecorder'
    | 'createAudience'
    | 'onOver'
    | 'onClosed'
  > & { readonly recognition: ScriptedHost }
>;

/** Makes a session whose recognizer says only what the test makes it say. */
export function makeSession(
  given: {
    readonly options?: Partial<SessionOptions>;
    readonly limits?: Partial<SessionLimits>;
    readonly terms?: Partial<ServiceTerms>;
    readonly parts?: SessionGiven;
  } = {},
): SessionUnderTest {
  const clock = new FakeClock();
  const connection = new FakeConnection();
  const recognition = given.parts?.recognition ?? new ScriptedHost({ script: 'silent' });
  const recorder = new FakeRecorder();
  const audience = new FakeAudience();
  const summaries: SessionSummary[] = [];
  const faults: unknown[] = [];
  const figures = new ServedFigures({ language: 'en', modelId: 'scripted' });
  let closings = 0;
  let tokens = 0;
  const session = new Session({
    sessionId: 's1',
    owner: 'somebody',
    grant: {},
    restrictedOptions: [],
    maxSessionMs: 86_400_000,
    recognition,
    clock,
    format: transcriptFormat,
    limits: { ...testLimits, ...given.limits },
    meter: new SessionMeter(clock, figures),
    language: 'en-US',
    servedLanguage: 'en',
    options: { ...usualSessionOptions, ...given.options },
    terms: { ...testTerms, ...given.terms },
    unknownParameters: [],
    createToken: () => `token-${(tokens += 1)}`,
    createRecorder: () => recorder,
    createAudience: () => audience,
    onFault: (error) => void faults.push(error),
    onOver: (summary) => void summaries.push(summary),
    onClosed: () => void (closings += 1),
    ...given.parts,
  });
  session.attach(connection);
  const [stream] = recognition.streams;
  if (stream === undefined) throw new Error('the session opened no stream');
  const opening = connection.sent.length;
  const messages = (): readonly ServerMessage[] => connection.messages.slice(opening);
  return {
    session,
    clock,
    connection,
    stream,
    recorder,
    audience,
    figures,
    summaries,
    closings: () => closings,
    faults,
    messages,
    told: () => messages().map(nameOf),
  };
}

/**
 * A new connection goes on with the session, as the gateway lets it.
 *
 * @throws WireError when the session refuses it.
 */
export function resume(session: Session, resumeToken: string, lastSeq: number): FakeConnection {
  const connection = new FakeConnection();
  session.checkResume(resumeToken, lastSeq);
  session.resume(connection, lastSeq);
  return connection;
}

/** Audio of that length, as bytes. */
export function audio(ms: number): Uint8Array {
  return new Uint8Array(ms * 32).fill(1);
}

/** A partial or final of these words, each 100 ms long, from the given position. */
export function heard(type: 'partial' | 'final', words: string, startMs = 0): RecognitionEvent {
  const texts = words === '' ? [] : words.split(' ');
  const hypothesis = {
    words: texts.map((text, index) => ({
      text,
      startSample: (startMs + index * 100) * 16,
      endSample: (startMs + index * 100 + 100) * 16,
    })),
  };
  return type === 'final' ? { type, hypothesis, goesOn: false } : { type, hypothesis };
}

/** The fixture of that name, one message of the wire. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../formats/fixtures/${name}.json`, import.meta.url), 'utf8').trimEnd();
}

/** The type of a message; of a transcript `partial` or `final`, of a state its name. */
export function nameOf(message: ServerMessage): string {
  switch (message.type) {
    case 'transcript':
      return message.result.is_final ? 'final' : 'partial';
    case 'state':
      return message.state;
    case 'warning':
    case 'error':
      return `${message.type} ${message.code}`;
    default:
      return message.type;
  }
}
