import { describe, expect, it } from 'vitest';
import { InvalidStateError } from '../../src/common/client-error.ts';
import { MessageQueue } from '../../src/common/message-queue.ts';

function queueOf(capacity: number): { readonly queue: MessageQueue<number>; readonly calls: string[] } {
  const calls: string[] = [];
  const queue = new MessageQueue<number>({
    capacity,
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
  });
  return { queue, calls };
}

async function readAll(queue: MessageQueue<number>): Promise<readonly number[]> {
  const read: number[] = [];
  for await (const message of queue) read.push(message);
  return read;
}

describe('a message queue', () => {
  it('gives messages in their order, those from before the reader came included', async () => {
    const { queue } = queueOf(10);
    queue.push(1);
    const reading = readAll(queue);
    queue.push(2);
    queue.end();
    expect(await reading).toEqual([1, 2]);
  });

  it('pauses its source at its capacity and resumes it at half of that', async () => {
    const { queue, calls } = queueOf(4);
    for (const message of [1, 2, 3, 4]) queue.push(message);
    expect(calls).toEqual(['pause']);
    const reader = queue[Symbol.asyncIterator]();
    await reader.next();
    expect(calls).toEqual(['pause']);
    await reader.next();
    expect(calls).toEqual(['pause', 'resume']);
  });

  it('loses nothing when more comes than it asked for', async () => {
    const { queue } = queueOf(2);
    for (const message of [1, 2, 3, 4, 5]) queue.push(message);
    queue.end();
    expect(await readAll(queue)).toEqual([1, 2, 3, 4, 5]);
  });

  it('takes nothing after its end', async () => {
    const { queue } = queueOf(2);
    queue.end();
    queue.push(1);
    expect(await readAll(queue)).toEqual([]);
  });

  it('refuses a second reader', () => {
    const { queue } = queueOf(2);
    queue[Symbol.asyncIterator]();
    expect(() => queue[Symbol.asyncIterator]()).toThrow(InvalidStateError);
  });
});
