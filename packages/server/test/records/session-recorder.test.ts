import { describe, expect, it } from 'vitest';
import { FakeClock } from '@steno/testkit';
import { recordSession } from '../../src/records/session-recorder.ts';
import type { Recorder } from '../../src/session/ports.ts';
import { type RecordEnding, RecordStoreError } from '../../src/store/record-store.ts';
import type { SegmentText } from '../../src/transcript/transcript.ts';

const timeoutMs = 5000;

/** A store whose calls wait until a test answers them. */
class WaitingStore {
  /** What was asked, in order: `begin`, the text of a final, `end`. */
  readonly asked: string[] = [];
  readonly endings: RecordEnding[] = [];
  readonly #open: ((error?: Error) => void)[] = [];

  begin(): Promise<void> {
    return this.#ask('begin');
  }

  append(_sessionId: string, { text }: SegmentText): Promise<void> {
    return this.#ask(text);
  }

  end(_sessionId: string, ending: RecordEnding): Promise<void> {
    this.endings.push(ending);
    return this.#ask('end');
  }

  /** Answers the oldest call that waits, and lets all that waits for that have its turn. */
  async answer(error?: Error): Promise<void> {
    this.#open.shift()?.(error);
    await turns();
  }

  #ask(what: string): Promise<void> {
    this.asked.push(what);
    return new Promise((resolve, reject) => {
      this.#open.push((error) => {
        if (error === undefined) resolve();
        else reject(error);
      });
    });
  }
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

interface Made {
  readonly recorder: Recorder;
  readonly store: WaitingStore;
  readonly clock: FakeClock;
  readonly problems: readonly RecordStoreError[];
  /** What was told, in order. */
  readonly told: readonly string[];
  readonly append: (text: string) => void;
  readonly end: (errorCode?: string) => void;
}

const report = { latencies: {}, warnings: { lag: 2 }, resumes: 1 };

function makeRecorder(store = new WaitingStore()): Made {
  const clock = new FakeClock();
  const problems: RecordStoreError[] = [];
  const told: string[] = [];
  const now = (): number => 1_700_000_000_000 + clock.nowMs();
  const session = { sessionId: 's1', owner: 'o', keyId: 'k', language: 'en', modelId: 'm', startedAtMs: 0 };
  const onProblem = (error: RecordStoreError): void => void problems.push(error);
  const recorder = recordSession(session, { store, clock, now, timeoutMs, onProblem, onEnded: () => undefined });
  return {
    recorder,
    store,
    clock,
    problems,
    told,
    append: (text) => {
      const positions = { startSample: 0, endSample: 0, language: 'en', words: [] };
      recorder.append({ segment: 0, isFinal: true, text, ...positions }, (isKept) => {
        told.push(`${text} ${isKept ? 'kept' : 'not kept'}`);
      });
    },
    end: (errorCode) => {
      recorder.end(
        { receivedSamples: 7, report: () => report, ...(errorCode === undefined ? {} : { errorCode }) },
        (isComplete) => {
          told.push(`end ${isComplete ? 'complete' : 'incomplete'}`);
        },
      );
    },
  };
}

describe('a session recorder', () => {
  it('keeps finals in their order and tells each when it is durable, then the end', async () => {
    const { store, append, end, told, clock, problems } = makeRecorder();
    append('a');
    append('b');
    expect(store.asked).toEqual(['begin', 'a', 'b']);
    await store.answer();
    expect(told).toEqual([]);
    await store.answer();
    expect(told).toEqual(['a kept']);
    await store.answer();
    end();
    await store.answer();
    expect(told).toEqual(['a kept', 'b kept', 'end complete']);
    expect(store.endings).toEqual([
      { state: 'stopped', endedAtMs: 1_700_000_000_000, receivedSamples: 7, isComplete: true, figures: report },
    ]);
    expect(problems).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('says in the record which error ended the session', async () => {
    const { store, end } = makeRecorder();
    await store.answer();
    end('idle_timeout');
    expect(store.endings).toMatchObject([{ state: 'failed', errorCode: 'idle_timeout' }]);
  });

  it('waits for a late store no longer than it may, once', async () => {
    const { store, append, end, told, clock, problems } = makeRecorder();
    await store.answer();
    append('a');
    clock.advance(timeoutMs - 1);
    await turns();
    expect(told).toEqual([]);
    clock.advance(1);
    await turns();
    expect(told).toEqual(['a not kept']);
    append('b');
    clock.advance(0);
    await turns();
    end();
    clock.advance(0);
    await turns();
    expect(told).toEqual(['a not kept', 'b not kept', 'end incomplete']);
    expect(store.endings).toMatchObject([{ isComplete: false }]);
    expect(problems).toMatchObject([{ code: 'store_unavailable' }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('reports one problem, however many there are, and tells the final that was not kept', async () => {
    const { store, append, end, told, problems } = makeRecorder();
    const failure = new RecordStoreError('store_unavailable', 'disk full');
    append('a');
    append('b');
    await store.answer();
    await store.answer(failure);
    await store.answer(failure);
    end();
    await store.answer();
    expect(told).toEqual(['a not kept', 'b not kept', 'end incomplete']);
    expect(problems).toEqual([failure]);
  });

  it('says incomplete in the record when the last final is still on its way at the end, and is not kept', async () => {
    const { store, append, end, told } = makeRecorder();
    await store.answer();
    append('a');
    end();
    await store.answer(new RecordStoreError('store_unavailable', 'disk full'));
    await store.answer();
    expect(told).toEqual(['a not kept', 'end incomplete']);
    expect(store.endings).toMatchObject([{ isComplete: false }]);
  });

  it('says complete when the last final is still on its way at the end, and is kept', async () => {
    const { store, append, end, told } = makeRecorder();
    await store.answer();
    append('a');
    end();
    await store.answer();
    await store.answer();
    expect(told).toEqual(['a kept', 'end complete']);
    expect(store.endings).toMatchObject([{ isComplete: true }]);
  });

  it('takes a record that could not be begun for incomplete', async () => {
    const { store, end, told, problems } = makeRecorder();
    await store.answer(new TypeError('no such table'));
    end();
    await store.answer();
    expect(told).toEqual(['end incomplete']);
    expect(problems).toMatchObject([{ code: 'store_unavailable', cause: expect.any(TypeError) as unknown }]);
  });

  it('takes a store that throws for one that fails', async () => {
    class ThrowingStore extends WaitingStore {
      override append(): never {
        throw new TypeError('closed');
      }
    }
    const { store, append, end, told, problems } = makeRecorder(new ThrowingStore());
    await store.answer();
    append('a');
    await turns();
    end();
    await store.answer();
    expect(told).toEqual(['a not kept', 'end incomplete']);
    expect(problems).toMatchObject([{ code: 'store_unavailable' }]);
  });

  it('tells each final once, also when the store answers after the time is up', async () => {
    const { store, append, told, clock } = makeRecorder();
    await store.answer();
    append('a');
    clock.advance(timeoutMs);
    await turns();
    await store.answer();
    expect(told).toEqual(['a not kept']);
  });
});
