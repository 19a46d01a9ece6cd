import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chunkSamples } from '../../src/store/chunk-cutter.ts';
import { openSessionStore, type SessionStore, StoreError } from '../../src/store/session-store.ts';
import type { StoredSession } from '../../src/store/stored-session.ts';
import { final } from '../results.ts';

const limits = { maxSessions: 3, maxAudioBytes: 2 * 64_000, maxSessionAudioBytes: 2 * 64_000 };

function session(id: string, startedAtMs = 0): StoredSession {
  return {
    id,
    serverId: undefined,
    source: 'file',
    sourceName: 'talk.wav',
    language: 'en',
    startedAtMs,
    updatedAtMs: startedAtMs,
    durationMs: 0,
    audioBytes: 0,
    audioFromMs: 0,
    finals: 0,
    opening: '',
    state: 'live',
  };
}

const chunk = (index: number, length = chunkSamples): { index: number; samples: Int16Array<ArrayBuffer> } => ({
  index,
  samples: new Int16Array(length).fill(index + 1),
});

describe('SessionStore', () => {
  let factory: IDBFactory;
  let store: SessionStore;
  let live: Set<string>;

  beforeEach(async () => {
    vi.stubGlobal('IDBKeyRange', IDBKeyRange);
    factory = new IDBFactory();
    live = new Set();
    store = await openSessionStore({ factory, limits, liveIds: async () => live });
  });

  afterEach(() => {
    store.close();
    vi.unstubAllGlobals();
  });

  it('gives after a reload what was kept before it', async () => {
    await store.add(session('one'));
    await store.addFinal('one', final(0, 'Hello.'));
    await store.addFinal('one', final(1, 'World.'));
    await store.addAudio('one', chunk(0));
    await store.addAudio('one', chunk(1, 800));
    await store.update('one', { state: 'ended', serverId: 's1' });
    store.close();
    store = await openSessionStore({ factory, limits, liveIds: async () => live });
    const loaded = await store.load('one');
    expect(loaded?.finals).toEqual([final(0, 'Hello.'), final(1, 'World.')]);
    expect(loaded?.session).toMatchObject({
      state: 'ended',
      serverId: 's1',
      finals: 2,
      opening: 'Hello.',
      durationMs: 2050,
      audioBytes: 65_600,
    });
    expect((await store.audio('one', 1))?.length).toBe(800);
    expect(await store.audio('one', 2)).toBeUndefined();
  });

  it('lists sessions, the newest first', async () => {
    await store.add(session('old', 1));
    await store.add(session('new', 2));
    expect((await store.list()).map(({ id }) => id)).toEqual(['new', 'old']);
  });

  it('drops the oldest audio of a session that is longer than one may be', async () => {
    await store.add(session('one'));
    for (let index = 0; index < 5; index += 1) await store.addAudio('one', chunk(index));
    expect(await store.audio('one', 2)).toBeUndefined();
    expect((await store.audio('one', 4))?.[0]).toBe(5);
    expect((await store.load('one'))?.session).toMatchObject({ audioFromMs: 6000, audioBytes: 128_000 });
  });

  it('removes the oldest session beyond the number, and never one that is live', async () => {
    live.add('a');
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) await store.add(session(id, index));
    expect((await store.list()).map(({ id }) => id)).toEqual(['d', 'c', 'a']);
  });

  it('removes the audio of the oldest when all sessions have too much, and keeps the text', async () => {
    for (const [index, id] of ['a', 'b'].entries()) {
      await store.add(session(id, index));
      await store.addFinal(id, final(0, 'Hello.'));
      await store.addAudio(id, chunk(0));
      await store.addAudio(id, chunk(1));
    }
    await store.makeRoom();
    expect(await store.audio('a', 0)).toBeUndefined();
    expect(await store.audio('b', 0)).toBeDefined();
    expect((await store.load('a'))?.finals).toHaveLength(1);
  });

  it('removes everything of a session, and nothing comes back when it is written to later', async () => {
    await store.add(session('one'));
    await store.addFinal('one', final(0, 'Hello.'));
    await store.addAudio('one', chunk(0));
    await store.remove('one');
    await store.addFinal('one', final(1, 'World.'));
    await store.addAudio('one', chunk(1));
    await store.update('one', { state: 'ended' });
    expect(await store.load('one')).toBeUndefined();
    expect(await store.audio('one', 0)).toBeUndefined();
    expect(await store.list()).toEqual([]);
  });

  it('says that it is unavailable where the browser keeps nothing', async () => {
    const refusing = {
      open: () => {
        throw new DOMException('no', 'SecurityError');
      },
    } as unknown as IDBFactory;
    await expect(openSessionStore({ factory: refusing, liveIds: async () => live })).rejects.toMatchObject({
      problem: 'unavailable',
    });
  });

  it('lets a newer page change the database, and says so', async () => {
    const request = factory.open('steno-console', 99);
    await new Promise((resolve) => (request.onsuccess = resolve));
    request.result.close();
    await expect(store.list()).rejects.toEqual(new StoreError('replaced'));
  });
});
