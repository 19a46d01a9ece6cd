import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ClosedReason, SessionStatus, TranscribeOptions } from '@steno/client/browser';
import { AudioPlayer, webAudioOutput } from '../store/audio-player.ts';
import type { Library } from '../store/library.ts';
import { newSessionId, newStoredSession } from '../store/stored-session.ts';
import type { TabChannel } from '../store/tab-channel.ts';
import { holdSession, type LockPort } from '../store/tab-lock.ts';
import { CaptionLog } from './caption-log.ts';
import { LatencyMeter } from './latency-meter.ts';
import { type LiveEvent, type LiveEventKind, withEvent } from './live-event.ts';
import { isClientError, type LiveProblem, problemOf, sessionProblem } from './live-problem.ts';
import type { LiveSource } from './live-source.ts';
import { type Loudness, loudnessOf } from './peaks-ring.ts';
import { Recording, type RecordingParts } from './recording.ts';
import { Waveform } from './waveform.ts';

/** What the studio does. */
export type StudioPhase = 'idle' | 'opening' | 'running' | 'stopping';

/** The session whose text is shown. */
export interface ShownSession {
  readonly id: string;
  readonly log: CaptionLog;
  /** `own`: this page records it; `other`: another page of this browser does; `kept`: it is over. */
  readonly whose: 'own' | 'other' | 'kept';
  readonly startedAtMs: number;
}

/** What a studio works with. */
export interface StudioParts {
  readonly client: RecordingParts['client'];
  readonly library: Library;
  readonly channel: TabChannel;
  readonly locks: LockPort | undefined;
  /** ms, monotonic. */
  readonly now: () => number;
}

/** How a session is begun. */
export interface BeginOptions {
  /** For people, when the source cannot be opened. */
  readonly name: string;
  readonly open: (signal: AbortSignal) => Promise<LiveSource>;
  readonly options: TranscribeOptions;
}

/** What is known of the session that is being recorded. */
export interface StudioFacts {
  readonly phase: StudioPhase;
  readonly status: SessionStatus | undefined;
  /** The server's name of it; undefined before it is told. */
  readonly serverId: string | undefined;
  /** How long the file is that is being sent; undefined for live sources, and where it is not known. */
  readonly durationMs: number | undefined;
}

const idle: StudioFacts = { phase: 'idle', status: undefined, serverId: undefined, durationMs: undefined };

/**
 * The live part of the page: it records, shows, keeps and plays sessions. It outlives the view, so that one can look
 * elsewhere while a session goes on.
 */
export class Studio {
  readonly #parts: StudioParts;
  readonly #facts: Signal<StudioFacts> = signal(idle);
  readonly #problem: Signal<LiveProblem | undefined> = signal(undefined);
  readonly #shown: Signal<ShownSession | undefined> = signal(undefined);
  readonly #events: Signal<readonly LiveEvent[]> = signal([]);
  readonly #playedMs: Signal<number | undefined> = signal(undefined);
  readonly #heardMs = signal(0);
  readonly #loudness: Signal<Loudness | undefined> = signal(undefined);
  readonly #player: AudioPlayer;
  #recording: Recording | undefined;
  #opening: AbortController | undefined;
  /** The newest load wins. */
  #loads = 0;
  /** Of the session that is shown. */
  readonly waveform: Waveform = new Waveform();
  /** Of the session that was begun last. */
  meter: LatencyMeter = new LatencyMeter();

  constructor(parts: StudioParts) {
    this.#parts = parts;
    this.#player = new AudioPlayer(webAudioOutput, (positionMs) => (this.#playedMs.value = positionMs));
    parts.channel.listen((message) => {
      if (message.type === 'asked') {
        this.#tellOwn();
      } else if (message.type === 'result') {
        const shown = this.#shown.value;
        if (shown?.whose === 'other' && shown.id === message.id) shown.log.add(message.result);
      } else {
        void this.#follow(message.type, message.id);
      }
    });
    void this.#showNewest();
  }

  /** The sessions that this browser keeps. */
  get library(): Library {
    return this.#parts.library;
  }

  get facts(): ReadonlySignal<StudioFacts> {
    return this.#facts;
  }

  /** Why the last session is over, or was not begun; undefined when nothing went wrong. */
  get problem(): ReadonlySignal<LiveProblem | undefined> {
    return this.#problem;
  }

  get shown(): ReadonlySignal<ShownSession | undefined> {
    return this.#shown;
  }

  /** What happened to the session that was begun last. */
  get events(): ReadonlySignal<readonly LiveEvent[]> {
    return this.#events;
  }

  /** What is played now, in ms of the session; undefined when nothing is. */
  get playedMs(): ReadonlySignal<number | undefined> {
    return this.#playedMs;
  }

  /** Audio that the session that is shown has, in ms. */
  get heardMs(): ReadonlySignal<number> {
    return this.#heardMs;
  }

  /** How loud the newest piece of audio was; undefined while nothing is heard. */
  get loudness(): ReadonlySignal<Loudness | undefined> {
    return this.#loudness;
  }

  /** Begins a session; without effect while there is one. Resolves once it is over. Never rejects. */
  async begin({ name, open, options }: BeginOptions): Promise<void> {
    if (this.#facts.value.phase !== 'idle') return;
    const opening = new AbortController();
    this.#opening = opening;
    this.#player.stop();
    batch(() => {
      this.#facts.value = { ...idle, phase: 'opening' };
      this.#problem.value = undefined;
      this.#events.value = [];
    });
    try {
      const source = await open(opening.signal);
      if (opening.signal.aborted) await source.close();
      else await this.#record(source, options);
    } catch (error) {
      if (!opening.signal.aborted) this.#problem.value = problemOf(error, name);
    } finally {
      this.#opening = undefined;
      this.#recording = undefined;
      batch(() => {
        this.#facts.value = idle;
        this.#loudness.value = undefined;
      });
      void this.#showNewest();
    }
  }

  /** Hears no more, and waits for the last finals. Without effect while there is no session. */
  stop(): void {
    if (this.#recording === undefined) {
      this.#opening?.abort();
      return;
    }
    if (this.#facts.value.phase === 'running') this.#set({ phase: 'stopping' });
    this.#recording.stop();
  }

  /** Ends at once, because the server does not take the key any more. */
  refuseKey(): void {
    if (this.#recording === undefined) return;
    this.#note({ type: 'key_refused' });
    this.#problem.value = { type: 'key' };
    this.#recording.abort();
  }

  /** Says that a problem was read. */
  dismissProblem(): void {
    this.#problem.value = undefined;
  }

  /** Says that there is a problem with what was chosen. */
  report(error: unknown, name: string): void {
    this.#problem.value = problemOf(error, name);
  }

  /** Shows a session that the browser keeps; without effect while this page records one. */
  async show(id: string): Promise<void> {
    this.#loads += 1;
    const load = this.#loads;
    const isWanted = (): boolean => load === this.#loads && this.#facts.value.phase === 'idle';
    if (!isWanted()) return;
    this.#player.stop();
    const { library, channel } = this.#parts;
    const loaded = await library.load(id);
    if (loaded === undefined || !isWanted()) return;
    const log = new CaptionLog();
    for (const final of loaded.finals) log.add(final);
    const { session } = loaded;
    batch(() => {
      this.#heardMs.value = session.durationMs;
      this.#events.value = [];
      const whose = library.live.value.has(id) ? 'other' : 'kept';
      this.#shown.value = { id, log, whose, startedAtMs: session.startedAtMs };
    });
    channel.tell({ type: 'asked' });
    await this.waveform.draw(session, async (index) => (isWanted() ? library.chunk(id, index) : undefined));
  }

  /** Removes a session; the newest of the others is shown when it was the one that is. */
  async remove(id: string): Promise<void> {
    const { library, channel } = this.#parts;
    if (library.live.value.has(id)) return;
    await library.remove(id);
    channel.tell({ type: 'removed', id });
    await this.#follow('removed', id);
  }

  /** Plays what is shown from a moment on. Resolves at its end. */
  async play(fromMs: number): Promise<void> {
    const shown = this.#shown.value;
    if (shown === undefined) return;
    // What has not made a whole piece yet is kept now, so that the newest words can be heard, too.
    await this.#recording?.keeper?.settle();
    const { library } = this.#parts;
    const kept = library.kept.value.find(({ id }) => id === shown.id);
    const chunk = (index: number): Promise<Int16Array | undefined> => library.chunk(shown.id, index);
    await this.#player.play({ chunk, fromMs: kept?.audioFromMs ?? 0 }, fromMs);
  }

  /** Ends what is played. */
  pause(): void {
    this.#player.stop();
  }

  /** Keeps what is not kept yet, for a page that is hidden and may not come back. */
  async settle(): Promise<void> {
    await this.#recording?.keeper?.settle();
  }

  async #record(source: LiveSource, options: TranscribeOptions): Promise<void> {
    const { library, channel, locks } = this.#parts;
    const id = newSessionId();
    const log = new CaptionLog();
    const release = await holdSession(locks, id);
    this.meter = new LatencyMeter();
    this.waveform.restart();
    const startedAtMs = Date.now();
    const recording = this.#newRecording(id, { source, options, log });
    this.#recording = recording;
    batch(() => {
      this.#facts.value = {
        phase: 'running',
        status: 'connecting',
        serverId: undefined,
        durationMs: source.durationMs,
      };
      this.#heardMs.value = 0;
      this.#shown.value = { id, log, whose: 'own', startedAtMs };
    });
    await library.ready;
    const session = newStoredSession(id, { source, language: options.language ?? '', startedAtMs });
    recording.keeper = library.keep(session, (problem) => {
      this.#note({ type: 'not_kept', problem });
    });
    channel.tell({ type: 'started', id });
    void recording.keeper?.settle().then(() => library.refresh());
    try {
      this.#ended(await recording.run());
    } finally {
      log.dropPartial();
      await recording.keeper?.end();
      await release();
      channel.tell({ type: 'ended', id });
      await library.makeRoom();
      // What the server never took is nothing to keep.
      const wasTaken = this.#facts.value.serverId !== undefined;
      if (!wasTaken) await library.remove(id);
      this.#shown.value = wasTaken ? { id, log, whose: 'kept', startedAtMs } : undefined;
    }
  }

  #newRecording(
    id: string,
    { source, options, log }: { source: LiveSource; options: TranscribeOptions; log: CaptionLog },
  ): Recording {
    const { client, now, channel, library } = this.#parts;
    const recording: Recording = new Recording({
      client,
      options: { ...options, ack: true },
      source,
      log,
      meter: this.meter,
      now,
      listener: {
        onStatus: (status) => {
          this.#set({ status });
        },
        onEvent: (event) => {
          this.#note(event);
        },
        onNamed: (serverId) => {
          this.#set({ serverId });
          recording.keeper?.named(serverId);
        },
        onAudio: (samples) => {
          recording.keeper?.audio(samples);
          this.waveform.push(samples);
          batch(() => {
            this.#heardMs.value = recording.heardMs;
            this.#loudness.value = loudnessOf(samples);
          });
        },
        onResult: (result) => {
          if (result.isFinal && result.text !== '') recording.keeper?.final(result);
          channel.tell({ type: 'result', id, result });
          // From now on the list of sessions can tell it by its words.
          if (result.isFinal && log.finals.length === 1) {
            void recording.keeper?.settle().then(() => library.refresh());
          }
        },
      },
    });
    return recording;
  }

  #ended(reason: ClosedReason): void {
    if (reason.type === 'stopped') this.#note({ type: 'stopped' });
    if (reason.type !== 'failed') return;
    this.#note({ type: 'failed' });
    this.#problem.value ??= isClientError(reason.error) ? sessionProblem(reason.error) : problemOf(reason.error);
  }

  #set(changes: Partial<StudioFacts>): void {
    this.#facts.value = { ...this.#facts.value, ...changes };
  }

  #note(kind: LiveEventKind): void {
    this.#events.value = withEvent(this.#events.value, kind, this.#heardMs.value);
  }

  /** Tells another page of this browser, which has just opened, what this one records. */
  #tellOwn(): void {
    const shown = this.#shown.value;
    if (shown?.whose !== 'own') return;
    const { log, id } = shown;
    this.#parts.channel.tell({ type: 'started', id });
    for (const result of [...log.finals.slice(-5), ...(log.partial === undefined ? [] : [log.partial])]) {
      this.#parts.channel.tell({ type: 'result', id, result });
    }
  }

  /** Another page of this browser began, ended or removed a session. */
  async #follow(what: 'started' | 'ended' | 'removed', id: string): Promise<void> {
    await this.#parts.library.refresh();
    if (this.#facts.value.phase !== 'idle') return;
    const shown = this.#shown.value;
    const isShown = shown?.id === id;
    if (what === 'started' && !(isShown && shown.whose === 'other')) await this.show(id);
    if (what === 'ended' && isShown && shown.whose === 'other') await this.show(id);
    if (what === 'removed' && isShown) {
      this.#shown.value = undefined;
      await this.#showNewest();
    }
  }

  async #showNewest(): Promise<void> {
    const { library, channel } = this.#parts;
    await library.ready;
    channel.tell({ type: 'asked' });
    const newest = library.kept.value[0];
    if (newest !== undefined && this.#shown.value === undefined) await this.show(newest.id);
  }
}
