import { describe, expect, it } from 'vitest';
import { ScriptedHost } from '@steno/testkit';
import { transcriptFormat } from '../../src/formats/transcript-format.ts';
import type { Format } from '../../src/session/core-message.ts';
import { audio, heard, makeSession, resume, testLimits } from './session-under-test.ts';

describe('a final', () => {
  it('is told only when it is in the record, and what follows it after it', () => {
    const { stream, recorder, told } = makeSession({ options: { events: true } });
    recorder.isSlow = true;
    stream.tell(heard('final', 'A'));
    stream.tell({ type: 'speech_start', sample: 0 });
    stream.tell(heard('partial', 'B', 500));
    stream.tell(heard('partial', 'B C', 500));
    expect(told()).toEqual([]);
    recorder.answer();
    expect(told()).toEqual(['final', 'speech_start', 'partial']);
  });

  it('that is not kept is told all the same, with one warning for the session', () => {
    const { session, stream, recorder, told, messages } = makeSession();
    recorder.isWorking = false;
    stream.tell(heard('final', 'A'));
    stream.tell(heard('final', 'B', 500));
    session.onCloseFrame();
    stream.tell({ type: 'ended' });
    expect(told()).toEqual(['final', 'warning not_recorded', 'final', 'stopped']);
    expect(messages().at(-1)).toMatchObject({ recorded: false });
  });

  it('whose record is late reaches a client that came back meanwhile', () => {
    const { session, stream, recorder } = makeSession();
    recorder.isSlow = true;
    stream.tell(heard('final', 'A'));
    session.onLost(false);
    const next = resume(session, 'token-1', 0);
    expect(next.messages).toHaveLength(1);
    recorder.answer();
    expect(next.messages[1]).toMatchObject({ seq: 1, result: { is_final: true } });
  });
});

describe('whoever watches a session', () => {
  it('is shown what its client is told, finals once they are in the record, then the end', () => {
    const { session, stream, recorder, audience } = makeSession();
    recorder.isSlow = true;
    stream.tell(heard('partial', 'A'));
    stream.tell(heard('final', 'A B'));
    session.onCloseFrame();
    stream.tell({ type: 'ended' });
    expect(audience.shown).toEqual(['partial A']);
    recorder.answer();
    recorder.answer();
    expect(audience.shown).toEqual(['partial A', 'final A b.', 'end']);
  });

  it('is shown partials that the client does not want, and what comes while it has no connection', () => {
    const { session, stream, audience, connection } = makeSession({ options: { partial: false } });
    stream.tell(heard('partial', 'A'));
    session.onLost(false);
    stream.tell(heard('final', 'A B'));
    expect(audience.shown).toEqual(['partial A', 'final A b.']);
    expect(connection.messages.some(({ type }) => type === 'transcript')).toBe(false);
  });

  it('is told of the error that ended it, also when a record cannot be kept', () => {
    const { session, stream, recorder, audience } = makeSession();
    recorder.isWorking = false;
    stream.tell(heard('final', 'A'));
    session.abort();
    expect(audience.shown).toEqual(['final A.', 'end shutting_down']);
  });
});

describe('what was measured of a session', () => {
  it('is in its record: latencies, warnings, resumes', () => {
    const { session, stream, recorder, clock } = makeSession();
    session.onAudio(audio(1000));
    clock.advance(40);
    stream.tell({ type: 'decoded', samples: 16_000 });
    clock.advance(60);
    stream.tell(heard('final', 'A B'));
    session.onLost(false);
    resume(session, 'token-1', 0);
    clock.advance(60_000);
    session.onCloseFrame();
    stream.tell({ type: 'ended' });
    const report = recorder.ending?.report();
    expect(report).toMatchObject({ latencies: { lag: { max: 40, count: 1 }, final: { count: 1 } }, resumes: 1 });
    expect(report?.warnings).toEqual({ idle: 1 });
  });
});

describe('the end of a session whose record is slow', () => {
  it('is told, and the connection closed, when all of it is in the record', () => {
    const { session, stream, recorder, connection, told, closings, clock, summaries } = makeSession();
    recorder.isSlow = true;
    session.onCloseFrame();
    stream.tell(heard('final', 'A'));
    stream.tell({ type: 'ended' });
    expect(session.isOver).toBe(true);
    expect(summaries).toHaveLength(1);
    recorder.answer();
    expect(told()).toEqual(['final']);
    expect(connection.closed).toBeUndefined();
    recorder.answer();
    expect(told()).toEqual(['final', 'stopped']);
    expect(connection.closed?.code).toBe(1000);
    session.onLost(true);
    expect(closings()).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is told to no connection when the session was released before', () => {
    const { session, stream, recorder, connection, told, faults } = makeSession();
    recorder.isSlow = true;
    session.onCloseFrame();
    stream.tell(heard('final', 'A'));
    stream.tell({ type: 'ended' });
    session.abort();
    expect(connection.closed?.code).toBe(1001);
    recorder.answer();
    recorder.answer();
    expect(told()).toEqual([]);
    expect(connection.sentAfterClose).toBe(0);
    expect(faults).toEqual([]);
  });
});

describe('a session whose record cannot be begun', () => {
  it('is not opened, and leaves neither a recognition stream nor a timer', () => {
    const recognition = new ScriptedHost({ script: 'silent' });
    const open = (): unknown =>
      makeSession({
        parts: {
          recognition,
          createRecorder: () => {
            throw new TypeError('no record');
          },
        },
      });
    expect(open).toThrow(TypeError);
    expect(recognition.streams).toHaveLength(1);
    expect(recognition.openStreams).toBe(0);
  });
});

describe('recognition that is recovering', () => {
  it('is told with one warning each time, and counted', () => {
    const { session, stream, told, summaries } = makeSession();
    session.onAudio(audio(100));
    stream.tell({ type: 'recovering', reason: 'worker_lost' });
    stream.tell(heard('final', 'A'));
    expect(told()).toEqual(['warning recognizer_replaced', 'final']);
    session.abort();
    expect(summaries).toMatchObject([{ recoveries: 1 }]);
  });
});

/** Cannot write messages of a type. */
function brokenFor(type: string): Format {
  return {
    ...transcriptFormat,
    write: (message, seq) => {
      if (message.type === type) throw new TypeError(`${type} cannot be written`);
      return transcriptFormat.write(message, seq);
    },
  };
}

describe('a fault of ours', () => {
  it('in the transcript ends its session with internal, is reported, and reaches nobody else', () => {
    const { stream, connection, told, faults, clock, summaries } = makeSession();
    const hypothesis = {
      get words(): never {
        throw new TypeError('no words');
      },
    };
    stream.tell({ type: 'partial', hypothesis });
    expect(faults).toEqual([expect.any(TypeError)]);
    expect(told()).toEqual(['error internal']);
    expect(connection.closed?.code).toBe(1011);
    expect(summaries).toMatchObject([{ errorCode: 'internal' }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('in the format, while a partial is written, ends it the same way', () => {
    const { stream, connection, told, faults, clock } = makeSession({ parts: { format: brokenFor('segment') } });
    stream.tell(heard('partial', 'A'));
    expect(faults).toHaveLength(1);
    expect(told()).toEqual(['error internal']);
    expect(connection.closed?.code).toBe(1011);
    expect(clock.pendingTimers).toBe(0);
  });

  it('in the format, when the record of a final is there at last, ends it the same way', () => {
    const { stream, recorder, connection, told, faults, clock } = makeSession({
      parts: { format: brokenFor('segment') },
    });
    recorder.isSlow = true;
    stream.tell(heard('final', 'A'));
    recorder.answer();
    recorder.answer();
    expect(faults).toHaveLength(1);
    expect(told()).toEqual(['error internal']);
    expect(connection.closed?.code).toBe(1011);
    expect(clock.pendingTimers).toBe(0);
  });

  it('in the format, at a timer, ends it the same way and leaves no timer behind', () => {
    const { session, stream, clock, connection, faults } = makeSession({ parts: { format: brokenFor('warning') } });
    session.onAudio(audio(100));
    stream.tell(heard('partial', 'A'));
    clock.advance(testLimits.gapMs);
    expect(faults).toHaveLength(1);
    expect(connection.closed?.code).toBe(1011);
    expect(clock.pendingTimers).toBe(0);
  });

  it('in the format, when even the error cannot be written, still closes the connection', () => {
    const format: Format = {
      ...transcriptFormat,
      write: () => {
        throw new TypeError('nothing can be written');
      },
    };
    const { session, connection, faults, clock, closings } = makeSession({ parts: { format } });
    expect(faults).toHaveLength(2);
    expect(connection.sent).toEqual([]);
    expect(connection.closed?.code).toBe(1011);
    session.onLost(true);
    expect(closings()).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each(['append', 'end'] as const)('in the %s of a recorder ends the session with internal', (broken) => {
    const fail = (): never => {
      throw new TypeError('no record');
    };
    const recorder = {
      append: (_final: unknown, done: (isKept: boolean) => void): void => {
        done(true);
      },
      end: (_ending: unknown, done: (isComplete: boolean) => void): void => {
        done(true);
      },
    };
    const { session, stream, connection, faults, closings, summaries } = makeSession({
      parts: { createRecorder: () => ({ ...recorder, [broken]: fail }) },
    });
    stream.tell(heard('final', 'A'));
    session.onCloseFrame();
    stream.tell({ type: 'ended' });
    expect(faults).toHaveLength(1);
    expect(connection.closed).toBeDefined();
    expect(summaries).toHaveLength(1);
    session.onLost(true);
    expect(closings()).toBe(1);
  });
});
