import { moonshineModel, normalisedWords, readRecording, tellLeftOut, testAssets } from '@steno/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecognitionEvent, RecognitionStreamOptions } from '../../src/contract/recognition-host.ts';
import { findModels } from '../../src/models/index.ts';
import { LocalHost } from '../../src/worker/host/local-host.ts';
import type { WorkerEvent } from '../../src/worker/host/worker-event.ts';

const assets = testAssets();
const moonshine = await moonshineModel();
const isLeftOut = assets === undefined || moonshine === undefined;
if (isLeftOut)
  tellLeftOut(
    'the tests of second passes with models',
    'there are no models and recordings, or the npm registry does not answer',
  );

const rules = { endpointingMs: 700, maxSegmentMs: 20_000 };
/** Long enough for any machine: these tests are about what comes, not about when. */
const patientMs = 60_000;

describe.skipIf(isLeftOut)('a stream of type quality', () => {
  let host: LocalHost;
  let pidOfSecond = 0;
  const workerEvents: WorkerEvent[] = [];
  let audio: Int16Array = new Int16Array(0);
  let reference: readonly string[] = [];

  beforeAll(async () => {
    if (assets === undefined || moonshine === undefined) return;
    const parts = await Promise.all(
      ['ls-test-other-1688-142285-0001.flac', 'ls-test-other-1688-142285-0006.flac'].map((name) =>
        readRecording(assets, name),
      ),
    );
    const pause = new Int16Array(1.5 * 16_000);
    audio = Int16Array.from(parts.flatMap(({ samples }) => [...samples, ...pause]));
    reference = parts.flatMap((part) => normalisedWords(part.reference));
    const { models } = await findModels([assets.modelsDir]);
    host = new LocalHost({
      models: [...models.filter(({ modelId }) => modelId === 'zipformer-en-tiny'), moonshine],
      workersPerModel: 1,
      secondPassTimeoutMs: patientMs,
      poolTimes: { firstRetryMs: 20 },
      onWorkerEvent: (event) => {
        workerEvents.push(event);
        if (event.type === 'worker_started' && event.modelId === 'moonshine-tiny-en') pidOfSecond = event.pid;
      },
    });
    await host.start();
  });

  afterAll(async () => {
    if (!isLeftOut) await host.close();
  });

  function hear(
    type: RecognitionStreamOptions['type'] & string,
    onEvent: (event: RecognitionEvent) => void = () => undefined,
  ): Promise<readonly RecognitionEvent[]> {
    return new Promise((resolve) => {
      const events: RecognitionEvent[] = [];
      const language = host.languages[0] ?? '';
      const stream = host.open({ language, type, endpointing: rules }, (event) => {
        events.push(event);
        onEvent(event);
        if (event.type === 'ended' || event.type === 'failed') resolve(events);
      });
      for (let start = 0; start < audio.length; start += 1600) stream.write(audio.slice(start, start + 1600));
      stream.end();
    });
  }

  function wordsOf(
    events: readonly RecognitionEvent[],
  ): readonly { text: string; startSample: number; endSample: number }[] {
    return events.flatMap((event) => (event.type === 'final' ? event.hypothesis.words : []));
  }

  function missed(events: readonly RecognitionEvent[]): number {
    const heard = new Set(wordsOf(events).flatMap(({ text }) => normalisedWords(text)));
    return new Set(reference.filter((word) => !heard.has(word))).size;
  }

  it('says which model hears again, and loads it with the streaming one', () => {
    expect(host.service(host.languages[0] ?? '')).toMatchObject({ secondModelId: 'moonshine-tiny-en' });
    expect(workerEvents.filter(({ type }) => type === 'worker_started')).toHaveLength(2);
  });

  it('has fewer wrong words than a fast one, with marks and casing, at times within the audio', async () => {
    const [fast, quality] = [await hear('fast'), await hear('quality')];
    expect(missed(quality)).toBeLessThan(missed(fast));
    expect(quality.at(-1)).toEqual({ type: 'ended' });
    const finals = quality.flatMap((event) => (event.type === 'final' ? [event.hypothesis] : []));
    expect(finals).toHaveLength(fast.filter(({ type }) => type === 'final').length);
    for (const { writing, words } of finals) {
      expect(writing).toEqual({ casing: 'mixed', hasPunctuation: true });
      for (const { confidence } of words) expect(confidence).toBeGreaterThan(0);
    }
    let position = 0;
    for (const { startSample, endSample } of wordsOf(quality)) {
      expect(startSample).toBeGreaterThanOrEqual(position);
      expect(endSample).toBeGreaterThanOrEqual(startSample);
      position = startSample;
    }
    expect(position).toBeLessThan(audio.length);
    // The same words are at the same times.
    const starts = new Set(wordsOf(fast).map(({ startSample }) => startSample));
    const shared = wordsOf(quality).filter(({ startSample }) => starts.has(startSample));
    expect(shared.length).toBeGreaterThan(reference.length / 2);
  });

  it('gets its second text from another worker when the one that hears it is killed', async () => {
    const expected = wordsOf(await hear('quality'));
    const died = workerEvents.filter(({ type }) => type === 'worker_died').length;
    let isKilled = false;
    // At a partial of the second segment the first one is on its way.
    let speeches = 0;
    const events = await hear('quality', ({ type }) => {
      if (type === 'speech_start') speeches += 1;
      if (type !== 'decoded' || isKilled || speeches === 0) return;
      isKilled = true;
      process.kill(pidOfSecond, 'SIGKILL');
    });
    expect(workerEvents.filter(({ type }) => type === 'worker_died')).toHaveLength(died + 1);
    expect(events.at(-1)).toEqual({ type: 'ended' });
    expect(events.some(({ type }) => type === 'recovering')).toBe(false);
    expect(wordsOf(events).map(({ startSample }) => startSample)[0]).toBe(expected[0]?.startSample);
    expect(missed(events)).toBeLessThan(reference.length / 2);
  });
});
