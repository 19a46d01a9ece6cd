import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudioIntake, makeWavHeader } from '@steno/audio';
import { FakeClock, FakeConnection } from '@steno/testkit';
import { ClientAudio } from '../../src/session/client-audio.ts';
import { audio, testLimits } from './session-under-test.ts';

interface Heard {
  readonly audio: ClientAudio;
  /** All samples that went on. */
  readonly samples: () => readonly number[];
}

function makeAudio(): Heard {
  const samples: number[] = [];
  const nothing = (): void => undefined;
  const made = new ClientAudio({
    clock: new FakeClock(),
    limits: testLimits,
    meter: { received: nothing },
    write: (written) => void samples.push(...written),
    events: { onGap: nothing, onIdleSoon: nothing, onIdle: nothing, onLag: nothing },
  });
  made.attach(new FakeConnection());
  return { audio: made, samples: () => samples };
}

/** What the bytes are when they come in one message. */
function samplesOf(bytes: Uint8Array): readonly number[] {
  const intake = new AudioIntake();
  return [...intake.push(new Uint8Array(bytes)), ...intake.finish()];
}

function counting(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index % 251);
}

interface Step {
  readonly length: number;
  /** Bytes the client goes back on a new connection before it sends; undefined to stay on this one. */
  readonly back: number | undefined;
  readonly saysFrom: boolean;
}

/** Sends all of it as the steps say; each connection begins where the client says, or where the server is. */
function sendInSteps(target: ClientAudio, bytes: Uint8Array, steps: readonly Step[]): void {
  let position = 0;
  for (const { length, back, saysFrom } of [...steps, { length: bytes.length, back: undefined, saysFrom: false }]) {
    if (back !== undefined) {
      target.detach();
      target.attach(new FakeConnection());
      position = saysFrom ? Math.max(0, target.receivedBytes - back) : target.receivedBytes;
      if (saysFrom) target.goOnFrom(position);
    }
    const end = Math.min(bytes.length, position + length);
    // A copy for each: the bytes of a message belong to the session.
    target.push(new Uint8Array(bytes.subarray(position, end)));
    position = end;
  }
  target.push(new Uint8Array(bytes.subarray(position)));
  target.finish();
}

const steps = fc.array(
  fc.record({
    length: fc.nat(40),
    back: fc.option(fc.nat(100), { nil: undefined }),
    saysFrom: fc.boolean(),
  }),
  { maxLength: 12 },
);

describe('the audio of a client', () => {
  it('is that of the bytes sent once, at any cut and any overlap', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), steps, (bytes, given) => {
        const heard = makeAudio();
        sendInSteps(heard.audio, bytes, given);
        expect(heard.audio.receivedBytes).toBe(bytes.length);
        expect(heard.samples()).toEqual(samplesOf(bytes));
        expect(heard.audio.receivedSamples).toBe(heard.samples().length);
      }),
      { numRuns: 500 },
    );
  });

  it('is that of the bytes sent once behind a WAVE header, at any cut and any overlap', () => {
    const header = makeWavHeader(16_000);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), steps, (body, given) => {
        const bytes = new Uint8Array([...header, ...body]);
        const heard = makeAudio();
        sendInSteps(heard.audio, bytes, given);
        expect(heard.audio.receivedBytes).toBe(bytes.length);
        expect(heard.samples()).toEqual(samplesOf(new Uint8Array([0, 0, 0, 0, ...body])).slice(2));
      }),
      { numRuns: 300 },
    );
  });

  it('that comes again is skipped once, and what follows is heard', () => {
    const { audio: target, samples } = makeAudio();
    const bytes = counting(100);
    target.push(bytes.slice(0, 60));
    target.attach(new FakeConnection());
    target.goOnFrom(20);
    target.push(bytes.slice(20, 50));
    expect(target.receivedBytes).toBe(60);
    target.push(bytes.slice(50));
    expect(samples()).toEqual(samplesOf(bytes));
  });

  it('goes on behind what was received when a connection says nothing, although the one before said otherwise', () => {
    const { audio: target, samples } = makeAudio();
    const bytes = counting(100);
    target.push(bytes.slice(0, 60));
    target.attach(new FakeConnection());
    target.goOnFrom(0);
    target.attach(new FakeConnection());
    target.push(bytes.slice(60));
    expect(samples()).toEqual(samplesOf(bytes));
  });

  it('joins a sample whose halves come over two connections', () => {
    const { audio: target, samples } = makeAudio();
    const bytes = counting(64);
    target.push(bytes.slice(0, 33));
    expect(target.receivedBytes).toBe(33);
    expect(target.receivedSamples).toBe(16);
    target.detach();
    target.attach(new FakeConnection());
    target.push(bytes.slice(33));
    expect(samples()).toEqual(samplesOf(bytes));
  });

  it('may go on exactly behind what was received', () => {
    const { audio: target } = makeAudio();
    target.push(counting(10));
    target.goOnFrom(10);
    target.push(counting(10));
    expect(target.receivedBytes).toBe(20);
  });

  it('that would leave a hole is refused with bad_request and the bytes that have come', () => {
    const { audio: target } = makeAudio();
    target.push(counting(11));
    expect(() => {
      target.goOnFrom(12);
    }).toThrow(expect.objectContaining({ code: 'bad_request', details: { received_bytes: 11 } }));
  });

  it('pauses a new connection, too, while too much of it waits', () => {
    const { audio: target } = makeAudio();
    target.push(audio(testLimits.maxAudioAheadMs + 100));
    target.detach();
    const connection = new FakeConnection();
    target.attach(connection);
    expect(connection.isPaused).toBe(true);
    target.decoded(target.receivedSamples);
    expect(connection.isPaused).toBe(false);
  });

  it('does not pause a new connection when it was decoded meanwhile', () => {
    const { audio: target } = makeAudio();
    target.push(audio(testLimits.maxAudioAheadMs + 100));
    target.detach();
    target.decoded(target.receivedSamples);
    const connection = new FakeConnection();
    target.attach(connection);
    expect(connection.isPaused).toBe(false);
  });
});
