import type {
  Client,
  ClosedReason,
  Restart,
  Result,
  SessionStatus,
  TranscribeOptions,
  TranscriptionSession,
} from '@steno/client/browser';
import type { SessionKeeper } from '../store/session-keeper.ts';
import type { CaptionLog } from './caption-log.ts';
import type { LatencyMeter } from './latency-meter.ts';
import type { LiveEventKind } from './live-event.ts';
import type { LiveSource } from './live-source.ts';

/** What a recording is made of. */
export interface RecordingParts {
  readonly client: Client;
  readonly options: TranscribeOptions;
  readonly source: LiveSource;
  readonly log: CaptionLog;
  readonly meter: LatencyMeter;
  /** ms, monotonic. */
  readonly now: () => number;
  readonly listener: RecordingListener;
}

/** What a recording tells. */
export interface RecordingListener {
  onStatus(status: SessionStatus): void;
  onEvent(event: LiveEventKind): void;
  /** The server has named the session, the first one or another one in its place. */
  onNamed(serverId: string, model: string | undefined): void;
  /** Audio that was heard; not kept. */
  onAudio(samples: Int16Array): void;
  onResult(result: Result): void;
}

/** One source on its way through one session of the client. */
export class Recording {
  readonly #parts: RecordingParts;
  readonly #session: TranscriptionSession;
  #heardSamples = 0;
  /** Where the server session of now began to hear, in ms. */
  #baseMs = 0;
  #isStopping = false;
  /** Where what is heard is kept; until there is one, nothing is. */
  keeper: SessionKeeper | undefined;

  /** Begins to connect. */
  constructor(parts: RecordingParts) {
    this.#parts = parts;
    this.#session = parts.client.transcribe(parts.options);
    this.#listen();
  }

  /** Audio heard so far, in ms. */
  get heardMs(): number {
    return this.#heardSamples / 16;
  }

  /** Sends the source until it ends or {@link stop}; resolves once the last final is there, with why it is over. */
  async run(): Promise<ClosedReason> {
    const session = this.#session;
    void session.closed.then(() => this.#parts.source.close());
    try {
      for await (const piece of this.#parts.source.pieces) {
        this.#heardSamples += piece.length;
        this.#parts.meter.heard(this.heardMs, this.#parts.now());
        this.#parts.listener.onAudio(piece);
        await session.send(piece);
      }
      await this.#parts.source.close();
      await session.stop();
    } catch {
      // The session is over: `closed` says why.
      session.abort();
    }
    return session.closed;
  }

  /** Hears no more, and waits for the last finals. Idempotent. */
  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    void this.#parts.source.close();
  }

  /** Ends at once. */
  abort(): void {
    this.#session.abort();
  }

  #listen(): void {
    const { log, meter, now, listener } = this.#parts;
    const session = this.#session;
    const onResult = (result: Result): void => {
      meter.result(result, now());
      log.add(result);
      listener.onResult(result);
    };
    session.on('partial', onResult);
    session.on('final', onResult);
    session.on('listening', ({ session_id: id = '', model }) => {
      listener.onNamed(id, model);
    });
    session.on('status', (status) => {
      listener.onStatus(status);
      if (status === 'reconnecting') listener.onEvent({ type: 'lost_connection' });
      if (status === 'slow') listener.onEvent({ type: 'slow' });
    });
    session.on('resumed', ({ missedMs }) => {
      listener.onEvent({ type: 'resumed', missedMs });
    });
    session.on('restarted', (restart) => {
      this.#onRestart(restart);
    });
    session.on('warning', ({ code, message, lagMs }) => {
      if (lagMs !== undefined) meter.confirmed(lagMs, now());
      listener.onEvent({ type: 'warning', code, message });
    });
    session.on('shuttingDown', ({ at }) => {
      listener.onEvent({ type: 'shutting_down', at });
    });
    session.on('message', (message) => {
      if (message.type === 'ack') meter.confirmed(this.heardMs - this.#baseMs - message.received_ms, now());
    });
    this.#parts.source.onNotice = (notice) => {
      listener.onEvent(notice);
    };
  }

  #onRestart({ heardAgainFromMs, lost }: Restart): void {
    this.#baseMs = heardAgainFromMs;
    this.#parts.log.dropPartial();
    const lostMs = lost === undefined ? 0 : lost.toMs - lost.fromMs;
    this.#parts.listener.onEvent({ type: 'restarted', lostMs, lostFromMs: lost?.fromMs ?? heardAgainFromMs });
  }
}
