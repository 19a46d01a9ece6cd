import { describe, expect, it } from 'vitest';
import { TokenUses } from '../../src/auth/token-uses.ts';

const use = (id: string, connections: number | undefined = 1, expiresAtMs = 1000) => ({ id, connections, expiresAtMs });

describe('the uses of tokens', () => {
  it('are counted until a token is used up', () => {
    const uses = new TokenUses(() => 0);
    const token = use('a', 2);
    expect(uses.standingOf(token, 'k')).toBe('usable');
    uses.use(token, 'k');
    expect(uses.standingOf(token, 'k')).toBe('usable');
    uses.use(token, 'k');
    expect(uses.standingOf(token, 'k')).toBe('used_up');
  });

  it('are not remembered of tokens for any number of connections', () => {
    const uses = new TokenUses(() => 0);
    const token = { id: 'a', connections: undefined, expiresAtMs: 1000 };
    for (let count = 0; count < 100; count += 1) uses.use(token, 'k');
    expect([uses.size, uses.standingOf(token, 'k')]).toEqual([0, 'usable']);
  });

  it('never take more room than there is: a token that does not fit is not usable, one that is known still is', () => {
    const uses = new TokenUses(() => 0, 20);
    for (let index = 0; index < 20; index += 1) uses.use(use(`t${index}`, 2), `k${index}`);
    expect(uses.size).toBe(20);
    expect(uses.standingOf(use('new'), 'k20')).toBe('no_room');
    expect(uses.standingOf(use('t3', 2), 'k3')).toBe('usable');
  });

  it('of one key take a tenth of the room', () => {
    const uses = new TokenUses(() => 0, 20);
    uses.use(use('a'), 'greedy');
    uses.use(use('b'), 'greedy');
    expect(uses.standingOf(use('c'), 'greedy')).toBe('no_room');
    expect(uses.standingOf(use('c'), 'modest')).toBe('usable');
  });

  it('are forgotten when their tokens expire, as soon as the room is needed', () => {
    let nowMs = 0;
    const uses = new TokenUses(() => nowMs, 20);
    uses.use(use('a', 1, 1000), 'k');
    uses.use(use('b', 1, 2000), 'k');
    nowMs = 1000;
    expect(uses.standingOf(use('c'), 'k')).toBe('usable');
    expect(uses.standingOf(use('b'), 'k')).toBe('used_up');
    expect(uses.size).toBe(1);
  });

  it('are asked for at the same cost however many there are, also when there is no room', () => {
    const costOf = (capacity: number): number => {
      const uses = new TokenUses(() => 0, capacity);
      for (let index = 0; index < capacity; index += 1) uses.use(use(`t${index}`), `k${index % 20}`);
      const fromMs = performance.now();
      for (let asked = 0; asked < 300; asked += 1) expect(uses.standingOf(use('new'), 'k20')).toBe('no_room');
      return performance.now() - fromMs;
    };
    costOf(1000);
    // A scan of all would take a hundred times as long.
    expect(costOf(100_000)).toBeLessThan(20 * costOf(1000));
  });
});
