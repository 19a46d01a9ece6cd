import { setImmediate as nextTurn } from 'node:timers/promises';
import { FakeClock, until } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { Captions, type CaptionLimits } from '../../src/captions/captions.ts';
import { LimitCounters } from '../../src/limits/limit-counters.ts';
import type { Audience } from '../../src/session/ports.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { SessionRecord } from '../../src/store/record-store.ts';
import type { SegmentText } from '../../src/transcript/transcript.ts';
import { FakeReader } from './fake-reader.ts';

const record: SessionRecord = {
  sessionId: 's1',
  owner: 'ann',
  keyId: 'k1',
  language: 'en',
  modelId: 'm',
  startedAtMs: 0,
  state: 'live',
  receivedSamples: 0,
  isComplete: true,
  finals: 0,
  shareEpoch: 0,
};

function segment(number: number, text: string, isFinal = true): SegmentText {
  const positions = { startSample: number * 16_000, endSample: number * 16_000 + 8000, language: 'en', words: [] };
  return { segment: number, isFinal, text, ...positions };
}

interface Room {
  readonly captions: Captions;
  readonly clock: FakeClock;
  readonly counters: LimitCounters;
  readonly audience: Audience;
  /** A final that is in the record, and shown. */
  readonly final: (number: number, text?: string) => Promise<void>;
  readonly partial: (number: number, text: string) => void;
  /** Somebody watches; `leftMs` makes it a view token. */
  readonly watch: (given?: { readonly after?: number; readonly leftMs?: number }) => FakeReader;
  readonly revoke: () => void;
}

async function makeRoom(limits: Partial<CaptionLimits> = {}): Promise<Room> {
  const clock = new FakeClock();
  const counters = new LimitCounters();
  const store = new MemoryStore();
  await store.begin(record);
  let isGood = true;
  const captions = new Captions({
    store,
    clock,
    counters,
    limits: { maxViewers: 100, maxViewersPerSession: 50, ...limits },
    isStillGood: () => isGood,
  });
  const audience = captions.open('s1');
  return {
    captions,
    clock,
    counters,
    audience,
    final: async (number, text = `final ${number}`) => {
      const show = audience.final(segment(number, text));
      await store.append('s1', segment(number, text));
      show();
    },
    partial: (number, text) => {
      audience.partial(segment(number, text, false));
    },
    watch: ({ after = -1, leftMs } = {}) => {
      const by = { keyId: 'k1', kind: 'api_key', leftMs } as const;
      return new FakeReader().read(captions.place('s1').answer({ record, by, after }));
    },
    revoke: () => {
      isGood = false;
    },
  };
}

function told(reader: FakeReader, count: number): Promise<void> {
  return until(() => reader.told.length >= count, `${count} events`);
}

/** A viewer who has read the record, and is shown what comes. */
async function live(reader: FakeReader): Promise<FakeReader> {
  // Nothing in the way there waits for anything but the turn of the loop.
  await nextTurn();
  await nextTurn();
  return reader;
}

describe('a viewer', () => {
  it('gets the finals of before, the partial of now, and then what comes', async () => {
    const { final, partial, watch, audience, captions } = await makeRoom();
    await final(0, 'A');
    await final(1, 'B');
    partial(2, 'c');
    const reader = watch();
    await told(reader, 4);
    partial(2, 'c d');
    await final(2, 'C D');
    audience.end({ receivedSamples: 48_000 });
    expect(reader.told).toEqual(['session', 'final A', 'final B', 'partial c', 'partial c d', 'final C D', 'stopped']);
    expect(reader.events.at(-1)?.data).toEqual({ state: 'stopped', duration: 3 });
    expect(reader.isEnded).toBe(true);
    await until(() => captions.viewers === 0, 'the end');
    expect([...captions.gone.entries]).toEqual([['session_over', 1]]);
  });

  it('who comes back gets only what they do not have', async () => {
    const { final, watch } = await makeRoom();
    for (let number = 0; number < 4; number += 1) await final(number);
    const reader = watch({ after: 1 });
    await told(reader, 3);
    expect(reader.told).toEqual(['session', 'final final 2', 'final final 3']);
  });

  it('gets every final once that comes while the ones before are read', async () => {
    const { final, watch } = await makeRoom();
    for (let number = 0; number < 120; number += 1) await final(number);
    const reader = watch();
    for (let number = 120; number < 150; number += 1) await final(number);
    await told(reader, 151);
    expect(reader.events.slice(1).map(({ id }) => Number(id))).toEqual(Array.from({ length: 150 }, (_, id) => id));
  });

  it('is not shown a partial before the final it follows, nor a final that is not in the record', async () => {
    const { audience, partial, watch } = await makeRoom();
    const reader = watch();
    await live(reader);
    const first = audience.final(segment(0, 'A'));
    const second = audience.final(segment(1, 'B'));
    partial(2, 'c');
    partial(2, 'c d');
    second();
    expect(reader.told).toEqual(['session']);
    first();
    expect(reader.told).toEqual(['session', 'final A', 'final B', 'partial c d']);
  });

  it('who reads slowly gets the newest partial and all finals', async () => {
    const { captions, final, partial, watch } = await makeRoom();
    const reader = watch();
    await live(reader);
    reader.isStalled = true;
    reader.bufferedBytes = 20_000;
    for (const text of ['a', 'a b', 'a b c']) partial(0, text);
    await final(0, 'A B C');
    partial(1, 'd');
    partial(1, 'd e');
    expect(reader.told).toEqual(['session', 'final A B C']);
    reader.drain();
    expect(reader.told).toEqual(['session', 'final A B C', 'partial d e']);
    expect(captions.shedPartials).toBe(4);
  });

  it('who is too far behind is ended, and nobody else notices', async () => {
    const { captions, final, watch } = await makeRoom();
    const [slow, quick] = [watch(), watch()];
    await live(quick);
    await live(slow);
    slow.isStalled = true;
    for (let number = 0; !slow.isDestroyed; number += 1) await final(number, 'word '.repeat(1000));
    expect(slow.bufferedBytes).toBeLessThan(300_000);
    expect(quick.told.length).toBe(slow.told.length);
    await until(() => captions.viewers === 1, 'the end of one');
    expect([...captions.gone.entries]).toEqual([['slow', 1]]);
  });

  it('who has read nothing for a minute is ended; others are shown that the connection lives', async () => {
    const { captions, clock, final, watch } = await makeRoom();
    const [dead, alive] = [watch(), watch()];
    await live(alive);
    await live(dead);
    dead.isStalled = true;
    await final(0);
    for (let beat = 0; beat < 5; beat += 1) clock.advance(15_000);
    expect(dead.isDestroyed).toBe(true);
    expect(alive.text.match(/^:$/gm)).toHaveLength(5);
    await until(() => captions.viewers === 1, 'the end of one');
  });

  it('whose key is revoked is told within a second', async () => {
    const { clock, watch, revoke } = await makeRoom();
    const reader = watch();
    await live(reader);
    revoke();
    clock.advance(1000);
    expect(reader.told).toEqual(['session', 'error']);
    expect(reader.events[1]?.data).toMatchObject({ code: 'unauthorized' });
    expect(reader.isEnded).toBe(true);
  });

  it('with a view token watches until it expires', async () => {
    const { clock, final, watch } = await makeRoom();
    const [guest, owner] = [watch({ leftMs: 60_000 }), watch()];
    await live(guest);
    await live(owner);
    clock.advance(59_999);
    await final(0);
    clock.advance(1);
    await final(1);
    expect(guest.told).toEqual(['session', 'final final 0', 'error']);
    expect(owner.told).toEqual(['session', 'final final 0', 'final final 1']);
  });

  it('with a view token is ended when those are made void, also one who is still being looked up', async () => {
    const { captions, watch } = await makeRoom();
    const [guest, owner] = [watch({ leftMs: 60_000 }), watch()];
    await live(guest);
    const undecided = captions.place('s1');
    captions.endShared('s1');
    expect(guest.told).toEqual(['session', 'error']);
    expect(owner.isEnded).toBe(false);
    const by = { keyId: 'k1', kind: 'api_key', leftMs: 60_000 } as const;
    expect(() => undecided.answer({ record, by, after: -1 })).toThrow('not valid');
  });

  it('of a record that is deleted is told so', async () => {
    const { captions, watch } = await makeRoom();
    const reader = watch();
    await live(reader);
    captions.forget('s1');
    expect(reader.events.at(-1)).toMatchObject({ event: 'error', data: { code: 'session_unknown' } });
  });
});

describe('the viewers of a server', () => {
  it('are as many as the operator allows, of one session and in all', async () => {
    const { captions, counters, watch } = await makeRoom({ maxViewers: 3, maxViewersPerSession: 2 });
    const first = watch();
    watch();
    expect(() => watch()).toThrow('Too many viewers watch this session');
    captions.place('s2');
    expect(() => captions.place('s3')).toThrow('Too many viewers watch at once');
    expect([counters.counts.get('viewers_per_session'), counters.counts.get('viewers')]).toEqual([1, 1]);
    first.leave();
    await until(() => captions.viewers === 2, 'a place');
    watch();
  });

  it('hold nothing once they are gone, whether they watched or not', async () => {
    const { captions, clock, watch } = await makeRoom();
    const reader = watch({ leftMs: 60_000 });
    captions.place('s1').release();
    await live(reader);
    reader.leave();
    await until(() => captions.viewers === 0, 'the end');
    expect(clock.pendingTimers).toBe(0);
  });

  it('are told when the server ends, which waits a second for them', async () => {
    const { captions, clock, watch } = await makeRoom();
    const [quick, stuck] = [watch(), watch()];
    await live(quick);
    stuck.isStalled = true;
    let isClosed = false;
    const closed = captions.close().then(() => {
      isClosed = true;
    });
    expect(quick.events.at(-1)).toMatchObject({ event: 'error', data: { code: 'shutting_down' } });
    await until(() => captions.viewers === 1, 'the end of one');
    expect(isClosed).toBe(false);
    clock.advance(1000);
    await closed;
    expect(() => captions.place('s1')).toThrow('The server ends');
  });

  it('get each event as the same bytes, written once', async () => {
    const { final, watch } = await makeRoom();
    const seen: Uint8Array[] = [];
    const readers = [watch(), watch(), watch()];
    for (const reader of readers) await live(reader);
    for (const reader of readers) reader.write = (bytes) => void seen.push(bytes);
    await final(0);
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(1);
  });
});
