import { describe, expect, it } from 'vitest';
import { chunkSamples } from '../../src/store/chunk-cutter.ts';
import { type KeepingStore, maxWaitingWrites, SessionKeeper } from '../../src/store/session-keeper.ts';
import { StoreError } from '../../src/store/session-store.ts';
import type { StoredSession } from '../../src/store/stored-session.ts';
import { final } from '../results.ts';

const session: StoredSession = {
  id: 'one',
  serverId: undefined,
  source: 'microphone',
  sourceName: 'Microphone',
  language: 'en',
  startedAtMs: 0,
  updatedAtMs: 0,
  durationMs: 0,
  audioBytes: 0,
  audioFromMs: 0,
  finals: 0,
  opening: '',
  state: 'live',
};

/** Writes down what it is asked for, and fails when told so. */
class NotingStore implements KeepingStore {
  readonly notes: string[] = [];
  failure: Error | undefined;
  hold: Promise<void> = Promise.resolve();

  add = ({ id }: StoredSession): Promise<void> => this.#note(`add ${id}`);
  addFinal: KeepingStore['addFinal'] = (_id, { text }) => this.#note(`final ${text}`);
  addAudio: KeepingStore['addAudio'] = (_id, { index, samples }) => this.#note(`audio ${index} ${samples.length}`);
  update: KeepingStore['update'] = (_id, changes) => this.#note(`update ${JSON.stringify(changes)}`);

  async #note(note: string): Promise<void> {
    await this.hold;
    if (this.failure !== undefined) throw this.failure;
    this.notes.push(note);
  }
}

describe('SessionKeeper', () => {
  it('writes everything in order, and the rest of the audio at the end', async () => {
    const store = new NotingStore();
    const keeper = new SessionKeeper(store, session, () => {});
    keeper.audio(new Int16Array(chunkSamples + 800));
    keeper.named('s1');
    keeper.final(final(0, 'Hello.'));
    await keeper.end();
    expect(store.notes).toEqual([
      'add one',
      `audio 0 ${chunkSamples}`,
      'update {"serverId":"s1"}',
      'final Hello.',
      'audio 1 800',
      'update {"state":"ended","durationMs":2050}',
    ]);
  });

  it('keeps an unfinished piece when it settles, and the whole of it later', async () => {
    const store = new NotingStore();
    const keeper = new SessionKeeper(store, session, () => {});
    keeper.audio(new Int16Array(100));
    await keeper.settle();
    keeper.audio(new Int16Array(chunkSamples));
    await keeper.settle();
    expect(store.notes.slice(1)).toEqual(['audio 0 100', `audio 0 ${chunkSamples}`, 'audio 1 100']);
  });

  it('says once that the store is full, and writes no more', async () => {
    const store = new NotingStore();
    const problems: string[] = [];
    const keeper = new SessionKeeper(store, session, (problem) => problems.push(problem));
    await keeper.settle();
    store.failure = new StoreError('full');
    keeper.final(final(0, 'a'));
    keeper.final(final(1, 'b'));
    await keeper.end();
    expect(problems).toEqual(['full']);
    expect(store.notes).toEqual(['add one']);
  });

  it('gives up on a store that hangs, with a bound on what waits', async () => {
    const store = new NotingStore();
    let goOn = (): void => {};
    store.hold = new Promise((resolve) => (goOn = resolve));
    const problems: string[] = [];
    const keeper = new SessionKeeper(store, session, (problem) => problems.push(problem));
    for (let index = 0; index < maxWaitingWrites * 2; index += 1) keeper.final(final(index, 'a'));
    expect(problems).toEqual(['full']);
    goOn();
    await keeper.end();
    expect(store.notes.length).toBeLessThanOrEqual(maxWaitingWrites);
  });
});
