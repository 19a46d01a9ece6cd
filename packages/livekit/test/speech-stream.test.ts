import {
  APIConnectionError,
  APIError,
  APIStatusError,
  APITimeoutError,
  initializeLogger,
  type stt as framework,
  stt,
} from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { ClientError } from '@steno/client/node';
import { joinSamples, until } from '@steno/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STT } from '../src/index.ts';
import type { SpeechStream } from '../src/index.ts';
import type { RecognitionOptions } from '../src/stt-options.ts';
import { FakeClient, final, partial } from './fake-client.ts';
import { counting, framesOf } from './frames.ts';

initializeLogger({ pretty: false, level: 'silent' });

const { START_OF_SPEECH, INTERIM_TRANSCRIPT, FINAL_TRANSCRIPT, END_OF_SPEECH, RECOGNITION_USAGE } = stt.SpeechEventType;
const atOnce = { maxRetry: 0, retryIntervalMs: 1, timeoutMs: 5000 };

describe('SpeechStream', () => {
  let client: FakeClient;
  let owner: STT;
  let stream: SpeechStream;
  let events: framework.SpeechEvent[];
  let errors: Error[];
  let ended: Promise<void>;

  function open(recognition: RecognitionOptions = {}, connOptions = atOnce): void {
    owner = new STT({ client, ...recognition });
    owner.on('error', ({ error }) => errors.push(error));
    stream = owner.stream({ connOptions });
    ended = (async () => {
      for await (const event of stream) events.push(event);
    })();
  }

  /** Another stream in place of the first, with a client of its own. */
  function reopen(recognition: RecognitionOptions, connOptions = atOnce): void {
    stream.close();
    client = new FakeClient();
    open(recognition, connOptions);
  }

  async function told(type: framework.SpeechEventType, count = 1): Promise<framework.SpeechEvent> {
    const found = (): framework.SpeechEvent | undefined => events.filter((event) => event.type === type)[count - 1];
    await until(() => found() !== undefined, `event ${type}`);
    const event = found();
    if (event === undefined) throw new Error('unreachable');
    return event;
  }

  function push(samples: Int16Array, sampleRateHz = 16_000): void {
    for (const frame of framesOf(samples, { sampleRateHz, frameMs: 10 })) stream.pushFrame(frame);
  }

  const types = (): readonly framework.SpeechEventType[] => events.map(({ type }) => type);

  beforeEach(() => {
    client = new FakeClient();
    events = [];
    errors = [];
    open();
  });

  afterEach(async () => {
    stream.close();
    await ended;
  });

  it('sends frames of 10 ms in chunks of 50 ms, with every sample in order', async () => {
    const samples = counting(16_160);
    push(samples);
    stream.endInput();
    const session = await client.session();
    await until(() => session.isStopping, 'the stop');
    expect(session.sent.map(({ length }) => length)).toEqual([...Array.from({ length: 20 }, () => 800), 160]);
    expect(joinSamples(...session.sent)).toEqual(samples);
  });

  it('tells speech in the order and the words of the framework', async () => {
    const session = await client.session();
    session.tell('speechStart', { atMs: 200 });
    session.tell('partial', partial('hello', { stability: 0.7, stableWords: 0 }));
    session.tell('final', final('Hello world.', { startMs: 300, endMs: 1300, confidence: 0.9 }));
    session.tell('speechEnd', { atMs: 1400 });
    await told(END_OF_SPEECH);
    expect(types()).toEqual([START_OF_SPEECH, INTERIM_TRANSCRIPT, FINAL_TRANSCRIPT, END_OF_SPEECH]);
    expect(events.every(({ requestId }) => requestId === 'session-1')).toBe(true);
  });

  it('gives a final with its words in seconds', async () => {
    const session = await client.session();
    session.tell('final', final('Hello world.', { startMs: 300, endMs: 1300, confidence: 0.8 }));
    const [data] = (await told(FINAL_TRANSCRIPT)).alternatives ?? [];
    expect(data).toMatchObject({ text: 'Hello world.', confidence: 0.8 });
    expect(data?.words?.map(({ text, confidence }) => [text, confidence])).toEqual([
      ['Hello', 0.9],
      ['world.', 0.9],
    ]);
    expect(data?.startTime).toBeCloseTo(0.3, 2);
    expect(data?.words?.[1]?.startTime).toBeCloseTo(0.8, 2);
    expect(data?.words?.[1]?.endTime).toBeCloseTo(1.3, 2);
  });

  it('adds the offset that the framework gives to every time', async () => {
    stream.startTimeOffset = 100;
    const session = await client.session();
    session.tell('final', final('Hello.', { startMs: 300, endMs: 1300 }));
    const [data] = (await told(FINAL_TRANSCRIPT)).alternatives ?? [];
    expect(data?.startTime).toBeCloseTo(100.3, 2);
    expect(data?.endTime).toBeCloseTo(101.3, 2);
    expect(data?.words?.[0]?.startTime).toBeCloseTo(100.3, 2);
    expect(data?.words?.[0]?.startTimeOffset).toBeCloseTo(100, 2);
  });

  it('keeps the stability of a partial apart from confidence', async () => {
    const session = await client.session();
    session.tell('partial', partial('hello wor', { stability: 0.7, stableWords: 1 }));
    const [data] = (await told(INTERIM_TRANSCRIPT)).alternatives ?? [];
    expect(data).toMatchObject({ text: 'hello wor', confidence: 0, metadata: { stability: 0.7, stableWords: 1 } });
    expect(data?.words).toBeUndefined();
  });

  it('names the language that was asked for where the server names none', async () => {
    reopen({ language: 'en-US' });
    const session = await client.session();
    session.tell('partial', partial('hello'));
    session.tell('final', final('hallo', { language: 'de' }));
    await told(FINAL_TRANSCRIPT);
    expect(events.map(({ alternatives }) => alternatives?.[0].language)).toEqual(['en-US', 'de']);
  });

  it('takes a partial back whose final has no text', async () => {
    const session = await client.session();
    session.tell('partial', partial('uh', { segment: 3 }));
    session.tell('final', final('', { segment: 3 }));
    session.tell('final', final('', { segment: 4 }));
    session.tell('partial', partial('next', { segment: 5 }));
    await told(INTERIM_TRANSCRIPT, 3);
    expect(events.map(({ alternatives }) => alternatives?.[0].text)).toEqual(['uh', '', 'next']);
    expect(types()).not.toContain(FINAL_TRANSCRIPT);
  });

  it('joins the finals of one speech in END_OF_SPEECH', async () => {
    const session = await client.session();
    session.tell('speechStart', { atMs: 0 });
    session.tell('final', final('One two three.', { confidence: 0.8, startMs: 0, endMs: 900 }));
    session.tell('final', final('Four.', { segment: 1, confidence: 0.4, startMs: 1000, endMs: 1300 }));
    session.tell('speechEnd', { atMs: 1400 });
    session.tell('speechStart', { atMs: 3000 });
    session.tell('speechEnd', { atMs: 3100 });
    const [data] = (await told(END_OF_SPEECH)).alternatives ?? [];
    expect(data?.text).toBe('One two three. Four.');
    expect(data?.startTime).toBeCloseTo(0, 2);
    expect(data?.endTime).toBeCloseTo(1.3, 2);
    expect(data?.confidence).toBeCloseTo(0.7);
    expect(data?.words).toHaveLength(4);
    expect((await told(END_OF_SPEECH, 2)).alternatives).toBeUndefined();
  });

  it('says when speech ended by the time its audio came', async () => {
    const before = Date.now();
    push(counting(32_000));
    const session = await client.session();
    await until(() => session.sentSamples === 32_000, 'the audio');
    const after = Date.now();
    session.tell('final', final('Hello.', { startMs: 0, endMs: 1000 }));
    const { speechEndTime } = await told(FINAL_TRANSCRIPT);
    expect(speechEndTime).toBeGreaterThanOrEqual(before);
    expect(speechEndTime).toBeLessThanOrEqual(after);
  });

  it('says START_OF_SPEECH once when a session hears the beginning again', async () => {
    const session = await client.session();
    session.tell('speechStart', { atMs: 0 });
    session.tell('speechStart', { atMs: 0 });
    session.tell('speechEnd', { atMs: 900 });
    await told(END_OF_SPEECH);
    expect(types()).toEqual([START_OF_SPEECH, END_OF_SPEECH]);
  });

  it('says END_OF_SPEECH for a session that fails in the middle', async () => {
    const session = await client.session();
    session.tell('speechStart', { atMs: 0 });
    session.fail(new ClientError('closed', 'gone'));
    await ended;
    expect(types()).toEqual([START_OF_SPEECH, END_OF_SPEECH]);
  });

  it('flushes behind the audio before it, one flush at a time', async () => {
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

  it('ends after the last final when the input has ended', async () => {
    const session = await client.session();
    stream.endInput();
    await until(() => session.isStopping, 'the stop');
    session.tell('final', final('Good bye.'));
    session.finish();
    await ended;
    expect(types()).toEqual([FINAL_TRANSCRIPT]);
    expect(errors).toEqual([]);
  });

  it('aborts its session when it is closed, and tells nothing after', async () => {
    const session = await client.session();
    stream.close();
    stream.close();
    await ended;
    session.tell('final', final('Too late.'));
    expect(session.isOver).toBe(true);
    expect(events).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('tells the seconds of audio every five seconds and at the end', async () => {
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
    stream.pushFrame(new AudioFrame(Int16Array.from([100, 300, -5, -6, 32_767, 32_767]), 16_000, 2, 3));
    stream.endInput();
    const session = await client.session();
    await until(() => session.isStopping, 'the stop');
    expect([...joinSamples(...session.sent)]).toEqual([200, -5, 32_767]);
  });

  it('refuses a frame with fewer samples than it says', () => {
    const frame = new AudioFrame(new Int16Array(4), 16_000, 2, 2);
    frame.data = new Int16Array(3);
    expect(() => {
      stream.pushFrame(frame);
    }).toThrow(RangeError);
  });

  it.each([8000, 44_100, 48_000])('hears all of the audio at %i Hz', async (rateHz) => {
    push(new Int16Array(rateHz), rateHz);
    stream.endInput();
    const session = await client.session();
    await until(() => session.isStopping, 'the stop');
    expect(Math.abs(session.sentSamples - 16_000)).toBeLessThanOrEqual(1);
  });

  it('hears all of the audio when the sample rate changes', async () => {
    push(new Int16Array(48_000), 48_000);
    push(new Int16Array(16_000), 16_000);
    push(new Int16Array(8000), 8000);
    stream.endInput();
    const session = await client.session();
    await until(() => session.isStopping, 'the stop');
    expect(Math.abs(session.sentSamples - 48_000)).toBeLessThanOrEqual(2);
  });

  describe('with other options', () => {
    it('changes to another session at once while nobody speaks', async () => {
      const first = await client.session();
      owner.updateOptions({ language: 'de', endpointingMs: 300 });
      push(counting(800));
      await until(() => first.isStopping, 'the stop');
      expect(first.sentSamples).toBe(160);
      first.finish();
      const second = await client.session(2);
      expect(second.options).toMatchObject({ language: 'de', endpointingMs: 300, events: true });
      await until(() => second.sentSamples === 0, 'nothing yet');
      stream.endInput();
      await until(() => second.isStopping, 'the stop');
      expect(second.sentSamples).toBe(640);
    });

    it('waits for the pause while somebody speaks, and goes on with the clock', async () => {
      const first = await client.session();
      first.tell('speechStart', { atMs: 0 });
      owner.updateOptions({ keyTerms: ['Thornton'] });
      push(counting(16_000));
      await until(() => first.sentSamples === 16_000, 'the audio');
      expect(first.isStopping).toBe(false);
      first.tell('speechEnd', { atMs: 900 });
      push(counting(160));
      await until(() => first.isStopping, 'the stop');
      first.finish();
      const second = await client.session(2);
      second.tell('final', final('Hello.', { startMs: 0, endMs: 1000 }));
      const [data] = (await told(FINAL_TRANSCRIPT)).alternatives ?? [];
      expect(data?.startTime).toBeCloseTo(1.01, 2);
      expect(second.options.keyTerms).toEqual(['Thornton']);
    });

    it('keeps its session where nothing changes', async () => {
      const session = await client.session();
      owner.updateOptions({});
      owner._updateSessionKeyterms([]);
      push(counting(800));
      stream.endInput();
      await until(() => session.isStopping, 'the stop');
      expect(session.sentSamples).toBe(800);
    });

    it('adds the key terms of the framework to those of the user', async () => {
      const first = await client.session();
      owner.updateOptions({ keyTerms: ['Steno'] });
      owner._updateSessionKeyterms(['steno', 'Thornton', '---']);
      push(counting(160));
      await until(() => first.isStopping, 'the stop');
      first.finish();
      expect((await client.session(2)).options.keyTerms).toEqual(['Steno', 'Thornton']);
    });
  });

  describe('when a session ends', () => {
    it.each([
      ['a refused key', new ClientError('refused', 'no', { wireCode: 'unauthorized' }), APIStatusError, 401],
      ['another language', new ClientError('refused', 'no', { wireCode: 'unsupported_language' }), APIStatusError, 400],
      ['a full server', new ClientError('refused', 'no', { wireCode: 'at_capacity' }), APIStatusError, 503],
      ['a lost recognizer', new ClientError('closed', 'no', { wireCode: 'internal' }), APIStatusError, 500],
      ['silence of the server', new ClientError('timeout', 'no'), APITimeoutError, undefined],
      ['no connection', new ClientError('unreachable', 'no'), APIConnectionError, undefined],
      ['words that are not allowed', new ClientError('protocol', 'no'), APIError, undefined],
    ])('says %s in the framework’s error', async (_, failure, expected, statusCode) => {
      (await client.session()).fail(failure);
      await ended;
      const [error] = errors;
      expect(error).toBeInstanceOf(expected);
      expect(error).toMatchObject({ retryable: failure.retryable, cause: failure });
      expect(error instanceof APIStatusError ? error.statusCode : undefined).toBe(statusCode);
    });

    it('opens another session when the framework tries again, with the audio that came meanwhile', async () => {
      reopen({}, { ...atOnce, maxRetry: 1 });
      (await client.session()).fail(new ClientError('unreachable', 'no'));
      push(counting(800));
      const second = await client.session(2);
      await until(() => second.sentSamples === 800, 'the audio');
      expect(errors).toEqual([]);
    });

    it('does not try again what cannot succeed', async () => {
      reopen({}, { ...atOnce, maxRetry: 3 });
      (await client.session()).fail(new ClientError('refused', 'no', { wireCode: 'unauthorized' }));
      await ended;
      expect(client.sessions).toHaveLength(1);
      expect(errors).toHaveLength(1);
    });

    it('gives up a server that does not answer in the time of the framework', async () => {
      reopen({}, { ...atOnce, timeoutMs: 1 });
      client.opening = 'never';
      await ended;
      expect(errors[0]).toBeInstanceOf(APITimeoutError);
      expect(client.sessions[0]?.isOver).toBe(true);
    });

    it('takes an idle server session for no failure, and opens another one when audio comes', async () => {
      const first = await client.session();
      first.fail(new ClientError('closed', 'idle', { wireCode: 'idle_timeout' }));
      await first.closed;
      expect(client.sessions).toHaveLength(1);
      push(counting(800));
      const second = await client.session(2);
      await until(() => second.sentSamples === 800, 'the audio');
      expect(errors).toEqual([]);
    });

    it('ends quietly when the input ends while no session is open', async () => {
      const first = await client.session();
      first.fail(new ClientError('closed', 'idle', { wireCode: 'idle_timeout' }));
      stream.endInput();
      await ended;
      expect(client.sessions).toHaveLength(1);
      expect(errors).toEqual([]);
    });

    it('is a lost connection when the server ends it by itself', async () => {
      (await client.session()).finish();
      await ended;
      expect(errors[0]).toBeInstanceOf(APIConnectionError);
      expect(errors[0]).toMatchObject({ retryable: true });
    });

    it('tells a fault of its own instead of waiting', async () => {
      const session = await client.session();
      session.fault = new TypeError('a fault');
      push(counting(800));
      await ended;
      expect(errors[0]).toBe(session.fault);
    });
  });
});
