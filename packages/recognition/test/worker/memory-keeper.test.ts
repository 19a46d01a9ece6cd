import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryKeeper, type Unloadable } from '../../src/worker/host/memory-keeper.ts';

const idleMs = 60_000;

let freeBytes: number;
let unloaded: string[];
let keeper: MemoryKeeper | undefined;

/** A model of 100 bytes. */
class Model implements Unloadable {
  idleMs: number | undefined;
  readonly #name: string;

  constructor(name: string, idle: number | undefined) {
    this.#name = name;
    this.idleMs = idle;
  }

  async unload(): Promise<boolean> {
    await Promise.resolve();
    unloaded.push(this.#name);
    this.idleMs = undefined;
    freeBytes += 100;
    return true;
  }
}

function keep(models: readonly Model[], options: { readonly idleMs?: number } = {}): MemoryKeeper {
  keeper = new MemoryKeeper({ all: () => models, freeBytes: () => freeBytes, minFreeBytes: 500, idleMs, ...options });
  return keeper;
}

beforeEach(() => {
  vi.useFakeTimers();
  freeBytes = 350;
  unloaded = [];
});

afterEach(() => {
  keeper?.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('MemoryKeeper', () => {
  test('unloads what was used longest ago, until memory is not short, and nothing that was used since', async () => {
    keep([new Model('a', idleMs), new Model('b', 3 * idleMs), new Model('c', 2 * idleMs), new Model('d', idleMs - 1)]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(unloaded).toEqual(['b', 'c']);
    freeBytes = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(unloaded).toEqual(['b', 'c', 'a']);
  });

  test('unloads nothing while there is memory, and nothing that is in use', async () => {
    const [idle, used] = [new Model('idle', 2 * idleMs), new Model('used', undefined)];
    freeBytes = 500;
    keep([idle, used]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(unloaded).toEqual([]);
    freeBytes = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(unloaded).toEqual(['idle']);
  });

  test('makes room for another model with what was used half a minute ago', async () => {
    const running = keep([new Model('a', 29_999), new Model('b', 30_000)]);
    await running.makeRoom();
    expect(unloaded).toEqual(['b']);
  });

  test('keeps everything when it is told to', async () => {
    const running = keep([new Model('a', 10 * idleMs)], { idleMs: 0 });
    await running.makeRoom();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(unloaded).toEqual([]);
  });

  test('decides with the memory that was freed before, when several ask at once', async () => {
    freeBytes = 400;
    const running = keep([new Model('a', idleMs), new Model('b', idleMs)]);
    await Promise.all([running.makeRoom(), running.makeRoom(), vi.advanceTimersByTimeAsync(60_000)]);
    expect(unloaded).toHaveLength(1);
  });

  test('unloads nothing more once it is closed', async () => {
    const running = keep([new Model('a', idleMs)]);
    running.close();
    running.close();
    await running.makeRoom();
    expect(unloaded).toEqual([]);
  });
});
