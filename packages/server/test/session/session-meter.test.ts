import { FakeClock } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { type LatencyKind, SessionMeter } from '../../src/session/session-meter.ts';
import { audio, heard, makeSession } from './session-under-test.ts';

interface Noted {
  readonly meter: SessionMeter;
  readonly clock: FakeClock;
  readonly latencies: (kind: LatencyKind) => readonly number[];
  /** Audio comes in chunks of 100 ms, as it is spoken. */
  readonly speak: (ms: number) => void;
}

function makeMeter(): Noted {
  const clock = new FakeClock();
  const noted: (readonly [LatencyKind, number])[] = [];
  const nothing = (): void => undefined;
  const meter = new SessionMeter(clock, {
    received: nothing,
    decoded: nothing,
    final: nothing,
    latency: (kind, ms) => void noted.push([kind, ms]),
  });
  return {
    meter,
    clock,
    latencies: (wanted) => noted.filter(([kind]) => kind === wanted).map(([, ms]) => ms),
    speak: (ms) => {
      for (let spoken = 0; spoken < ms; spoken += 100) {
        clock.advance(100);
        meter.received(meter.receivedSamples + 1600);
      }
    },
  };
}

function words(...endsMs: readonly number[]): Parameters<SessionMeter['partialSent']>[0] {
  return endsMs.map((ms) => ({ text: 'word', startSample: ms * 16 - 1600, endSample: ms * 16 }));
}

describe('a session meter', () => {
  it('counts lag from the arrival of a chunk until it is decoded', () => {
    const { meter, clock, latencies, speak } = makeMeter();
    speak(100);
    clock.advance(70);
    expect(meter.lagMs).toBe(70);
    meter.decoded(1600);
    expect(latencies('lag')).toEqual([70]);
    expect(meter.lagMs).toBe(0);
  });

  it('takes a file for one after a pause of any length, too', () => {
    const { meter, clock, speak } = makeMeter();
    speak(1000);
    expect(meter.isBulk).toBe(false);
    clock.advance(600_000);
    meter.received(meter.receivedSamples + 60_000 * 16);
    expect(meter.isBulk).toBe(true);
    clock.advance(57_001);
    expect(meter.isBulk).toBe(false);
  });

  it('counts the first partial from the chunk with the onset of speech, once', () => {
    const { meter, latencies, speak, clock } = makeMeter();
    speak(1000);
    meter.speechStarted(450 * 16);
    clock.advance(30);
    meter.partialSent(words(700));
    meter.partialSent(words(700));
    // The chunk with 450 ms came at 500 ms.
    expect(latencies('first_partial')).toEqual([530]);
  });

  it('counts a partial from the chunk with the end of each word it is the first to have', () => {
    const { meter, latencies, speak } = makeMeter();
    speak(1000);
    meter.partialSent(words(650));
    meter.partialSent(words(650, 980));
    expect(latencies('partial')).toEqual([300, 0]);
  });

  it('counts a final from the chunk with the end of its last word, with the silence waited for', () => {
    const { meter, latencies, speak } = makeMeter();
    speak(2000);
    meter.segmentOver(words(700));
    meter.finalSent(words(500, 1190));
    expect(latencies('final')).toEqual([800]);
  });

  it('counts the time from stop to the last message', () => {
    const { meter, clock, latencies, speak } = makeMeter();
    speak(500);
    meter.stopping();
    clock.advance(40);
    meter.stopped();
    expect(latencies('stop')).toEqual([40]);
  });

  it('takes a session for bulk once its audio is three seconds ahead of time, and counts none of its latencies', () => {
    const { meter, clock, latencies } = makeMeter();
    meter.received(16_000 * 3);
    expect(meter.isBulk).toBe(false);
    meter.received(16_000 * 10);
    expect(meter.isBulk).toBe(true);
    clock.advance(500);
    meter.decoded(16_000 * 10);
    meter.partialSent(words(9000));
    meter.finalSent(words(9000));
    expect([...latencies('lag'), ...latencies('partial'), ...latencies('final')]).toEqual([]);
    clock.advance(7000);
    expect(meter.isBulk).toBe(false);
  });
});

describe('a session that is measured', () => {
  it('counts the audio its record says, also where a sample is split and a chunk comes after stop', () => {
    const { session, stream, figures, summaries } = makeSession();
    session.onAudio(audio(100));
    session.onAudio(audio(100).subarray(0, 3199));
    session.onAudio(audio(100).subarray(0, 1));
    session.onText('{"action":"stop"}');
    session.onAudio(audio(100));
    stream.tell({ type: 'ended' });
    expect(figures.receivedSamples).toBe(3200);
    expect(summaries[0]?.receivedMs).toBe(200);
    expect(summaries[0]?.ending).toBe('stopped');
  });

  it('counts a final when it is sent, not while it waits for the store', () => {
    const { session, stream, figures, recorder } = makeSession();
    session.onAudio(audio(1000));
    recorder.isSlow = true;
    stream.tell(heard('final', 'hello'));
    expect(figures.finals).toBe(0);
    recorder.answer();
    expect(figures.finals).toBe(1);
    expect(figures.latencies('final').count).toBe(1);
  });
});
