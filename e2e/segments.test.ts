import {
  normalisedWords,
  readRecording,
  type Recording,
  tellLeftOut,
  type TestClient,
  testAssets,
  wordErrors,
} from '@steno/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallModelFlags } from './support/recognizer.ts';
import { startSteno, type StenoProcess } from './support/steno-process.ts';
import { transcribeAtOnce } from './support/transcribe-at-once.ts';

const assets = testAssets();
if (assets === undefined) tellLeftOut('the tests of segments', 'STENO_TEST_ASSETS has no models and recordings');

describe.runIf(assets !== undefined)('segments of long speech', () => {
  let steno: StenoProcess;
  let recording: Recording;

  beforeAll(async () => {
    if (assets === undefined) return;
    steno = await startSteno(smallModelFlags(assets.modelsDir));
    recording = await readRecording(assets, 'long-ls-2033-164914-0000_0009.flac');
  });

  afterAll(() => steno.stop());

  const hear = (query: Readonly<Record<string, string>>): Promise<TestClient> =>
    transcribeAtOnce(steno, recording.samples, query);

  const wrongWords = ({ text }: TestClient): number => wordErrors(recording.reference, text).errors;

  it('are more and shorter with a short endpointing_ms than with a long one, with about as many wrong words', async () => {
    const short = await hear({ endpointing_ms: '300' });
    const long = await hear({ endpointing_ms: '2000' });
    expect(short.messages[0]).toMatchObject({ endpointing_ms: 300 });
    // Measured: 31 and 5 segments, 52 and 54 of 178 words wrong. Where a stream begins anew moves with the segments.
    expect(short.finals.length).toBeGreaterThan(2 * long.finals.length);
    expect(Math.abs(wrongWords(short) - wrongWords(long))).toBeLessThan(14);
  });

  it('are never longer than max_segment_ms, and no word is lost or changed where they are cut', async () => {
    const uncut = await hear({ endpointing_ms: '2000', max_segment_ms: '60000' });
    const cut = await hear({ endpointing_ms: '2000', max_segment_ms: '4000' });
    expect(cut.finals.length).toBeGreaterThan(2 * uncut.finals.length);
    for (const { start, timestamp } of cut.finals) expect(timestamp - start).toBeLessThanOrEqual(4);
    expect(cut.finals.flatMap(({ text }) => normalisedWords(text))).toEqual(
      uncut.finals.flatMap(({ text }) => normalisedWords(text)),
    );
  });

  it('have one speech_start and one speech_end for what is said between two pauses', async () => {
    const { messages } = await hear({ events: 'true', max_segment_ms: '4000' });
    const events = messages.filter(({ type }) => type === 'speech_start' || type === 'speech_end');
    expect(events.map(({ type }) => type)).toEqual(
      events.map((_event, index) => (index % 2 === 0 ? 'speech_start' : 'speech_end')),
    );
    const times = events.map((event) => ('timestamp' in event ? event.timestamp : NaN));
    expect(times).toEqual([...times].sort((left, right) => left - right));
    expect(events.length).toBeGreaterThan(10);
  });
});
