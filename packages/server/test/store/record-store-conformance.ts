import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type {
  NewSessionRecord,
  RecordEnding,
  RecordQuery,
  RecordStore,
  SessionRecord,
} from '../../src/store/record-store.ts';
import { searchedParts } from '../../src/store/search-words.ts';
import { codeOf, finalOf, sessionOf } from './store-under-test.ts';

export interface StoreUnderTest {
  readonly open: () => Promise<RecordStore>;
  /** Whether a record can be read after its session ended. */
  readonly keepsEnded: boolean;
}

const stopped: RecordEnding = { state: 'stopped', endedAtMs: 9000, receivedSamples: 777, isComplete: true };

/** Holds a store to the contract of records. */
export function recordStoreConformance(name: string, { open, keepsEnded }: StoreUnderTest): void {
  describe(`${name}, as a store of records`, () => {
    let store: RecordStore;
    beforeEach(async () => {
      store = await open();
    });

    it('begins a record that is live and empty', async () => {
      await store.begin(sessionOf('s'));
      const expected = {
        ...sessionOf('s'),
        state: 'live',
        receivedSamples: 0,
        isComplete: true,
        finals: 0,
        shareEpoch: 0,
      };
      expect(await store.find('s', 'ada')).toEqual(expected);
      expect(await store.finals('s', 'ada')).toEqual([]);
    });

    it('refuses a second record of a session, and keeps the first', async () => {
      await store.begin(sessionOf('s'));
      expect(await codeOf(store.begin(sessionOf('s', { owner: 'eve' })))).toBe('store_unavailable');
      expect(await store.find('s', 'ada')).toMatchObject({ owner: 'ada' });
    });

    it('gives finals back as they were, in their order, and counts them', async () => {
      await store.begin(sessionOf('s'));
      const odd = { ...finalOf(1, 'a\u0000b "\ud83d\ude00" \ud800 it\u2019s'), stability: 0.5 };
      const { confidence: _none, ...plain } = finalOf(2);
      await Promise.all([odd, finalOf(0), plain].map((final) => store.append('s', final)));
      expect(await store.finals('s', 'ada')).toEqual([finalOf(0), odd, plain]);
      expect(await store.find('s', 'ada')).toMatchObject({ finals: 3, receivedSamples: plain.endSample });
    });

    it('gives back more finals than are read at once', async () => {
      await store.begin(sessionOf('s'));
      const finals = Array.from({ length: 450 }, (_, segment) => finalOf(segment));
      await Promise.all(finals.map((final) => store.append('s', final)));
      expect(await store.finals('s', 'ada')).toEqual(finals);
    });

    it('refuses a final of no record, and one that is there', async () => {
      expect(await codeOf(store.append('s', finalOf(0)))).toBe('store_unavailable');
      await store.begin(sessionOf('s'));
      await store.append('s', finalOf(0, 'first'));
      expect(await codeOf(store.append('s', finalOf(0, 'second')))).toBe('store_unavailable');
      expect(await store.finals('s', 'ada')).toEqual([finalOf(0, 'first')]);
      expect(await store.find('s', 'ada')).toMatchObject({ finals: 1 });
    });

    it('takes no final after the end', async () => {
      await store.begin(sessionOf('s'));
      await store.end('s', stopped);
      expect(await codeOf(store.append('s', finalOf(0)))).toBe('store_unavailable');
    });

    it('carries out what is asked of a session in its order, without being waited for', async () => {
      const done = [store.begin(sessionOf('s')), store.append('s', finalOf(0)), store.append('s', finalOf(1))];
      const before = store.finals('s', 'ada');
      await Promise.all([...done, store.end('s', stopped)]);
      expect(await before).toHaveLength(2);
      expect(await store.finals('s', 'ada')).toHaveLength(keepsEnded ? 2 : 0);
    });

    it('ends a record', async () => {
      await store.begin(sessionOf('s'));
      const ending = { ...stopped, state: 'failed', errorCode: 'idle_timeout', isComplete: false } as const;
      await store.end('s', ending);
      await store.end('s', stopped);
      const ended = { ...sessionOf('s'), ...ending, finals: 0, shareEpoch: 0 };
      expect(await store.find('s', 'ada')).toEqual(keepsEnded ? ended : undefined);
    });

    it('ends no record that it does not have', async () => {
      await store.end('s', stopped);
      expect(await store.find('s', 'ada')).toBeUndefined();
    });

    it('shows and deletes a record for its owner only', async () => {
      await store.begin(sessionOf('s'));
      await store.append('s', finalOf(0));
      expect(await store.find('s', 'eve')).toBeUndefined();
      expect(await store.finals('s', 'eve')).toEqual([]);
      expect(await store.list({ owner: 'eve', limit: 10 })).toEqual({ records: [] });
      expect(await store.delete('s', 'eve')).toBe(false);
      expect(await store.finals('s', 'ada')).toHaveLength(1);
    });

    it('deletes a record with its finals', async () => {
      await store.begin(sessionOf('s'));
      await store.append('s', finalOf(0));
      expect(await store.delete('s', 'ada')).toBe(true);
      expect(await store.delete('s', 'ada')).toBe(false);
      expect(await store.find('s', 'ada')).toBeUndefined();
      expect(await store.finals('s', 'ada')).toEqual([]);
    });

    it('sweeps what ended before a moment, and nothing else', async () => {
      for (const [index, id] of ['a', 'b', 'c'].entries()) {
        await store.begin(sessionOf(id));
        await store.append(id, finalOf(0));
        await store.end(id, { ...stopped, endedAtMs: 100 + index });
      }
      await store.begin(sessionOf('live', { startedAtMs: 1 }));
      expect(await store.sweep(102)).toBe(keepsEnded ? 2 : 0);
      const { records } = await store.list({ owner: 'ada', limit: 10 });
      expect(records.map(({ sessionId }) => sessionId)).toEqual(keepsEnded ? ['c', 'live'] : ['live']);
      expect(await store.finals('a', 'ada')).toEqual([]);
    });

    it('lists the newest first, in pages, also among sessions of one millisecond', async () => {
      const begun = ['d', 'a', 'c', 'b', 'e'].map((id) => sessionOf(id, { startedAtMs: id === 'e' ? 1 : 1000 }));
      for (const session of begun) await store.begin(session);
      const pages: string[] = [];
      let after: string | undefined;
      do {
        const page = await store.list({ owner: 'ada', limit: 2, ...(after === undefined ? {} : { after }) });
        pages.push(page.records.map(({ sessionId }) => sessionId).join(''));
        after = page.next;
      } while (after !== undefined);
      expect(pages).toEqual(['dc', 'ba', 'e']);
    });

    it('tells of no next page when a page ends with the last record', async () => {
      for (const id of ['a', 'b']) await store.begin(sessionOf(id));
      expect(await store.list({ owner: 'ada', limit: 2 })).not.toHaveProperty('next');
    });

    it('goes on where a page ended, whatever was begun or deleted meanwhile', async () => {
      for (const id of ['a', 'b', 'c']) await store.begin(sessionOf(id));
      const first = await store.list({ owner: 'ada', limit: 2 });
      await store.delete('b', 'ada');
      await store.begin(sessionOf('new', { startedAtMs: 2000 }));
      const second = await store.list({ owner: 'ada', limit: 2, after: first.next ?? '' });
      expect(second.records.map(({ sessionId }) => sessionId)).toEqual(['a']);
    });

    it('lists the records in one state', async () => {
      for (const id of ['a', 'b']) await store.begin(sessionOf(id));
      await store.end('a', stopped);
      const idsIn = async (state: SessionRecord['state']): Promise<string[]> =>
        (await store.list({ owner: 'ada', limit: 9, state })).records.map(({ sessionId }) => sessionId);
      expect(await idsIn('live')).toEqual(['b']);
      expect(await idsIn('stopped')).toEqual(keepsEnded ? ['a'] : []);
    });

    it.each(['', 'x', 'WzEsMl0', 'WzEsImEiXQ==', 'WzEuNSwiYSJd', 'bnVsbA', 'bm90aGluZw'])(
      'refuses the position "%s"',
      async (after) => {
        expect(await codeOf(store.list({ owner: 'ada', limit: 1, after }))).toBe('cursor_unknown');
      },
    );

    it('refuses a position longer than any', async () => {
      const after = Buffer.from(JSON.stringify([1, 'a'.repeat(5000)])).toString('base64url');
      expect(await codeOf(store.list({ owner: 'ada', limit: 1, after }))).toBe('cursor_unknown');
    });

    it.each([0, 1001, 1.5, Number.NaN])('refuses a page of %d records', async (limit) => {
      await expect(store.list({ owner: 'ada', limit })).rejects.toThrow(RangeError);
    });

    it('lists the sessions of a time', async () => {
      for (const [index, id] of ['a', 'b', 'c'].entries()) await store.begin(sessionOf(id, { startedAtMs: index }));
      const { records } = await store.list({ owner: 'ada', limit: 10, fromMs: 1, toMs: 2 });
      expect(records.map(({ sessionId }) => sessionId)).toEqual(['b']);
    });

    it('gives finals back after one of them, some at a time', async () => {
      await store.begin(sessionOf('s'));
      for (const segment of [0, 1, 3, 4]) await store.append('s', finalOf(segment));
      const after = async (segment: number, limit: number, of = 'ada'): Promise<readonly number[]> =>
        (await store.finalsAfter('s', { owner: of, segment, limit })).map((final) => final.segment);
      expect(await after(-1, 2)).toEqual([0, 1]);
      expect(await after(1, 2)).toEqual([3, 4]);
      expect(await after(4, 2)).toEqual([]);
      expect(await after(-1, 2, 'eve')).toEqual([]);
    });

    it('counts how often what was shared has been made void, for its owner', async () => {
      await store.begin(sessionOf('s'));
      expect(await store.endShares('s', 'eve')).toBe(false);
      expect(await store.endShares('s', 'ada')).toBe(true);
      expect(await store.endShares('s', 'ada')).toBe(true);
      expect(await store.find('s', 'ada')).toMatchObject({ shareEpoch: 2 });
    });

    it('finds sessions by words of their finals, also of one that was just stored', async () => {
      await store.begin(sessionOf('old', { startedAtMs: 1 }));
      await store.begin(sessionOf('new', { startedAtMs: 2 }));
      await store.begin(sessionOf('foreign', { owner: 'eve' }));
      for (const id of ['old', 'new', 'foreign']) await store.append(id, finalOf(7, 'The Café is closed.'));
      const found = async (typed: string, more: Partial<RecordQuery> = {}): Promise<string> => {
        const { records } = await store.list({ owner: 'ada', limit: 10, parts: searchedParts(typed), ...more });
        return records.map(({ sessionId }) => sessionId).join(' ');
      };
      expect(await found('cafe clo')).toBe('new old');
      expect(await found('cafe open')).toBe('');
      expect(await found('closed', { toMs: 2 })).toBe('old');
      expect(await found('closed', { state: 'failed' })).toBe('');
      // Segments come in any order.
      await store.append('old', finalOf(3, 'It opens at nine.'));
      expect(await found('opens nin')).toBe('old');
      expect(await found("x') OR 1=1 --")).toBe('');
      await store.delete('old', 'ada');
      expect(await found('closed')).toBe('new');
    });

    it('tells the first finals with the words, and where a search goes on', async () => {
      for (const id of ['a', 'b', 'c']) {
        await store.begin(sessionOf(id));
        for (let segment = 0; segment < 5; segment += 1) await store.append(id, finalOf(segment, 'yes'));
      }
      const parts = searchedParts('yes');
      const first = await store.list({ owner: 'ada', limit: 2, parts });
      expect(first.records.map(({ sessionId }) => sessionId)).toEqual(['c', 'b']);
      expect(first.matches?.get('b')?.map(({ segment }) => segment)).toEqual([0, 1, 2]);
      const second = await store.list({ owner: 'ada', limit: 2, parts, after: first.next ?? '' });
      expect(second.records.map(({ sessionId }) => sessionId)).toEqual(['a']);
      expect(second.next).toBeUndefined();
    });

    it('may be closed twice', async () => {
      await store.close();
      await store.close();
    });

    it('does what a plain list of records does, whatever is asked of it', async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
          run += 1;
          await compare(store, steps, { keepsEnded, prefix: `${run}-` });
        }),
        { numRuns: 40 },
      );
    });
  });
}

const session = fc.constantFrom('a', 'b', 'c');
const owner = fc.constantFrom('ada', 'eve');
const step = fc.oneof(
  fc.record({ type: fc.constant('begin' as const), session, owner, startedAtMs: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ type: fc.constant('append' as const), session, segment: fc.nat(4), text: fc.string() }),
  fc.record({ type: fc.constant('end' as const), session, endedAtMs: fc.nat(5), isComplete: fc.boolean() }),
  fc.record({ type: fc.constant('delete' as const), session, owner }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface ModelRecord {
  record: SessionRecord;
  readonly finals: Map<number, ReturnType<typeof finalOf>>;
}

/** Does the steps with a store and with a model; both must refuse the same ones and show the same afterwards. */
async function compare(
  store: RecordStore,
  steps: readonly Step[],
  { keepsEnded, prefix }: { readonly keepsEnded: boolean; readonly prefix: string },
): Promise<void> {
  const model = new Map<string, ModelRecord>();
  const named = (plain: string): string => `${prefix}${plain}`;
  // All at once: the order is the store's to keep.
  const outcomes = await Promise.allSettled(steps.map((one) => doStep(store, one, named)));
  const expected = steps.map((one) => doInModel(model, one, { keepsEnded, named }));
  expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(expected);
  for (const name of ['ada', 'eve']) {
    const mine = [...model.values()].filter(({ record }) => record.owner === named(name)).map(({ record }) => record);
    mine.sort((a, b) => b.startedAtMs - a.startedAtMs || (a.sessionId < b.sessionId ? 1 : -1));
    expect((await store.list({ owner: named(name), limit: 1000 })).records).toEqual(mine);
  }
  for (const { record, finals } of model.values()) {
    const inOrder = [...finals.values()].sort((a, b) => a.segment - b.segment);
    expect(await store.finals(record.sessionId, record.owner)).toEqual(inOrder);
  }
}

function doStep(store: RecordStore, one: Step, named: (plain: string) => string): Promise<unknown> {
  const id = named(one.session);
  switch (one.type) {
    case 'begin':
      return store.begin(newSession(id, named(one.owner), one.startedAtMs));
    case 'append':
      return store.append(id, finalOf(one.segment, one.text));
    case 'end':
      return store.end(id, { ...stopped, endedAtMs: one.endedAtMs, isComplete: one.isComplete });
    case 'delete':
      return store.delete(id, named(one.owner));
  }
}

/** @returns false when the store should refuse it. */
function doInModel(
  model: Map<string, ModelRecord>,
  one: Step,
  { keepsEnded, named }: { readonly keepsEnded: boolean; readonly named: (plain: string) => string },
): boolean {
  const id = named(one.session);
  const known = model.get(id);
  switch (one.type) {
    case 'begin': {
      if (known !== undefined) return false;
      const begun = newSession(id, named(one.owner), one.startedAtMs);
      const record = {
        ...begun,
        state: 'live',
        receivedSamples: 0,
        isComplete: true,
        finals: 0,
        shareEpoch: 0,
      } as const;
      model.set(id, { record, finals: new Map() });
      return true;
    }
    case 'append': {
      if (known?.record.state !== 'live' || known.finals.has(one.segment)) return false;
      const final = finalOf(one.segment, one.text);
      known.finals.set(one.segment, final);
      const receivedSamples = Math.max(known.record.receivedSamples, final.endSample);
      known.record = { ...known.record, finals: known.finals.size, receivedSamples };
      return true;
    }
    case 'end':
      if (known?.record.state !== 'live') return true;
      known.record = { ...known.record, ...stopped, endedAtMs: one.endedAtMs, isComplete: one.isComplete };
      if (!keepsEnded) model.delete(id);
      return true;
    case 'delete':
      if (known?.record.owner === named(one.owner)) model.delete(id);
      return true;
  }
}

function newSession(sessionId: string, of: string, startedAtMs: number): NewSessionRecord {
  return sessionOf(sessionId, { owner: of, startedAtMs });
}
