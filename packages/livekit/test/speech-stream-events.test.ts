import { stt } from '@livekit/agents';
import { ClientError } from '@steno/client/node';
import { until } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { final, partial } from './fake-client.ts';
import { counting } from './frames.ts';
import { startStream } from './stream-under-test.ts';

const { START_OF_SPEECH, INTERIM_TRANSCRIPT, FINAL_TRANSCRIPT, END_OF_SPEECH } = stt.SpeechEventType;

describe('the events of a SpeechStream', () => {
  it('tells speech in the order and the words of the framework', async () => {
    const { client, events, told, types } = startStream();
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
    const { client, told } = startStream();
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
    const { client, stream, told } = startStream();
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
    const { client, told } = startStream();
    const session = await client.session();
    session.tell('partial', partial('hello wor', { stability: 0.7, stableWords: 1 }));
    const [data] = (await told(INTERIM_TRANSCRIPT)).alternatives ?? [];
    expect(data).toMatchObject({ text: 'hello wor', confidence: 0, metadata: { stability: 0.7, stableWords: 1 } });
    expect(data?.words).toBeUndefined();
  });

  it('names the language that was asked for where the server names none', async () => {
    const { client, events, told } = startStream({ language: 'en-US' });
    const session = await client.session();
    session.tell('partial', partial('hello'));
    session.tell('final', final('hallo', { language: 'de' }));
    await told(FINAL_TRANSCRIPT);
    expect(events.map(({ alternatives }) => alternatives?.[0].language)).toEqual(['en-US', 'de']);
  });

  it('takes a partial back whose final has no text', async () => {
    const { client, events, told, types } = startStream();
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
    const { client, told } = startStream();
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
    const { client, told, push } = startStream();
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
    const { client, told, types } = startStream();
    const session = await client.session();
    session.tell('speechStart', { atMs: 0 });
    session.tell('speechStart', { atMs: 0 });
    session.tell('speechEnd', { atMs: 900 });
    await told(END_OF_SPEECH);
    expect(types()).toEqual([START_OF_SPEECH, END_OF_SPEECH]);
  });

  it('says END_OF_SPEECH for a session that fails in the middle', async () => {
    const { client, ended, types } = startStream();
    const session = await client.session();
    session.tell('speechStart', { atMs: 0 });
    session.fail(new ClientError('closed', 'gone'));
    await ended;
    expect(types()).toEqual([START_OF_SPEECH, END_OF_SPEECH]);
  });
});
