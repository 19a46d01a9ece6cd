import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseServerMessage, type ServerMessage } from '@steno/protocol';
import { FakeConnection } from '@steno/testkit';
import { audio, heard, makeSession, type SessionUnderTest } from './session-under-test.ts';

/** What recognition, the store and the client do to a session, whatever becomes of the connection. */
type Happening =
  | { readonly type: 'partial' | 'final'; readonly words: number }
  | { readonly type: 'speech' | 'recorded' | 'audio' | 'flush' };

/** What becomes of the connection. */
type Cut =
  /** The connection is lost, or not and resumed all the same; of what was sent on it `lost` messages never arrive. */
  | { readonly type: 'cut'; readonly lost: number; readonly isNoticed: boolean; readonly isConfirmed: boolean }
  | { readonly type: 'back' }
  | { readonly type: 'reads'; readonly isReading: boolean };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ type: fc.constant('partial' as const), words: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ type: fc.constant('final' as const), words: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ type: fc.constantFrom('speech' as const, 'recorded', 'audio', 'flush') }),
);

const cut: fc.Arbitrary<Cut> = fc.oneof(
  fc.record({
    type: fc.constant('cut' as const),
    lost: fc.nat(6),
    isNoticed: fc.boolean(),
    isConfirmed: fc.boolean(),
  }),
  fc.constant({ type: 'back' as const }),
  fc.record({ type: fc.constant('reads' as const), isReading: fc.boolean() }),
);

const steps = fc.array(fc.oneof({ arbitrary: happening, weight: 3 }, { arbitrary: cut, weight: 2 }), { maxLength: 60 });

/** Makes recognition, the store and the client act; what the words are depends on nothing else. */
class Script {
  readonly #test: SessionUnderTest;
  #segment = 0;
  #flushes = 0;
  #open = 0;

  constructor(test: SessionUnderTest) {
    this.#test = test;
    test.recorder.isSlow = true;
  }

  play(step: Happening): void {
    const { session, stream, recorder } = this.#test;
    switch (step.type) {
      case 'partial':
      case 'final': {
        const words = Array.from({ length: step.words }, (_, index) => `S${this.#segment}W${index}`).join(' ');
        stream.tell(heard(step.type, words, this.#segment * 1000));
        if (step.type === 'final') this.#open += 1;
        if (step.type === 'final') this.#segment += 1;
        break;
      }
      case 'speech':
        stream.tell({ type: 'speech_start', sample: this.#segment * 16_000 });
        break;
      case 'recorded':
        if (this.#open > 0) this.#open -= 1;
        recorder.answer();
        break;
      case 'audio':
        session.onAudio(audio(10));
        break;
      case 'flush':
        session.onText(`{"action":"flush","id":${this.#flushes}}`);
        stream.tell({ type: 'flushed', flushId: this.#flushes });
        this.#flushes += 1;
        break;
    }
  }

  finish(): void {
    const { session, stream, recorder } = this.#test;
    session.onText('{"action":"stop"}');
    stream.tell({ type: 'ended' });
    for (let open = this.#open + 1; open > 0; open -= 1) recorder.answer();
  }
}

/** A client that loses its connections, and what it has seen. */
class Client {
  /** The messages of the session it has, in the order they came. */
  readonly seen: string[] = [];
  readonly #test: SessionUnderTest;
  #connection: FakeConnection;
  #token = '';
  #isAttached = true;

  constructor(test: SessionUnderTest) {
    this.#test = test;
    this.#connection = test.connection;
  }

  get isAttached(): boolean {
    return this.#isAttached;
  }

  get connection(): FakeConnection {
    return this.#connection;
  }

  /** Takes what has come, but the last `lost` messages. */
  #take(lost: number): void {
    const { sent } = this.#connection;
    for (const text of sent.slice(0, Math.max(0, sent.length - lost))) {
      const message = parseServerMessage(text);
      if (message?.type === 'state' && message.resume_token !== undefined) this.#token = message.resume_token;
      const isOfSession = !(message?.type === 'state' && message.state === 'resumed');
      if (isOfSession) this.seen.push(text);
    }
  }

  get #lastSeq(): number {
    return seqOf(this.seen.at(-1)) ?? -1;
  }

  lose({ lost, isNoticed, isConfirmed }: Extract<Cut, { type: 'cut' }>): void {
    if (!this.#isAttached) return;
    // Without the opening message the client has no token, and could not come back.
    this.#take(this.seen.length === 0 ? Math.min(lost, this.#connection.sent.length - 1) : lost);
    if (isConfirmed) {
      const arrived = this.#connection.probes.filter((mark) => Number(mark) <= this.#lastSeq);
      for (const mark of arrived) this.#test.session.onConfirmed(mark);
    }
    this.#isAttached = false;
    if (isNoticed) this.#test.session.onLost(false);
  }

  comeBack(): void {
    if (this.#isAttached) return;
    this.#connection = new FakeConnection();
    this.#test.session.checkResume(this.#token, this.#lastSeq);
    this.#test.session.resume(this.#connection, this.#lastSeq);
    this.#isAttached = true;
  }

  readToTheEnd(): void {
    this.comeBack();
    this.#connection.bufferedBytes = 0;
    this.#test.session.onDrain();
    this.#take(0);
  }
}

function seqOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseServerMessage(text)?.seq;
}

interface Outcome {
  readonly seen: readonly string[];
  readonly played: readonly Happening[];
  readonly test: SessionUnderTest;
}

function interrupted(script: readonly (Happening | Cut)[]): Outcome {
  const test = makeSession({ options: { events: true }, limits: { maxOutboxBytes: 1_000_000 } });
  const actor = new Script(test);
  const client = new Client(test);
  const played: Happening[] = [];
  for (const step of script) {
    switch (step.type) {
      case 'cut':
        client.lose(step);
        break;
      case 'back':
        client.comeBack();
        break;
      case 'reads':
        client.connection.bufferedBytes = step.isReading ? 0 : 1_000_000 / 2;
        if (client.isAttached) test.session.onDrain();
        break;
      default: {
        const isOfClient = step.type === 'audio' || step.type === 'flush';
        if (isOfClient && !client.isAttached) break;
        played.push(step);
        actor.play(step);
      }
    }
  }
  client.comeBack();
  actor.finish();
  client.readToTheEnd();
  expect(client.connection.closed?.code).toBe(1000);
  test.session.onLost(true);
  return { seen: client.seen, played, test };
}

function uninterrupted(script: readonly Happening[]): Outcome {
  const test = makeSession({ options: { events: true }, limits: { maxOutboxBytes: 1_000_000 } });
  const actor = new Script(test);
  for (const step of script) actor.play(step);
  actor.finish();
  return { seen: test.connection.sent, played: script, test };
}

/** What must be the same: everything but partials, without the numbers. */
function essence(seen: readonly string[]): readonly unknown[] {
  return messagesOf(seen)
    .filter((message) => message.type !== 'transcript' || message.result.is_final)
    .map((message) => ({ ...message, seq: undefined }));
}

function messagesOf(seen: readonly string[]): readonly ServerMessage[] {
  return seen.flatMap((text) => parseServerMessage(text) ?? []);
}

describe('the transcript of a session that was interrupted', () => {
  it('is that of one that was not, wherever it was cut and whatever was lost', () => {
    let resumed = 0;
    let shed = 0;
    fc.assert(
      fc.property(steps, (script) => {
        const real = interrupted(script);
        const ideal = uninterrupted(real.played);
        expect(messagesOf(real.seen).map(({ seq }) => seq)).toEqual(real.seen.map((_, index) => index));
        expect(essence(real.seen)).toEqual(essence(ideal.seen));
        const [summary] = real.test.summaries;
        resumed += summary?.resumes ?? 0;
        shed += summary?.shedPartials ?? 0;
        // Numbers differ only when partials were shed.
        const shedPartials = summary?.shedPartials ?? 0;
        const idealShed = ideal.seen.length - real.seen.length;
        expect(idealShed).toBeLessThanOrEqual(shedPartials);
        if (shedPartials === 0) expect(real.seen).toEqual(ideal.seen);
        expect(real.test.closings()).toBe(1);
        expect(real.test.clock.pendingTimers).toBe(0);
        expect(real.test.faults).toEqual([]);
      }),
      { numRuns: 400 },
    );
    expect(resumed).toBeGreaterThan(100);
    expect(shed).toBeGreaterThan(50);
  });

  it('has no partial of a segment after its final', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const finished = new Set<number>();
        for (const message of messagesOf(interrupted(script).seen)) {
          if (message.type !== 'transcript') continue;
          expect(finished.has(message.result.segment)).toBe(false);
          if (message.result.is_final) finished.add(message.result.segment);
        }
      }),
      { numRuns: 200 },
    );
  });
});
