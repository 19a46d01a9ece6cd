import { describe, expect, it } from 'vitest';
import { loadLimit } from '../../src/capacity/load-limit.ts';

describe('the limit of load', () => {
  it('is what the operator says for a model that is fast', () => {
    expect(loadLimit(0.02, 0.85)).toBe(0.85);
    expect(loadLimit(0.02, 0.5)).toBe(0.5);
  });

  it('is less for a model whose steps take long, and nothing where one takes too long', () => {
    const limits = [0.05, 0.1, 0.2, 0.4, 0.8, 1.2].map((cost) => loadLimit(cost, 1));
    expect(limits).toEqual([...limits].sort((a, b) => b - a));
    expect(limits[3]).toBeCloseTo(0.368, 3);
    expect(limits.at(-1)).toBe(0);
  });

  it('keeps 95 % of simulated waits within 300 ms', () => {
    const costs = [0.1, 0.2, 0.3];
    for (const cost of costs) {
      const waits = simulate(320 * cost, loadLimit(cost, 0.85));
      expect(waits[Math.floor(waits.length * 0.95)]).toBeLessThan(300);
    }
  });
});

/** Steps of that length come at random to one worker that is loaded so much; how long each took, ascending. */
function simulate(stepMs: number, load: number): readonly number[] {
  // The same numbers each time.
  let state = 7;
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const waits: number[] = [];
  let freeAt = 0;
  let now = 0;
  for (let step = 0; step < 50_000; step += 1) {
    now += (-Math.log(random()) * stepMs) / load;
    freeAt = Math.max(freeAt, now) + stepMs;
    waits.push(freeAt - now);
  }
  return waits.sort((a, b) => a - b);
}
