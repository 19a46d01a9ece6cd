import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Run } from './replayed-run.ts';
import { sound } from './scripted-worker.ts';

const second = 16_000;

describe('a stream that loses its workers without progress', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is failed when it was lost three times without progress', () => {
    const run = new Run([0, 0, 0, 0]);
    run.stream.write(sound(5, second));
    run.work();
    expect(run.of('recovering')).toHaveLength(2);
    expect(run.events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'worker_lost' } });
    expect(run.lives).toEqual([0]);
  });

  test('is heard again more often when somebody killed its workers: nothing says that it is the cause', () => {
    const run = new Run();
    run.stream.write(sound(5, second));
    for (let round = 0; round < 9; round += 1) run.kill('worker_killed').replace();
    expect(run.of('recovering').at(-1)).toEqual({ type: 'recovering', reason: 'worker_killed' });
    run.work();
    run.stream.end();
    expect(run.work().events.at(-1)).toEqual({ type: 'ended' });
    expect(run.of('final')).toHaveLength(1);
  });

  test('is failed when its workers were killed ten times without progress', () => {
    const run = new Run();
    run.stream.write(sound(5, second));
    for (let round = 0; round < 9; round += 1) run.kill('worker_killed').replace();
    expect(run.stream.isSuspect).toBe(true);
    run.kill('worker_killed');
    expect(run.events.at(-1)).toMatchObject({ type: 'failed', error: { code: 'worker_lost' } });
  });

  test('is failed when it was lost three times without progress, however often its workers were killed between', () => {
    const run = new Run();
    run.stream.write(sound(5, second));
    run.kill().replace().kill('worker_killed').replace().kill().replace();
    expect(run.stream.isSuspect).toBe(true);
    expect(run.kill().events.at(-1)).toMatchObject({ type: 'failed' });
  });

  test('begins to count anew once it has made progress', () => {
    const run = new Run();
    for (let round = 0; round < 5; round += 1) {
      run.stream.write(sound(5, second));
      run.work();
      run.stream.write(sound(5, second));
      run.kill().replace();
    }
    run.work();
    expect(run.of('failed')).toEqual([]);
    expect(run.cleared.length).toBe(5);
  });

  test('is not to blame while its worker has nothing to do for it', () => {
    const run = new Run();
    run.stream.write(sound(5, second));
    run.work();
    for (let round = 0; round < 5; round += 1) run.kill().replace().work();
    expect(run.of('failed')).toEqual([]);
    expect(run.stream.isSuspect).toBe(false);
  });

  test('is failed when no other worker comes in time, and only then', () => {
    const run = new Run();
    run.stream.write(sound(5, second));
    run.kill();
    vi.advanceTimersByTime(59_999);
    expect(run.of('failed')).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(run.of('failed')).toMatchObject([{ error: { code: 'worker_lost' } }]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
