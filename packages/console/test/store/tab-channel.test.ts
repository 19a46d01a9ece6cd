import { describe, expect, it } from 'vitest';
import { parseTabMessage } from '../../src/store/tab-channel.ts';
import { final } from '../results.ts';

describe('parseTabMessage', () => {
  it.each([
    { type: 'asked' },
    { type: 'started', id: 'one' },
    { type: 'ended', id: 'one' },
    { type: 'result', id: 'one', result: final(0, 'Hello.') },
  ])('reads %o', (message) => {
    expect(parseTabMessage(message)).toEqual(message);
  });

  it.each([
    undefined,
    null,
    'started',
    {},
    { type: 'started' },
    { type: 'result', id: 'one' },
    { type: 'x', id: 'one' },
  ])('leaves out %o, which another version may tell', (message) => {
    expect(parseTabMessage(message)).toBeUndefined();
  });
});
