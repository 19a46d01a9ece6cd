import { type APIConnectOptions, type AudioBuffer, stt } from '@livekit/agents';
import { type Client, createClient } from '@steno/client/node';
import { mergeKeyTerms } from './key-terms.ts';
import { recognizeBuffer } from './recognize-buffer.ts';
import { SpeechStream } from './speech-stream.ts';
import type { RecognitionOptions, ServerOptions, SttOptions } from './stt-options.ts';

const usualUrl = 'ws://127.0.0.1:8080';

/** Speech-to-text by a Steno server, for an AgentSession or by itself. */
export class STT extends stt.STT {
  override readonly label = 'steno.STT';
  readonly #client: Client;
  readonly #streams = new Set<SpeechStream>();
  #options: RecognitionOptions;
  /** Key terms that the framework manages. */
  #foundTerms: readonly string[] = [];
  #model: string | undefined;

  /**
   * Connects to nothing yet.
   *
   * @throws TypeError or RangeError when the client cannot be made of the options.
   */
  constructor(options: SttOptions = {}) {
    const { client, recognition } = readOptions(options);
    super({
      streaming: true,
      interimResults: recognition.partial !== false,
      alignedTranscript: 'word',
      diarization: false,
      keyterms: true,
      chatContext: false,
    });
    this.#client = client;
    this.#options = recognition;
  }

  /** The model of the newest session; `unknown` before the first. */
  override get model(): string {
    return this.#model ?? super.model;
  }

  override get provider(): string {
    return 'Steno';
  }

  /**
   * Changes how speech is heard: by new streams at once, by open ones from the next pause on.
   *
   * @param changes - options that are absent stay as they are.
   */
  updateOptions(changes: RecognitionOptions): void {
    this.#options = { ...this.#options, ...changes };
    this.updateCapabilities({ interimResults: this.#options.partial !== false });
    this.#updateStreams();
  }

  /** Opens a live transcription; the caller closes it. */
  override stream(options: { connOptions?: APIConnectOptions } = {}): SpeechStream {
    const stream = new SpeechStream(this, {
      client: this.#client,
      recognition: this.#recognition(),
      connOptions: options.connOptions,
      onOpened: ({ model }) => {
        this.#model = model;
      },
      onClosed: () => {
        this.#streams.delete(stream);
      },
    });
    this.#streams.add(stream);
    return stream;
  }

  /** Closes the streams that are open. Idempotent. */
  override async close(): Promise<void> {
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
  }

  /** Called by the framework with the terms of its own: those of its configuration, and those found in the conversation. */
  override _updateSessionKeyterms(terms: string[]): void {
    this.#foundTerms = [...terms];
    this.#updateStreams();
  }

  // eslint-disable-next-line no-restricted-syntax -- the framework's method, and nothing for others to call
  protected override _recognize(buffer: AudioBuffer, abortSignal?: AbortSignal): Promise<stt.SpeechEvent> {
    return recognizeBuffer(buffer, { client: this.#client, recognition: this.#recognition(), signal: abortSignal });
  }

  #recognition(): RecognitionOptions {
    const keyTerms = mergeKeyTerms(this.#options.keyTerms ?? [], this.#foundTerms);
    return keyTerms.length === 0 ? this.#options : { ...this.#options, keyTerms };
  }

  #updateStreams(): void {
    const recognition = this.#recognition();
    for (const stream of this.#streams) stream.updateOptions(recognition);
  }
}

function readOptions(options: SttOptions): { readonly client: Client; readonly recognition: RecognitionOptions } {
  if ('client' in options) {
    const { client, ...recognition } = options;
    return { client, recognition };
  }
  const { url, token, limits, ...recognition } = options;
  return { client: makeClient(url, token, limits), recognition };
}

function makeClient(url: ServerOptions['url'], token: ServerOptions['token'], limits: ServerOptions['limits']): Client {
  const { STENO_URL, STENO_KEY } = process.env;
  const credential = token ?? given(STENO_KEY);
  return createClient({
    url: url ?? given(STENO_URL) ?? usualUrl,
    ...(credential === undefined ? {} : { token: credential }),
    ...(limits === undefined ? {} : { limits }),
  });
}

/** A variable that is set to nothing is not set. */
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
