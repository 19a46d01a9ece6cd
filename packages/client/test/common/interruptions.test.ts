import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Restart } from '../../src/common/contract.ts';
import { isSettled, SessionUnderTest, settle } from './session-under-test.ts';
import { spoken } from './tone-reader.ts';

type Step =
  | { readonly type: 'word' | 'flush' | 'cut' | 'restart' | 'shut_down' | 'late_close' }
  | { readonly type: 'silence' | 'pass'; readonly ms: number };

const sound: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ type: 'word' as const }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('silence' as const), ms: fc.integer({ min: 1, max: 1200 }) }) },
  fc.constant({ type: 'flush' as const }),
);
const time: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('pass' as const),
  ms: fc.integer({ min: 1, max: 400 }),
});
const cut: fc.Arbitrary<Step> = fc.constant({ type: 'cut' as const });
const loss: fc.Arbitrary<Step> = fc.constantFrom(
  { type: 'restart' as const },
  { type: 'shut_down' as const },
  { type: 'late_close' as const },
);

interface Outcome {
  readonly finals: readonly string[];
  readonly segments: readonly number[];
  readonly words: readonly string[];
  readonly restarts: readonly Restart[];
  readonly spokenWords: readonly { readonly word: string; readonly startMs: number; readonly endMs: number }[];
}

/** Carries the steps out, with odd cuts of the audio, and stops. */
async function run(steps: readonly Step[], resendBufferMs = 60_000): Promise<Outcome> {
  const test = new SessionUnderTest(
    { retryOpening: true },
    { limits: { resendBufferMs, reconnectDelayMs: 40, maxReconnectDelayMs: 80 } },
  );
  const flushes: Promise<void>[] = [];
  const spokenWords: { word: string; startMs: number; endMs: number }[] = [];
  let atMs = 0;
  for (const step of steps) {
    if (step.type === 'word' || step.type === 'silence') {
      const value = step.type === 'word' ? spokenWords.length + 1 : 0;
      const ms = 'ms' in step ? step.ms : 500;
      if (step.type === 'word') spokenWords.push({ word: `w${value}`, startMs: atMs, endMs: atMs + ms });
      atMs += ms;
      const { buffer } = spoken(value, ms);
      for (const [from, to] of [
        [0, 1601],
        [1601, buffer.byteLength],
      ] as const) {
        const isSent = isSettled(test.session.send(new Uint8Array(buffer.slice(from, to))));
        await settle();
        while (!isSent()) await test.pass(5);
      }
    }
    if (step.type === 'flush') flushes.push(test.session.flush());
    if (step.type === 'pass') await test.pass(step.ms);
    if (step.type === 'cut') test.server.cut();
    if (step.type === 'late_close') {
      test.server.cut();
      test.server.takeLateClose();
    }
    if (step.type === 'restart') test.server.restart();
    if (step.type === 'shut_down') test.server.shutDown();
  }
  const stopped = test.session.stop();
  const reason = await test.end();
  if (reason.type !== 'stopped') throw new Error(`ended with ${JSON.stringify(reason)}`);
  await Promise.all(flushes);
  const { finals } = await stopped;
  return {
    finals: test.finals,
    segments: finals.map(({ segment }) => segment),
    words: finals.flatMap(({ words }) => words.map(({ word, startMs, endMs }) => `${word}@${startMs}-${endMs}`)),
    restarts: test.told('restarted') as Restart[],
    spokenWords,
  };
}

const without = (steps: readonly Step[]): readonly Step[] =>
  steps.filter(({ type }) => !['cut', 'restart', 'shut_down', 'late_close'].includes(type));

describe('a session that is interrupted', () => {
  it('has the transcript of one that is not, wherever connections are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(sound, time, cut), { maxLength: 40 }), async (steps) => {
        const { finals, segments } = await run(steps);
        const expected = await run(without(steps));
        expect(finals).toEqual(expected.finals);
        expect(segments).toEqual(expected.segments);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('has the words of one that is not, wherever servers end and forget', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(sound, time, cut, loss), { maxLength: 40 }), async (steps) => {
        const { words, segments, restarts } = await run(steps);
        expect(words).toEqual((await run(without(steps))).words);
        expect(segments).toEqual(segments.map((_, index) => index));
        expect(restarts.filter(({ lost }) => lost !== undefined)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('tells exactly which audio is lost when less is kept than was not final', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(sound, time, cut, loss), { maxLength: 40 }), async (steps) => {
        const { words, restarts, spokenWords } = await run(steps, 700);
        const isTouched = ({ startMs, endMs }: { startMs: number; endMs: number }): boolean =>
          restarts.some(({ lost }) => lost !== undefined && lost.fromMs < endMs && lost.toMs > startMs);
        const expected = spokenWords.filter((word) => !isTouched(word));
        expect(words).toEqual(expected.map(({ word, startMs, endMs }) => `${word}@${startMs}-${endMs}`));
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
