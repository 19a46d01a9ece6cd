import { describe, expect, it } from 'vitest';
import { hashOf, parseAddress } from '../src/shell/routes.ts';

describe('an address', () => {
  it('names a place', () => {
    expect(parseAddress('#/sessions/a%2Fb').route).toEqual({ name: 'session', id: 'a/b' });
    expect(hashOf({ name: 'session', id: 'a/b' })).toBe('#/sessions/a%2Fb');
  });
});
