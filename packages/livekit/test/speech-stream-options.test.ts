import { stt } from '@livekit/agents';
import { until } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { final } from './fake-client.ts';
import { counting } from './frames.ts';
import { startStream } from './stream-under-test.ts';

const { FINAL_TRANSCRIPT } = stt.SpeechEventType;

describe('a SpeechStream with other options', () => {
  it('changes to another session at once while nobody speaks', async () => {
    const { client, owner, stream, push } = startStream();
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
    const { client, owner, told, push } = startStream();
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
    const { client, owner, stream, push } = startStream();
    const session = await client.session();
    owner.updateOptions({});
    owner._updateSessionKeyterms([]);
    push(counting(800));
    stream.endInput();
    await until(() => session.isStopping, 'the stop');
    expect(session.sentSamples).toBe(800);
  });

  it('adds the key terms of the framework to those of the user', async () => {
    const { client, owner, push } = startStream();
    const first = await client.session();
    owner.updateOptions({ keyTerms: ['Steno'] });
    owner._updateSessionKeyterms(['steno', 'Thornton', '---']);
    push(counting(160));
    await until(() => first.isStopping, 'the stop');
    first.finish();
    expect((await client.session(2)).options.keyTerms).toEqual(['Steno', 'Thornton']);
  });
});
