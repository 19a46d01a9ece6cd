import { describe, expect, it, vi } from 'vitest';
import { followAddress } from '../../src/shell/address-bar.ts';

/** As much of a window as the address bar needs. */
function fakeWindow(hash: string): { target: Window; shown: () => string; moveTo: (hash: string) => void } {
  const location = { hash, pathname: '/', search: '' };
  const listeners: (() => void)[] = [];
  const target = {
    location,
    history: {
      replaceState: (_state: unknown, _title: string, url: string) => {
        location.hash = url.includes('#') ? url.slice(url.indexOf('#')) : '';
      },
    },
    addEventListener: (_name: string, listener: () => void) => listeners.push(listener),
  };
  return {
    target: target as unknown as Window,
    shown: () => location.hash,
    moveTo: (next) => {
      location.hash = next;
      for (const listener of listeners) listener();
    },
  };
}

describe('the address bar', () => {
  it('hands a key on and shows it no longer', () => {
    const { target, shown } = fakeWindow('#key=steno_secret');
    const onKey = vi.fn();
    followAddress(target, { onKey, onViewToken: vi.fn() });
    expect(onKey).toHaveBeenCalledExactlyOnceWith('steno_secret');
    expect(shown()).toBe('');
  });

  it('hands a view token on with its session, and keeps the place', () => {
    const { target, shown } = fakeWindow('#/watch/s1?token=secret');
    const onViewToken = vi.fn();
    const bar = followAddress(target, { onKey: vi.fn(), onViewToken });
    expect(onViewToken).toHaveBeenCalledExactlyOnceWith('s1', 'secret');
    expect(shown()).toBe('#/watch/s1');
    expect(bar.route.value).toEqual({ name: 'watch', id: 's1' });
  });

  it('takes a key out of an address that is pasted later, too', () => {
    const { target, shown, moveTo } = fakeWindow('#/sessions');
    const onKey = vi.fn();
    const bar = followAddress(target, { onKey, onViewToken: vi.fn() });
    moveTo('#/keys?key=steno_later');
    expect(onKey).toHaveBeenCalledExactlyOnceWith('steno_later');
    expect(shown()).toBe('#/keys');
    expect(bar.route.value).toEqual({ name: 'keys' });
  });
});
