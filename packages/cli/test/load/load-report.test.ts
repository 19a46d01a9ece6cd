import { describe, expect, it } from 'vitest';
import { loadReportOf } from '../../src/load/load-report.ts';
import { loadTable } from '../../src/load/load-table.ts';
import type { Played } from '../../src/load/play-recording.ts';
import type { Recording } from '../../src/load/recording-set.ts';

const hello: Recording = {
  name: 'hello.wav',
  bytes: new Uint8Array(64_000),
  durationMs: 2_000,
  reference: 'hello wide world',
};
const untold: Recording = { ...hello, name: 'untold.wav', reference: undefined };
const client = { startBytes: 50_000_000, peakBytes: 60_000_000, cores: 0.25, timerDelayP99Ms: 2 };

function played(recording: Recording, text: string, changes: Partial<Played> = {}): Played {
  return {
    recording,
    text,
    latencies: { firstPartial: [300], partial: [200, 400], final: [900], stop: 50 },
    openMs: 10,
    lateMs: [0, 1],
    lagMs: [],
    resumed: 0,
    restarted: 0,
    ...changes,
  };
}

const load = {
  played: [
    played(hello, 'Hello, wide world.'),
    played(hello, 'Hello white world indeed', { lagMs: [1_200], resumed: 1 }),
    played(untold, 'Nobody'),
  ],
  errors: { at_capacity: 2 },
  peak: 3,
};
const alone = new Map([
  [hello, 'Hello wide world.'],
  [untold, 'Nobody knows.'],
]);

describe('the report of a load', () => {
  it('counts words that were not heard as they are alone, whatever their case and marks', () => {
    expect(loadReportOf(load, alone, client).words).toEqual({ alone: 8, missing: 1, changed: 1, added: 1 });
  });

  it('counts word errors of the recordings whose transcript is known', () => {
    expect(loadReportOf(load, alone, client).wordErrors).toEqual({
      load: { words: 6, errors: 2, rate: 2 / 6 },
      alone: { words: 6, errors: 0, rate: 0 },
    });
  });

  it('has no word errors when no transcript is known', () => {
    const report = loadReportOf({ ...load, played: [played(untold, 'x')] }, alone, client);
    expect(report.wordErrors).toBeUndefined();
  });

  it('sums up latencies of all sessions', () => {
    const { latencies } = loadReportOf(load, alone, client);
    expect(latencies.partial).toEqual({ count: 6, p50: 200, p95: 400, p99: 400, max: 400 });
  });

  it('is a table of latencies and a line for each other fact', () => {
    const lines = loadTable(loadReportOf(load, alone, client));
    expect(lines[0]).toMatch(/^ms +p50 +p95 +p99 +max +count/);
    expect(lines).toContainEqual(expect.stringMatching(/^first partial +300 +300 +300 +300 +3 /));
    expect(lines).toContainEqual(expect.stringMatching(/^lost words +2 of 8 that were heard alone/));
    expect(lines).toContainEqual(expect.stringMatching(/^word errors +33\.3 % of 6 words; alone 0\.0 %/));
    expect(lines).toContainEqual(expect.stringMatching(/^lag +told 1 times, 1200 ms at most/));
    expect(lines).toContainEqual(expect.stringMatching(/^failed +2 at_capacity/));
  });

  it('says when this machine was the slow one', () => {
    const lines = loadTable(loadReportOf(load, alone, { ...client, timerDelayP99Ms: 80 }));
    expect(lines.at(-1)).toContain('this machine is too busy');
  });

  it('is written without numbers when nothing was played', () => {
    const lines = loadTable(loadReportOf({ played: [], errors: {}, peak: 0 }, alone, client));
    expect(lines.join('\n')).not.toContain('NaN');
  });
});
