import type { OptionName, SessionOptions } from '@steno/protocol';
import type { RecognitionHost } from '@steno/recognition';
import type { Grant } from '../auth/grant.ts';
import type { ServiceTerms } from './agreement.ts';
import type { Format } from './core-message.ts';
import type { Audience, Clock, Recorder, SessionLimits } from './ports.ts';
import type { SessionMeter } from './session-meter.ts';

/** What a session is made of. */
export interface SessionParts {
  /** A UUID. */
  readonly sessionId: string;
  /** Who may resume it and read its record. */
  readonly owner: string;
  /** What its credential allows. */
  readonly grant: Grant;
  /** Options that need a flag of their name. */
  readonly restrictedOptions: readonly OptionName[];
  /** How long it may be, in ms; 1..2,147,483,647. */
  readonly maxSessionMs: number;
  readonly recognition: RecognitionHost;
  readonly clock: Clock;
  readonly format: Format;
  readonly limits: SessionLimits;
  /** Of this session alone. */
  readonly meter: SessionMeter;
  /** What the client asked for, BCP-47; named in the results. */
  readonly language: string;
  /** The served language it was matched to. */
  readonly servedLanguage: string;
  readonly options: SessionOptions;
  readonly terms: ServiceTerms;
  /** Query parameters nobody knows, for one warning. */
  readonly unknownParameters: readonly string[];
  /** Makes a resume token: text nobody can guess, the same length each time. */
  readonly createToken: () => string;
  /** Begins the record of the session, once recognition is open. */
  readonly createRecorder: (modelId: string) => Recorder;
  /** Makes whoever watches it, once its record is begun; told of its end. Never throws. */
  readonly createAudience: () => Audience;
  /** Called when something in the session threw that should not; the session ends with `internal`. */
  readonly onFault: (error: unknown) => void;
  /** Called once, when nothing more will be recognised; the client may still have to read the end. */
  readonly onOver: (summary: SessionSummary) => void;
  /** Called once, after `onOver`: nobody can resume it any more. */
  readonly onClosed: () => void;
}

/** What a session ends for when no error ends it. */
export const sessionEnds = ['stopped', 'idle', 'shutdown', 'expired'] as const;

/** One of {@link sessionEnds}. */
export type SessionEnd = (typeof sessionEnds)[number];

/** What is known of a session when it is over; nothing of what was said. */
export interface SessionSummary {
  /** The wire error that ended it; absent when it ended as it should. */
  readonly errorCode?: string;
  /** Why its audio ended; an error may have followed. */
  readonly ending: SessionEnd;
  readonly receivedMs: number;
  readonly finals: number;
  readonly shedPartials: number;
  /** How often a connection resumed it. */
  readonly resumes: number;
  /** How often its recognizer was lost. */
  readonly recoveries: number;
}
