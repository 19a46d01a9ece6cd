import { describe, expect, it } from 'vitest';
import { CaptionLog, finalAt } from '../../src/live/caption-log.ts';
import { final, partial } from '../results.ts';

describe('CaptionLog', () => {
  it('keeps finals in order and replaces the partial until its final comes', () => {
    const log = new CaptionLog();
    log.add(partial(0, 'he'));
    log.add(partial(0, 'hello'));
    expect(log.partial?.text).toBe('hello');
    log.add(final(0, 'Hello.'));
    expect(log.partial).toBeUndefined();
    log.add(final(1, 'World.'));
    expect(log.finals.map(({ text }) => text)).toEqual(['Hello.', 'World.']);
    expect(log.endMs).toBe(2000);
  });

  it('takes a final once, however often it is told', () => {
    const log = new CaptionLog();
    log.add(final(0, 'Hello.'));
    log.add(final(0, 'Hello.'));
    log.add(final(1, ''));
    expect(log.finals).toHaveLength(1);
  });

  it('keeps a partial of a later segment when a final comes', () => {
    const log = new CaptionLog();
    log.add(partial(3, 'later'));
    log.add(final(2, 'Sooner.'));
    expect(log.partial?.text).toBe('later');
  });

  it('tells what has come, to those who still listen', () => {
    const log = new CaptionLog();
    const told: string[] = [];
    const end = log.listen({
      onFinal: ({ text }) => told.push(`final ${text}`),
      onPartial: (one) => told.push(`partial ${one?.text ?? 'none'}`),
    });
    log.add(partial(0, 'a'));
    log.add(final(0, 'A.'));
    log.dropPartial();
    end();
    log.add(final(1, 'B.'));
    expect(told).toEqual(['partial a', 'partial none', 'final A.']);
  });
});

describe('finalAt', () => {
  const finals = [final(0, 'a', 1000), final(1, 'b', 3000), final(2, 'c', 5000)];

  it.each([
    [0, -1],
    [1000, 0],
    [2500, 0],
    [3000, 1],
    [99_000, 2],
  ])('finds for %s ms the final %s', (atMs, index) => {
    expect(finalAt(finals, atMs)).toBe(index);
  });
});
