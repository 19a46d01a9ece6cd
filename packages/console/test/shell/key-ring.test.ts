import { describe, expect, it } from 'vitest';
import { openKeyRing } from '../../src/shell/key-ring.ts';

class FakeStorage {
  readonly texts = new Map<string, string>();
  getItem(name: string): string | null {
    return this.texts.get(name) ?? null;
  }
  setItem(name: string, text: string): void {
    this.texts.set(name, text);
  }
  removeItem(name: string): void {
    this.texts.delete(name);
  }
}

const fakeWindow = (): { tab: FakeStorage; device: FakeStorage; target: Window } => {
  const [tab, device] = [new FakeStorage(), new FakeStorage()];
  return { tab, device, target: { sessionStorage: tab, localStorage: device } as unknown as Window };
};

describe('the key ring', () => {
  it('keeps a key for the tab only, unless it is to be remembered', () => {
    const { tab, device, target } = fakeWindow();
    const keys = openKeyRing(target);
    keys.signIn('k1', false);
    expect([tab.texts.size, device.texts.size]).toEqual([1, 0]);
    keys.signIn('k2', true);
    expect([...device.texts.values()]).toEqual(['k2']);
    expect(openKeyRing(target).key.value).toBe('k2');
  });

  it('forgets a remembered key once another one is not to be', () => {
    const { device, target } = fakeWindow();
    const keys = openKeyRing(target);
    keys.signIn('k1', true);
    keys.signIn('k2', false);
    expect(device.texts.size).toBe(0);
  });

  it('forgets everything when one signs out', () => {
    const { tab, device, target } = fakeWindow();
    const keys = openKeyRing(target);
    keys.signIn('k1', true);
    keys.signOut();
    expect([keys.key.value, keys.signedOut.value, tab.texts.size, device.texts.size]).toEqual(['', 'signed_out', 0, 0]);
  });

  it('gives up a refused key, but not a new one for an old refusal', () => {
    const { target } = fakeWindow();
    const keys = openKeyRing(target);
    keys.signIn('old', false);
    keys.signIn('new', false);
    keys.refuse('old');
    expect(keys.key.value).toBe('new');
    keys.refuse('new');
    expect([keys.key.value, keys.signedOut.value]).toEqual(['', 'key_refused']);
  });

  it('goes on where the browser forbids to keep anything', () => {
    const forbidden = {
      get sessionStorage(): Storage {
        throw new Error('forbidden');
      },
      get localStorage(): Storage {
        throw new Error('forbidden');
      },
    } as unknown as Window;
    const keys = openKeyRing(forbidden);
    keys.signIn('k1', true);
    keys.keepViewToken('s1', 't1');
    expect([keys.key.value, keys.viewToken('s1')]).toEqual(['k1', 't1']);
  });
});
