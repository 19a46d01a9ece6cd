import { stt } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { joinSamples, until } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { counting } from './frames.ts';
import { startStream } from './stream-under-test.ts';

const { RECOGNITION_USAGE } = stt.SpeechEventType;

describe('the audio of a SpeechStream', () => {
  it('sends frames of 10 ms in chunks of 50 ms, with every sample in order', async () => {
    const { client, stream, push } = startStream();
    const samples = counting(16_160);
    push(samples);
    stream.endInput();
    const session = await client.session();
    await until(() => session.isStopping, 'the stop');
    expect(session.sent.map(({ length }) => length)).toEqual([...Array.from({ length: 20 }, () => 800), 160]);
    expect(joinSamples(...session.sent)).toEqual(samples);
  });

  it('flushes behind the audio before it, one flush at a time', async () => {
    const { client, stream, push } = startStream();
    const session = await client.session();
    session.holdsFlushes = true;
    push(counting(400));
    stream.flush();
    stream.flush();
    push(counting(800));
    await until(() => session.flushes === 1, 'the first flush');
    expect(session.sentSamples).toBe(400);
    session.answerFlush();
    await until(() => session.flushes === 2, 'the second flush');
    await until(() => session.sentSamples === 1200, 'the audio behind');
  });

  it('tells the seconds of audio every five seconds and at the end', async () => {
    const { client, owner, stream, ended, push, types } = startStream();
    const metrics: number[] = [];
    owner.on('metrics_collected', ({ audioDurationMs }) => metrics.push(audioDurationMs));
    push(counting(16_000 * 6));
    stream.endInput();
    const session = await client.session();
    await until(() => session.isStopping, 'the stop');
    session.finish();
    await ended;
    expect(metrics).toEqual([5000, 1000]);
    expect(types()).toEqual([RECOGNITION_USAGE, RECOGNITION_USAGE]);
  });

  it('mixes the channels of a frame', async () => {
    const { client, stream } = startStream();
    stream.pushFrame(new AudioFrame(Int16Array.from([100, 300, -5, -6, 32_767, 32_767]), 16_000, 2, 3));
    stream.endInput();
    const session = await client.session();
    await until(() => session.isStopping, 'the stop');
    expect([...joinSamples(...session.sent)]).toEqual([200, -5, 32_767]);
  });

  it('refuses a frame with fewer samples than it says', () => {
    const { stream } = startStream();
    const frame = new AudioFrame(new Int16Array(4), 16_000, 2, 2);
    frame.data = new Int16Array(3);
    expect(() => {
      stream.pushFrame(frame);
    }).toThrow(RangeError);
  });

  it.each([8000, 44_100, 48_000])('hears all of the audio at %i Hz', async (rateHz) => {
    const { client, stream, push } = startStream();
    push(new Int16Array(rateHz), rateHz);
    stream.endInput();
    const session = await client.session();
    await until(() => session.isStopping, 'the stop');
    expect(Math.abs(session.sentSamples - 16_000)).toBeLessThanOrEqual(1);
  });

  it('hears all of the audio when the sample rate changes', async () => {
    const { client, stream, push } = startStream();
    push(new Int16Array(48_000), 48_000);
    push(new Int16Array(16_000), 16_000);
    push(new Int16Array(8000), 8000);
    stream.endInput();
    const session = await client.session();
    await until(() => session.isStopping, 'the stop');
    expect(Math.abs(session.sentSamples - 48_000)).toBeLessThanOrEqual(2);
  });
});
