import { type APIConnectOptions, initializeLogger, type stt } from '@livekit/agents';
import { until } from '@steno/testkit';
import { onTestFinished } from 'vitest';
import { STT } from '../src/index.ts';
import type { SpeechStream } from '../src/index.ts';
import type { RecognitionOptions } from '../src/stt-options.ts';
import { FakeClient } from './fake-client.ts';
import { framesOf } from './frames.ts';

initializeLogger({ pretty: false, level: 'silent' });

/** Options of the framework by which nothing is tried again. */
export const atOnce: APIConnectOptions = { maxRetry: 0, retryIntervalMs: 1, timeoutMs: 5000 };

/** A stream over a fake client, and what it has told so far. */
export interface StreamUnderTest {
  readonly client: FakeClient;
  readonly owner: STT;
  readonly stream: SpeechStream;
  readonly events: readonly stt.SpeechEvent[];
  readonly errors: readonly Error[];
  /** Resolves behind the last event. */
  readonly ended: Promise<void>;
  /** Waits for an event, counted from 1 among those of its type. */
  readonly told: (type: stt.SpeechEventType, count?: number) => Promise<stt.SpeechEvent>;
  /** Gives it samples in frames of 10 ms; default 16 kHz. */
  readonly push: (samples: Int16Array, sampleRateHz?: number) => void;
  /** Types of the events, in order. */
  readonly types: () => readonly stt.SpeechEventType[];
}

/** Starts a stream, which is closed at the end of the test. */
export function startStream(recognition: RecognitionOptions = {}, connOptions = atOnce): StreamUnderTest {
  const client = new FakeClient();
  const events: stt.SpeechEvent[] = [];
  const errors: Error[] = [];
  const owner = new STT({ client, ...recognition });
  owner.on('error', ({ error }) => errors.push(error));
  const stream = owner.stream({ connOptions });
  const ended = (async () => {
    for await (const event of stream) events.push(event);
  })();
  onTestFinished(async () => {
    stream.close();
    await ended;
  });
  return {
    client,
    owner,
    stream,
    events,
    errors,
    ended,
    told: async (type, count = 1) => {
      const found = (): stt.SpeechEvent | undefined => events.filter((event) => event.type === type)[count - 1];
      await until(() => found() !== undefined, `event ${type}`);
      const event = found();
      if (event === undefined) throw new Error('unreachable');
      return event;
    },
    push: (samples, sampleRateHz = 16_000) => {
      for (const frame of framesOf(samples, { sampleRateHz, frameMs: 10 })) stream.pushFrame(frame);
    },
    types: () => events.map(({ type }) => type),
  };
}
