import { describe, expect, it } from 'vitest';
import { InvalidStateError } from '../../src/common/client-error.ts';
import type { Result } from '../../src/common/contract.ts';
import { ResultQueue } from '../../src/common/result-queue.ts';

const result = (text: string, isFinal: boolean): Result => ({
  segment: 0,
  text,
  isFinal,
  startMs: 0,
  endMs: 0,
  language: 'en',
  words: [],
});

async function read(queue: ResultQueue): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const { text } of queue) texts.push(text);
  return texts;
}

describe('results that wait for their reader', () => {
  it('come in order, those from before the end too', async () => {
    const queue = new ResultQueue(10);
    queue.push(result('a', false));
    const reading = read(queue);
    await Promise.resolve();
    queue.push(result('b', true));
    queue.end();
    queue.push(result('c', true));
    expect(await reading).toEqual(['a', 'b']);
  });

  it('lose partials when there are too many, finals never', async () => {
    const queue = new ResultQueue(3);
    for (let count = 0; count < 5; count += 1) {
      queue.push(result(`p${count}`, false));
      queue.push(result(`f${count}`, true));
    }
    queue.push(result('p5', false));
    queue.push(result('p6', false));
    queue.end();
    expect(await read(queue)).toEqual(['f0', 'f1', 'f2', 'f3', 'f4', 'p6']);
  });

  it('are followed by what the session failed with', async () => {
    const queue = new ResultQueue(3);
    queue.push(result('a', true));
    queue.end(new Error('failed'));
    const reader = queue[Symbol.asyncIterator]();
    expect((await reader.next()).value).toMatchObject({ text: 'a' });
    await expect(reader.next()).rejects.toThrow('failed');
  });

  it('have one reader', () => {
    const queue = new ResultQueue(3);
    queue[Symbol.asyncIterator]();
    expect(() => queue[Symbol.asyncIterator]()).toThrow(InvalidStateError);
  });
});
