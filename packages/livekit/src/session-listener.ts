import { stt } from '@livekit/agents';
import type { Result, TranscriptionSession } from '@steno/client/node';
import { joinSpeechData, speechDataOf, type Timeline } from './speech-data.ts';

/** What a listener needs to know, and whom it tells. */
export interface SessionListenerOptions {
  /** Asked for each event. */
  readonly timeline: () => Timeline;
  /** The moment a position of the session arrived, in ms since the Unix epoch; undefined when it is not known. */
  readonly arrivedAt: (positionMs: number) => number | undefined;
  readonly tell: (event: stt.SpeechEvent) => void;
}

/**
 * Tells what a session hears in the events of the framework. Each START_OF_SPEECH is followed by one END_OF_SPEECH,
 * whatever becomes of the session.
 */
export class SessionListener {
  readonly #session: TranscriptionSession;
  readonly #options: SessionListenerOptions;
  /** Finals since speech began. */
  #spoken: stt.SpeechData[] = [];
  #isSpeaking = false;
  /** The segment whose partial is shown. */
  #shownSegment: number | undefined;

  /** Listens to a session from its beginning; its listeners are removed with it. */
  constructor(session: TranscriptionSession, options: SessionListenerOptions) {
    this.#session = session;
    this.#options = options;
    session.on('speechStart', () => {
      this.#start();
    });
    session.on('partial', (result) => {
      this.#tellPartial(result);
    });
    session.on('final', (result) => {
      this.#tellFinal(result);
    });
    session.on('speechEnd', ({ atMs }) => {
      this.#end(atMs);
    });
  }

  /** True while nobody speaks and no partial waits for its final: where one session may follow another. */
  get isQuiet(): boolean {
    return !this.#isSpeaking && this.#shownSegment === undefined;
  }

  /** Says the end of speech that the session did not come to say. */
  close(): void {
    this.#end(undefined);
  }

  #start(): void {
    // A session that goes on after its server was lost hears the beginning again.
    if (this.#isSpeaking) return;
    this.#isSpeaking = true;
    this.#spoken = [];
    this.#tell(stt.SpeechEventType.START_OF_SPEECH);
  }

  #tellPartial(result: Result): void {
    this.#shownSegment = result.segment;
    this.#tell(stt.SpeechEventType.INTERIM_TRANSCRIPT, speechDataOf(result, this.#options.timeline()));
  }

  #tellFinal(result: Result): void {
    const data = speechDataOf(result, this.#options.timeline());
    const wasShown = this.#shownSegment === result.segment;
    this.#shownSegment = undefined;
    if (result.text === '') {
      // The framework passes over a final without text, and would go on with the partial that it has.
      if (wasShown) this.#tell(stt.SpeechEventType.INTERIM_TRANSCRIPT, data);
      return;
    }
    this.#spoken.push(data);
    this.#tell(stt.SpeechEventType.FINAL_TRANSCRIPT, data, result.endMs);
  }

  #end(atMs: number | undefined): void {
    if (!this.#isSpeaking) return;
    this.#isSpeaking = false;
    this.#tell(stt.SpeechEventType.END_OF_SPEECH, joinSpeechData(this.#spoken), atMs);
    this.#spoken = [];
  }

  #tell(type: stt.SpeechEventType, data?: stt.SpeechData, speechEndMs?: number): void {
    const speechEndTime = speechEndMs === undefined ? undefined : this.#options.arrivedAt(speechEndMs);
    const { id } = this.#session;
    this.#options.tell({
      type,
      ...(data === undefined ? {} : { alternatives: [data] }),
      ...(speechEndTime === undefined ? {} : { speechEndTime }),
      ...(id === undefined ? {} : { requestId: id }),
    });
  }
}
