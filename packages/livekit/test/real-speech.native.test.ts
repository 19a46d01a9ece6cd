import { join } from 'node:path';
import { APIStatusError, initializeLogger, stt, voice } from '@livekit/agents';
import { type AudioFrame, AudioResampler } from '@livekit/rtc-node';
import { LocalHost } from '@steno/recognition';
import { findModels } from '@steno/recognition/models';
import {
  chunksOf,
  type CuttingProxy,
  joinSamples,
  readRecording,
  type Recording,
  startCuttingProxy,
  startTestServer,
  tellLeftOut,
  testAssets,
  type TestServer,
  until,
  wordErrors,
} from '@steno/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STT } from '../src/index.ts';
import { FakeMicrophone } from './fake-microphone.ts';
import { framesOf } from './frames.ts';

initializeLogger({ pretty: false, level: 'silent' });

const endMs = 60_000;
const language = 'en';
/** Measured 0 to 0.09: the dither of the framework's resampler differs each time. With room. */
const maxWordErrorRatio = 0.2;
const { START_OF_SPEECH, INTERIM_TRANSCRIPT, FINAL_TRANSCRIPT, END_OF_SPEECH, RECOGNITION_USAGE } = stt.SpeechEventType;
const assets = testAssets();
if (assets === undefined) tellLeftOut('the tests of the LiveKit plugin with speech', 'no model for tests');

describe.skipIf(assets === undefined)('the plugin with a server and a model', () => {
  const pids: number[] = [];
  let host: LocalHost;
  let server: TestServer<LocalHost>;
  let proxy: CuttingProxy;
  let recording: Recording;
  /** What a plain client of the WebSocket gets. */
  let expected: string;

  beforeAll(async () => {
    const { modelsDir } = assets ?? { modelsDir: '' };
    const { models } = await findModels([join(modelsDir, 'zipformer-en-tiny')]);
    host = new LocalHost({
      models,
      workersPerModel: 1,
      onWorkerEvent: (event) => {
        if (event.type === 'worker_started') pids.push(event.pid);
      },
    });
    await host.start();
    server = await startTestServer({ recognition: host });
    proxy = await startCuttingProxy(server.url);
    if (assets !== undefined) recording = await readRecording(assets, 'jfk.flac');
    const client = await server.connect({ query: new URLSearchParams({ language }) });
    for (const chunk of chunksOf(new Uint8Array(recording.samples.buffer), 3200)) void client.send(chunk);
    client.close();
    await client.end(endMs);
    expected = client.text;
  });

  afterAll(async () => {
    await proxy.close();
    await server.close();
    await host.close();
  });

  const open = (url = server.url): STT => new STT({ url, token: server.key, language });

  /** Everything a stream tells of frames that are pushed at once. */
  async function hear(owner: STT, frames: readonly AudioFrame[]): Promise<stt.SpeechEvent[]> {
    const events: stt.SpeechEvent[] = [];
    const stream = owner.stream();
    for (const frame of frames) stream.pushFrame(frame);
    stream.endInput();
    for await (const event of stream) events.push(event);
    await owner.close();
    return events;
  }

  const textOf = (events: readonly stt.SpeechEvent[]): string =>
    events.flatMap(({ type, alternatives }) => (type === FINAL_TRANSCRIPT ? [alternatives?.[0].text] : [])).join(' ');

  it('gives the words of a plain client for frames of 10 ms at 16 kHz', async () => {
    const events = await hear(open(), framesOf(recording.samples, { sampleRateHz: 16_000, frameMs: 10 }));
    const types = events.map(({ type }) => type).filter((type) => type !== RECOGNITION_USAGE);
    expect(textOf(events)).toBe(expected);
    expect(types[0]).toBe(START_OF_SPEECH);
    expect(types).toContain(INTERIM_TRANSCRIPT);
    expect(types.filter((type) => type === START_OF_SPEECH)).toHaveLength(
      types.filter((type) => type === END_OF_SPEECH).length,
    );
  });

  it('hears frames of 20 ms at 48 kHz', async () => {
    const resampler = new AudioResampler(16_000, 48_000);
    const frames = framesOf(recording.samples, { sampleRateHz: 16_000, frameMs: 20 });
    const wide = [...frames.flatMap((frame) => resampler.push(frame)), ...resampler.flush()].map(({ data }) => data);
    resampler.close();
    const events = await hear(open(), framesOf(joinSamples(...wide), { sampleRateHz: 48_000, frameMs: 20 }));
    const { errors, referenceWords } = wordErrors(recording.reference, textOf(events));
    expect(errors / referenceWords).toBeLessThanOrEqual(maxWordErrorRatio);
  });

  it('gives each word its time in the audio, and counts the seconds of audio', async () => {
    const events = await hear(open(), framesOf(recording.samples, { sampleRateHz: 16_000, frameMs: 20 }));
    const words = events.flatMap(({ type, alternatives }) =>
      type === FINAL_TRANSCRIPT ? (alternatives?.[0].words ?? []) : [],
    );
    const lengthSeconds = recording.samples.length / 16_000;
    expect(words.map(({ text }) => text).join(' ')).toBe(expected);
    const starts = words.map(({ startTime }) => startTime ?? Number.NaN);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(words.every(({ startTime = -1, endTime = -1 }) => startTime >= 0 && endTime <= lengthSeconds)).toBe(true);
    const usage = events.filter(({ type }) => type === RECOGNITION_USAGE);
    const counted = usage.reduce((sum, { recognitionUsage }) => sum + (recognitionUsage?.audioDuration ?? 0), 0);
    expect(counted).toBeCloseTo(lengthSeconds, 3);
  });

  it('recognises a whole buffer with the words of a plain client', async () => {
    const frames = framesOf(recording.samples, { sampleRateHz: 16_000, frameMs: 100 });
    expect((await open().recognize(frames)).alternatives?.[0].text).toBe(expected);
  });

  it('loses no word when the connection is cut in the middle', async () => {
    let cuts = 0;
    proxy.onCut = () => {
      cuts += 1;
    };
    proxy.plan([
      { how: 'cut', direction: 'to_server', bytes: 120_001 },
      { how: 'cut', direction: 'to_server', bytes: 70_003 },
    ]);
    const events = await hear(open(proxy.url), framesOf(recording.samples, { sampleRateHz: 16_000, frameMs: 10 }));
    expect(cuts).toBe(2);
    expect(textOf(events)).toBe(expected);
  });

  it('loses no word when the recognizer dies in the middle', async () => {
    const stream = open().stream();
    const frames = framesOf(recording.samples, { sampleRateHz: 16_000, frameMs: 10 });
    const half = frames.length / 2;
    for (const frame of frames.slice(0, half)) stream.pushFrame(frame);
    const events: stt.SpeechEvent[] = [];
    let isKilled = false;
    for await (const event of stream) {
      events.push(event);
      if (event.type !== INTERIM_TRANSCRIPT || isKilled) continue;
      isKilled = true;
      process.kill(pids.at(-1) ?? 0, 'SIGKILL');
      for (const frame of frames.slice(half)) stream.pushFrame(frame);
      stream.endInput();
    }
    expect(isKilled).toBe(true);
    expect(textOf(events)).toBe(expected);
  });

  it('is told of a wrong key in the framework’s error, at once', async () => {
    const owner = new STT({ url: server.url, token: 'steno_wrong', language });
    const errors: Error[] = [];
    owner.on('error', ({ error }) => errors.push(error));
    expect(await hear(owner, [])).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(APIStatusError);
    expect(errors[0]).toMatchObject({ statusCode: 401, retryable: false, body: { code: 'unauthorized' } });
  });

  it('gives an AgentSession the turn of its user', async () => {
    const microphone = new FakeMicrophone();
    const session = new voice.AgentSession({
      stt: open(),
      llm: new voice.testing.FakeLLM(),
      turnHandling: { turnDetection: 'stt', endpointing: { minDelay: 0, maxDelay: 0 } },
    });
    const agent = new voice.Agent({ instructions: 'You listen.' });
    session.input.audio = microphone;
    await session.start({ agent });
    const silence = new Int16Array(16_000);
    for (const frame of framesOf(joinSamples(recording.samples, silence), { sampleRateHz: 16_000, frameMs: 20 })) {
      microphone.push(frame);
    }
    const said = (): string =>
      agent.chatCtx.items
        .flatMap((item) => (item.type === 'message' && item.role === 'user' ? [item.textContent] : []))
        .join(' ');
    await until(() => said().length >= expected.length, 'the turn', endMs);
    await session.close();
    expect(said()).toBe(expected);
  });
});
