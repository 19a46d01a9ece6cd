import { FakeClock } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { SpanQueue } from '../../src/tracing/span-queue.ts';

interface Receiver {
  readonly queue: SpanQueue<number>;
  readonly clock: FakeClock;
  readonly batches: readonly (readonly number[])[];
  readonly told: readonly string[];
  /** Answers the oldest request; with false it does not take the spans. */
  readonly answer: (isTaken?: boolean) => Promise<void>;
}

function makeQueue(maxWaiting = 1000): Receiver {
  const clock = new FakeClock();
  const batches: (readonly number[])[] = [];
  const open: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  const told: string[] = [];
  const queue = new SpanQueue<number>({
    clock,
    maxWaiting,
    send: (spans) => {
      batches.push(spans);
      return new Promise((resolve, reject) => open.push({ resolve, reject }));
    },
    onFailing: (error) => void told.push(error instanceof Error ? error.message : 'no error'),
    onRecovered: () => void told.push('recovered'),
  });
  const answer = async (isTaken = true): Promise<void> => {
    const request = open.shift();
    if (isTaken) request?.resolve();
    else request?.reject(new Error('down'));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, clock, batches, told, answer };
}

function add(queue: SpanQueue<number>, count: number): void {
  for (let span = 0; span < count; span += 1) queue.add(span);
}

describe('a span queue', () => {
  it('hands spans over together, a while after the first', async () => {
    const { queue, clock, batches, answer } = makeQueue();
    add(queue, 3);
    clock.advance(1999);
    expect(batches).toEqual([]);
    clock.advance(1);
    expect(batches).toEqual([[0, 1, 2]]);
    await answer();
    expect(queue.figures).toEqual({ waiting: 0, exported: 3, dropped: 0, failed: 0 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('hands over a full batch at once, and only one at a time', async () => {
    const { queue, batches, answer } = makeQueue();
    add(queue, 600);
    expect(batches.map((batch) => batch.length)).toEqual([256]);
    await answer();
    expect(batches.map((batch) => batch.length)).toEqual([256, 256]);
  });

  it('leaves out and counts what is more than may wait', () => {
    const { queue, batches } = makeQueue(300);
    add(queue, 1000);
    // One batch is on its way.
    expect(batches.map((batch) => batch.length)).toEqual([256]);
    expect(queue.figures).toEqual({ waiting: 300, exported: 0, dropped: 444, failed: 0 });
  });

  it('tells once that a receiver is down, tries it rarely, and tells when it is back', async () => {
    const { queue, clock, batches, told, answer } = makeQueue();
    for (let tries = 1; tries <= 3; tries += 1) {
      add(queue, 500);
      clock.advance(10_000);
      expect(batches).toHaveLength(tries);
      await answer(false);
      expect(told).toEqual(['down']);
    }
    clock.advance(10_000);
    await answer();
    expect(told).toEqual(['down', 'recovered']);
    expect(queue.figures.failed).toBe(3 * 256);
  });

  it('hands over at its end what waits', async () => {
    const { queue, batches, answer, clock } = makeQueue();
    add(queue, 300);
    add(queue, 2);
    const closed = queue.close();
    await answer();
    await answer();
    await closed;
    expect(batches.map((batch) => batch.length)).toEqual([256, 46]);
    queue.add(1);
    expect(queue.figures).toEqual({ waiting: 0, exported: 302, dropped: 1, failed: 0 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not wait for a receiver that does not answer at its end', async () => {
    const { queue, clock } = makeQueue();
    add(queue, 300);
    const closed = queue.close();
    clock.advance(3000);
    await closed;
    expect(queue.figures).toMatchObject({ waiting: 0, exported: 0, failed: 44 });
  });

  it('gives up at its end after the first failure', async () => {
    const { queue, answer, batches } = makeQueue();
    add(queue, 600);
    const closed = queue.close();
    await answer(false);
    await answer(false);
    await closed;
    expect(batches.length).toBeLessThanOrEqual(2);
    expect(queue.figures).toMatchObject({ waiting: 0, exported: 0, failed: 600 });
  });
});
