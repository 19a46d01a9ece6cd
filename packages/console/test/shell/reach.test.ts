import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchReach } from '../../src/shell/reach.ts';

describe('the watch on the server', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('knocks again with longer pauses until it is answered, then says that it is back', async () => {
    const knock = vi.fn<() => Promise<void>>().mockRejectedValue(new Error('gone'));
    const reach = watchReach(knock);
    reach.start();
    await vi.advanceTimersByTimeAsync(0);
    expect([reach.isReachable.value, knock.mock.calls.length]).toEqual([false, 1]);
    await vi.advanceTimersByTimeAsync(1000 + 2000 + 4000);
    expect(knock).toHaveBeenCalledTimes(4);
    knock.mockResolvedValue(undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([reach.isReachable.value, reach.returns.value]).toEqual([true, 1]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(knock).toHaveBeenCalledTimes(5);
  });

  it('begins to knock when a request of somebody else was not answered', async () => {
    const knock = vi.fn<() => Promise<void>>().mockResolvedValue(undefined);
    const reach = watchReach(knock);
    reach.report(false);
    reach.report(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(knock).toHaveBeenCalledTimes(1);
    expect([reach.isReachable.value, reach.returns.value]).toEqual([true, 1]);
  });

  it('knocks at once when the reader asks', async () => {
    const knock = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('gone')).mockResolvedValue(undefined);
    const reach = watchReach(knock);
    reach.start();
    await vi.advanceTimersByTimeAsync(0);
    reach.knock();
    await vi.advanceTimersByTimeAsync(0);
    expect([knock.mock.calls.length, reach.isReachable.value]).toEqual([2, true]);
  });
});
