import { describe, expect, it } from 'vitest';
import { ArrivalLog } from '../../src/session/arrival-log.ts';

/** Chunks of 1600 samples, one each 100 ms, the first at 0 ms. */
function filled(chunks: number): ArrivalLog {
  const log = new ArrivalLog();
  for (let index = 0; index < chunks; index += 1) log.note((index + 1) * 1600, index * 100);
  return log;
}

describe('a log of arrivals', () => {
  it('tells when the chunk came that holds a sample', () => {
    const log = filled(100);
    expect(log.find(1)).toBe(0);
    expect(log.find(1600)).toBe(0);
    expect(log.find(1601)).toBe(100);
    expect(log.find(160_000)).toBe(9900);
  });

  it('knows nothing of samples that have not come', () => {
    expect(new ArrivalLog().find(0)).toBeUndefined();
    expect(filled(10).find(16_001)).toBeUndefined();
  });

  it('takes chunks that come together for one, which came with the first', () => {
    const log = new ArrivalLog();
    log.note(1600, 50);
    log.note(3200, 55);
    log.note(4800, 61);
    expect(log.find(3000)).toBe(50);
    expect(log.find(4800)).toBe(61);
  });

  it('forgets the oldest beyond 512, and finds all others', () => {
    const log = filled(2000);
    expect(log.find(1000)).toBeUndefined();
    for (let index = 1500; index < 2000; index += 1) expect(log.find((index + 1) * 1600)).toBe(index * 100);
  });
});
