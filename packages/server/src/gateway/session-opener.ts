import { randomBytes, randomUUID } from 'node:crypto';
import { changeSessionOptions, type OptionName, usualSessionOptions } from '@steno/protocol';
import type { RecognitionHost } from '@steno/recognition';
import { formats } from '../formats/formats.ts';
import type { Log } from '../log.ts';
import { recordSession } from '../records/session-recorder.ts';
import type { Audience, Clock, Recorder, SessionLimits } from '../session/ports.ts';
import { Session } from '../session/session.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import type { RecordStore } from '../store/record-store.ts';
import type { SessionSpans } from '../tracing/session-spans.ts';
import type { UpgradeTrace } from '../tracing/upgrade-trace.ts';
import type { Admitted } from './admission.ts';
import type { ServedSession, SessionWatch } from './session-watch.ts';

/** What sessions are opened with. */
export interface SessionOpenerParts {
  readonly recognition: RecognitionHost;
  readonly store: RecordStore;
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  readonly limits: SessionLimits & { readonly recordTimeoutMs: number; readonly maxSessionMs: number };
  readonly restrictedOptions: readonly OptionName[];
  readonly sessions: SessionRegistry;
  readonly watch: Pick<SessionWatch, 'prepare'>;
  /** Who shows sessions to those who watch them. */
  readonly captions: { readonly open: (sessionId: string) => Audience };
  /** Called when nothing more will be recognised. */
  readonly onOver: (session: Session, errorCode: string | undefined) => void;
}

/** A session that has begun, and the log of it. */
export interface OpenedSession {
  readonly session: Session;
  readonly log: Log;
  /** Undefined when nobody follows the session. */
  readonly spans?: SessionSpans | undefined;
}

/** Makes the sessions of a gateway with their records, and knows which records are not ended. */
export class SessionOpener {
  readonly #parts: SessionOpenerParts;
  /** Records that are begun and whose end is not stored. */
  #openRecords = 0;
  #onRecordsEnded: () => void = () => undefined;

  constructor(parts: SessionOpenerParts) {
    this.#parts = parts;
  }

  /**
   * Begins a session for an admitted client; it has no connection yet.
   *
   * @throws RecognitionError when no recognition stream can be opened, WireError `unsupported_type`.
   */
  open(admitted: Admitted, parentLog: Log, trace?: UpgradeTrace): OpenedSession {
    const { recognition, clock, limits, sessions } = this.#parts;
    const { principal, parameters, language, servedLanguage, options, terms } = admitted;
    const sessionId = randomUUID();
    const log = parentLog.child({ sessionId });
    const startedAtMs = clock.nowMs();
    const served = servedAs(admitted);
    const spans = trace?.opens({
      'steno.session_id': sessionId,
      'steno.key_id': principal.keyId,
      'steno.language': servedLanguage,
      'steno.model': recognition.service(servedLanguage)?.modelId ?? 'unknown',
      'steno.type': served.type,
    });
    const watched = this.#parts.watch.prepare(served, spans);
    const session: Session = new Session({
      sessionId,
      owner: principal.owner,
      grant: principal.grant,
      restrictedOptions: this.#parts.restrictedOptions,
      maxSessionMs: Math.min(principal.grant.maxSessionMs ?? limits.maxSessionMs, limits.maxSessionMs),
      recognition,
      clock,
      limits,
      meter: watched.meter,
      format: formats[parameters.format],
      language,
      servedLanguage,
      options: changeSessionOptions(usualSessionOptions, options),
      terms,
      unknownParameters: parameters.unknown,
      createToken: () => randomBytes(32).toString('base64url'),
      createRecorder: (modelId) => this.#record({ sessionId, modelId, admitted, log }),
      createAudience: () => this.#parts.captions.open(sessionId),
      onFault: (error) => {
        log.error({ err: error }, 'session failed');
      },
      onOver: (summary) => {
        sessions.over(session);
        watched.over(summary);
        spans?.over(summary);
        this.#parts.onOver(session, summary.errorCode);
        log.info({ ...summary, durationMs: Math.round(clock.nowMs() - startedAtMs) }, 'session closed');
      },
      onClosed: () => {
        sessions.remove(session);
        spans?.closed();
      },
    });
    sessions.add(session);
    const { owner, keyId, name: keyName } = principal;
    watched.begin(session, { sessionId, owner, keyId, keyName, language, startedAtMs: this.#parts.now() });
    log.info({ language, keyId: principal.keyId }, 'session opened');
    return { session, log, spans };
  }

  /** What holds a record open is bounded by `recordTimeoutMs` for its last final and as much for its end. */
  async recordsEnded(): Promise<void> {
    if (this.#openRecords === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.clock.schedule(2 * this.#parts.limits.recordTimeoutMs, resolve);
      this.#onRecordsEnded = () => {
        cancel();
        resolve();
      };
    });
  }

  #record(parts: {
    readonly sessionId: string;
    readonly modelId: string;
    readonly admitted: Admitted;
    readonly log: Log;
  }): Recorder {
    const { sessionId, modelId, admitted, log } = parts;
    const { store, clock, now, limits } = this.#parts;
    const { owner, keyId } = admitted.principal;
    const record = { sessionId, owner, keyId, language: admitted.language, modelId, startedAtMs: now() };
    const onProblem = ({ code, message }: { code: string; message: string }): void => {
      log.error({ code, reason: message }, 'record incomplete');
    };
    const onEnded = (): void => {
      this.#openRecords -= 1;
      if (this.#openRecords === 0) this.#onRecordsEnded();
    };
    this.#openRecords += 1;
    return recordSession(record, { store, clock, now, timeoutMs: limits.recordTimeoutMs, onProblem, onEnded });
  }
}

/** How an admitted client is to be served, for whoever counts. */
export function servedAs({ servedLanguage, options, terms }: Admitted): ServedSession {
  const { type = terms.defaultType, keyTerms = [] } = options;
  return { servedLanguage, type, hasKeyTerms: keyTerms.length > 0 };
}
