import { describe, expect, it } from 'vitest';
import { heldSessions, holdSession, type LockPort } from '../../src/store/tab-lock.ts';

/** Locks that are free, with the names that are held. */
function fakeLocks(): { readonly held: Set<string>; readonly port: LockPort } {
  const held = new Set<string>();
  const request = async (name: string, work: () => Promise<void>): Promise<void> => {
    held.add(name);
    await work();
    held.delete(name);
  };
  const query = async (): Promise<LockManagerSnapshot> => ({ held: [...held].map((name) => ({ name })), pending: [] });
  return { held, port: { request, query } as unknown as LockPort };
}

describe('holdSession', () => {
  it('shows other tabs which session is recorded, until it lets go', async () => {
    const { held, port } = fakeLocks();
    const release = await holdSession(port, 'one');
    held.add('something else');
    expect([...(await heldSessions(port))]).toEqual(['one']);
    await release();
    expect([...(await heldSessions(port))]).toEqual([]);
  });

  it('does without locks where the browser has none', async () => {
    const release = await holdSession(undefined, 'one');
    expect((await heldSessions(undefined)).size).toBe(0);
    await release();
  });
});
