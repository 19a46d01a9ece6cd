import { WireError } from '@steno/protocol';
import type { PoolFigures } from '@steno/recognition';
import { FakeClock } from '@steno/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { Capacity, type SessionDemand } from '../../src/capacity/capacity.ts';
import { poolFigures } from './pool-figures.ts';

const fast: SessionDemand = { modelId: 'm', use: 'streams', secondModelId: undefined };
const live = { isBulk: false, lagMs: 0 };

let open: Capacity | undefined;

afterEach(() => {
  open?.close();
  open = undefined;
});

interface Setting {
  readonly capacity: Capacity;
  readonly clock: FakeClock;
  /** What the host tells; a test may change it. */
  readonly host: { pools: readonly PoolFigures[] };
  /** Opens sessions until one is refused; tells how many there were. */
  readonly fill: (demand?: SessionDemand, session?: typeof live) => number;
}

function setUp(
  pools: readonly PoolFigures[] | undefined,
  given: { targetRatio?: number; cores?: number } = {},
): Setting {
  const clock = new FakeClock();
  const host = { pools: pools ?? [] };
  const recognition = pools === undefined ? {} : host;
  const capacity = new Capacity({ recognition, clock, cores: 8, targetRatio: 0.85, ownCpuMs: () => 0, ...given });
  open = capacity;
  const fill = (demand = fast, session = live): number => {
    for (let count = 0; count < 1000; count += 1) {
      if (refusalOf(capacity, demand) !== undefined) return count;
      capacity.open(demand, { ...session });
    }
    return Infinity;
  };
  return { capacity, clock, host, fill };
}

function refusalOf(capacity: Capacity, demand: SessionDemand): WireError | undefined {
  try {
    capacity.check(demand);
    return undefined;
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
}

describe('capacity', () => {
  it('lets as many sessions begin as workers may take by the assumption of the start', () => {
    // 2 workers x 0.85 / 0.05
    expect(setUp([poolFigures()]).fill()).toBe(34);
  });

  it('lets fewer begin once audio is measured to cost more', () => {
    const { clock, host, fill } = setUp([poolFigures()]);
    for (let second = 1; second <= 20; second += 1) {
      host.pools = [poolFigures({ busyMs: second * 2000, cpuMs: second * 2000, decodedSamples: second * 10 * 16_000 })];
      clock.advance(1000);
    }
    // 2 workers x 0.65 / 0.2
    expect(fill()).toBe(6);
  });

  it('is bounded by the cores, too, where workers are more than those', () => {
    expect(setUp([poolFigures({ workers: 8, places: 8 })], { cores: 2 }).fill()).toBe(34);
  });

  it('refuses with the load, what it may be, and how many sessions there are', () => {
    const { capacity, fill } = setUp([poolFigures()]);
    fill();
    expect(refusalOf(capacity, fast)).toMatchObject({
      code: 'at_capacity',
      details: { reason: 'load', load_ratio: 0.875, limit_ratio: 0.85, sessions: 34 },
    });
  });

  it('takes another session when one is over', () => {
    const { capacity, fill } = setUp([poolFigures()]);
    const end = capacity.open(fast, { ...live });
    fill();
    end();
    expect(fill()).toBe(1);
    expect(capacity.report.sessions).toBe(34);
  });

  it('counts a bulk session for a tenth of a live one once it is known to be one', () => {
    const { clock, capacity, fill } = setUp([poolFigures()]);
    for (let count = 0; count < 20; count += 1) capacity.open(fast, { isBulk: true, lagMs: 0 });
    clock.advance(500);
    expect(capacity.report.models[0]).toMatchObject({ bulkSessions: 20, liveSessions: 0 });
    expect(fill()).toBe(32);
  });

  it('refuses while live sessions lag, whatever the load, and goes on after', () => {
    const { clock, capacity } = setUp([poolFigures()]);
    const late = { isBulk: false, lagMs: 800 };
    capacity.open(fast, late);
    clock.advance(2000);
    expect(refusalOf(capacity, fast)?.details).toMatchObject({ reason: 'lag' });
    late.lagMs = 20;
    clock.advance(2000);
    expect(refusalOf(capacity, fast)).toBeUndefined();
  });

  it('does not take the wait for a model that is being loaded for lag', () => {
    const { clock, capacity } = setUp([poolFigures({ state: 'loading', workers: 0 })]);
    capacity.open(fast, { isBulk: false, lagMs: 5000 });
    clock.advance(5000);
    expect(refusalOf(capacity, fast)).toBeUndefined();
  });

  it('takes the first session of a model that is slower than speech', () => {
    const slow = poolFigures({ engine: 'pocketsphinx', workers: 1, places: 1 });
    expect(setUp([slow], { targetRatio: 0.2 }).fill()).toBe(1);
  });

  it('looks at a pool that came into being since it looked last', () => {
    const { host, fill } = setUp([]);
    host.pools = [poolFigures()];
    expect(fill()).toBe(34);
  });

  it('counts what hearing segments again takes of the cores', () => {
    const again = poolFigures({ modelId: 'second', use: 'second_pass', workers: 1, places: 1 });
    const { fill } = setUp([poolFigures(), again], { cores: 2 });
    // 2 cores x 0.85 / (0.05 + 0.05)
    expect(fill({ ...fast, secondModelId: 'second' })).toBe(17);
  });

  it('knows no limit with a ratio of 0, nor for a host that tells nothing', () => {
    expect(setUp([poolFigures()], { targetRatio: 0 }).fill()).toBe(Infinity);
    expect(setUp(undefined).fill()).toBe(Infinity);
  });

  it('tells how many sessions could still be opened', () => {
    const { capacity } = setUp([poolFigures()]);
    expect(capacity.report.models[0]?.freeSessions).toBe(34);
    for (let count = 0; count < 10; count += 1) capacity.open(fast, { ...live });
    expect(capacity.report.models[0]?.freeSessions).toBe(24);
    expect(capacity.report.loadRatio).toBeCloseTo(0.25);
  });

  it('sets no timer once it is closed', () => {
    const { capacity, clock } = setUp([poolFigures()]);
    capacity.close();
    expect(clock.pendingTimers).toBe(0);
  });
});
