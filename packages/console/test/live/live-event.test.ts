import { describe, expect, it } from 'vitest';
import { en } from '../../src/i18n/en.ts';
import { type LiveEvent, withEvent } from '../../src/live/live-event.ts';
import { sayEvent } from '../../src/live/say.ts';

describe('withEvent', () => {
  it('numbers events and forgets the oldest', () => {
    let events: readonly LiveEvent[] = [];
    for (let index = 0; index < 500; index += 1) events = withEvent(events, { type: 'slow' }, index);
    expect(events).toHaveLength(200);
    expect(events.at(-1)).toEqual({ type: 'slow', number: 500, atMs: 499 });
  });
});

describe('sayEvent', () => {
  const say = (lostMs: number): string =>
    sayEvent({ type: 'restarted', lostMs, lostFromMs: 65_000, number: 1, atMs: 0 }, en);

  it('says what a restart of the server has lost, and when it has lost nothing', () => {
    expect(say(0)).toContain('nothing is missing');
    expect(say(12_000)).toContain('12 s of sound from 1:05 on are lost');
  });
});
