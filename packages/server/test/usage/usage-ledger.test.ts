import { FakeClock } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { MemoryUsage } from '../../src/store/memory-usage.ts';
import type { UsageEntry } from '../../src/store/usage-store.ts';
import { UsageLedger } from '../../src/usage/usage-ledger.ts';

const ada = { owner: 'ada', keyId: 'k1' };
const noon = Date.UTC(2026, 2, 1, 12);
const range = { from: '2026-01-01', to: '2026-12-31', limit: 100 };

interface Setting {
  readonly ledger: UsageLedger;
  readonly clock: FakeClock;
  readonly store: MemoryUsage & { isDown: boolean };
  readonly problems: readonly unknown[];
  readonly time: { atMs: number };
}

class BreakableUsage extends MemoryUsage {
  isDown = false;

  override async add(entries: readonly UsageEntry[]): Promise<void> {
    if (this.isDown) throw new Error('the disk is full');
    await super.add(entries);
  }
}

function setUp(maxWaiting = 100): Setting {
  const clock = new FakeClock();
  const store = new BreakableUsage();
  const problems: unknown[] = [];
  const time = { atMs: noon };
  const onProblem = (error: unknown): void => void problems.push(error);
  return {
    clock,
    store,
    problems,
    time,
    ledger: new UsageLedger({ store, clock, now: () => time.atMs, onProblem, maxWaiting }),
  };
}

describe('a ledger of usage', () => {
  it('tells of a session that goes on what it has received so far', async () => {
    const { ledger } = setUp();
    let samples = 16_000;
    ledger.begin(ada, () => samples);
    expect(await ledger.read(range)).toEqual([{ ...ada, day: '2026-03-01', sessions: 1, samples: 16_000 }]);
    samples = 48_000;
    expect(await ledger.read(range)).toEqual([{ ...ada, day: '2026-03-01', sessions: 1, samples: 48_000 }]);
  });

  it('counts audio on the day it came, and a session on the day it began', async () => {
    const { ledger, time, clock } = setUp();
    let samples = 100;
    const end = ledger.begin(ada, () => samples);
    clock.advance(10_000);
    await ledger.read(range);
    time.atMs += 24 * 3_600_000;
    samples = 350;
    end();
    expect(await ledger.read(range)).toEqual([
      { ...ada, day: '2026-03-02', sessions: 0, samples: 250 },
      { ...ada, day: '2026-03-01', sessions: 1, samples: 100 },
    ]);
  });

  it('keeps what the store does not take until it does, and says so once', async () => {
    const { ledger, store, problems, clock } = setUp();
    store.isDown = true;
    ledger.begin(ada, () => 500)();
    for (let time = 0; time < 3; time += 1) {
      clock.advance(10_000);
      await ledger.read(range);
    }
    expect(problems).toHaveLength(1);
    store.isDown = false;
    expect(await ledger.read(range)).toMatchObject([{ sessions: 1, samples: 500 }]);
  });

  it('keeps usage of so many keys and days at most while the store fails, and counts what it loses', async () => {
    const { ledger, store, clock } = setUp(3);
    store.isDown = true;
    for (let key = 0; key < 10; key += 1) {
      ledger.begin({ owner: 'ada', keyId: `k${key}` }, () => 500)();
      clock.advance(10_000);
      await ledger.read(range);
    }
    expect(ledger.figures).toEqual({ waiting: 3, lostSamples: 7 * 500 });
    // A key that waits already goes on being counted.
    ledger.begin(ada, () => 200)();
    store.isDown = false;
    expect(await ledger.read(range)).toMatchObject([{ samples: 500 }, { samples: 700 }, { samples: 500 }]);
    expect(ledger.figures.waiting).toBe(0);
  });

  it('stores everything when it is closed, and sets no timer any more', async () => {
    const { ledger, store, clock } = setUp();
    ledger.begin(ada, () => 700);
    await ledger.close();
    expect(await store.read(range)).toMatchObject([{ sessions: 1, samples: 700 }]);
    expect(clock.pendingTimers).toBe(0);
  });
});
