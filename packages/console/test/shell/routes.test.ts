import { describe, expect, it } from 'vitest';
import { hashOf, parseAddress, type Route } from '../../src/shell/routes.ts';

describe('an address', () => {
  it.each<Route>([
    { name: 'live' },
    { name: 'sessions' },
    { name: 'session', id: 'a/b %?#' },
    { name: 'health' },
    { name: 'keys' },
    { name: 'try' },
    { name: 'watch', id: 'x' },
    { name: 'captions', id: 'x' },
  ])('leads to the place that wrote it ($name)', (route) => {
    expect(parseAddress(hashOf(route))).toEqual({ route, key: undefined, viewToken: undefined });
  });

  it.each(['', '#', '#/', '#/nowhere', '#/live/more', '#/watch', '#/sessions/a/b', '#content'])(
    'names no place where there is none (%s)',
    (hash) => {
      expect(parseAddress(hash).route).toBeUndefined();
    },
  );

  it('takes a lone percent sign as it is', () => {
    expect(parseAddress('#/sessions/100%').route).toEqual({ name: 'session', id: '100%' });
  });

  it('brings a key, also with a place', () => {
    expect(parseAddress('#key=steno_a%2Bb')).toMatchObject({ route: undefined, key: 'steno_a+b' });
    expect(parseAddress('#/keys?key=steno_c')).toMatchObject({ route: { name: 'keys' }, key: 'steno_c' });
    expect(parseAddress('#key=').key).toBeUndefined();
  });

  it('brings the view token of a link, and no token into the place', () => {
    expect(parseAddress('#/watch/s1?token=t&size=7')).toEqual({
      route: { name: 'watch', id: 's1', look: 'size=7' },
      key: undefined,
      viewToken: 't',
    });
  });

  it('keeps how captions are to look, and hands the token on', () => {
    const { route, viewToken } = parseAddress('#/captions/a?size=7&token=secret&colors=black-on-white');
    expect(viewToken).toBe('secret');
    expect(route).toEqual({ name: 'captions', id: 'a', look: 'size=7&colors=black-on-white' });
    expect(route === undefined ? '' : hashOf(route)).toBe('#/captions/a?size=7&colors=black-on-white');
    expect(parseAddress('#/watch/a?token=secret').route).toEqual({ name: 'watch', id: 'a' });
  });
});
