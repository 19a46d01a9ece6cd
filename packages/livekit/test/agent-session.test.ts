import { initializeLogger, stt, voice } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { ClientError } from '@steno/client/node';
import { until } from '@steno/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { STT } from '../src/index.ts';
import { FakeClient, final, partial } from './fake-client.ts';
import { FakeMicrophone } from './fake-microphone.ts';

initializeLogger({ pretty: false, level: 'silent' });

describe('an AgentSession', () => {
  const client = new FakeClient();
  const transcribed: { readonly text: string; readonly isFinal: boolean }[] = [];
  const microphone = new FakeMicrophone();
  let session: voice.AgentSession | undefined;

  async function start(): Promise<voice.Agent> {
    const agent = new voice.Agent({ instructions: 'You are a friend.' });
    session = new voice.AgentSession({
      stt: new STT({ client }),
      llm: new voice.testing.FakeLLM([{ input: 'What time is it?', content: 'Late.' }]),
      turnHandling: { turnDetection: 'stt', endpointing: { minDelay: 0, maxDelay: 0 } },
    });
    session.on(voice.AgentSessionEventTypes.UserInputTranscribed, ({ transcript, isFinal }) => {
      transcribed.push({ text: transcript, isFinal });
    });
    session.input.audio = microphone;
    await session.start({ agent });
    return agent;
  }

  const said = (agent: voice.Agent): readonly (string | undefined)[] =>
    agent.chatCtx.items.flatMap((item) =>
      item.type === 'message' && item.role !== 'system' ? [item.textContent] : [],
    );

  afterEach(async () => {
    await session?.close();
  });

  it('hears a turn of its user and answers it', async () => {
    const agent = await start();
    microphone.push(new AudioFrame(new Int16Array(4800), 24_000, 1, 4800));
    const heard = await client.session();
    await until(() => heard.sentSamples > 0, 'the audio');
    heard.tell('speechStart', { atMs: 0 });
    heard.tell('partial', partial('what time'));
    heard.tell('final', final('What time is it?', { endMs: 150 }));
    heard.tell('speechEnd', { atMs: 160 });
    await until(() => said(agent).length === 2, 'the answer');
    expect(said(agent)).toEqual(['What time is it?', 'Late.']);
    expect(client.sessions).toHaveLength(1);
    expect(transcribed).toEqual([
      { text: 'what time', isFinal: false },
      { text: 'What time is it?', isFinal: true },
    ]);
  });
});

describe('a FallbackAdapter', () => {
  it('goes on with the next STT when a server refuses', async () => {
    const client = new FakeClient();
    const spare = new stt.testing.FakeSTT({ fakeTranscript: 'from the other one' });
    const adapter = new stt.FallbackAdapter({ sttInstances: [new STT({ client }), spare], maxRetryPerSTT: 0 });
    const stream = adapter.stream();
    (await client.session()).fail(new ClientError('refused', 'no', { wireCode: 'unauthorized' }));
    const texts: (string | undefined)[] = [];
    for await (const { alternatives } of stream) {
      texts.push(alternatives?.[0].text);
      stream.close();
    }
    expect(texts).toEqual(['from the other one']);
    await adapter.close();
  });

  it('recognises a buffer with the first STT that can', async () => {
    const client = new FakeClient();
    const broken = new stt.testing.FakeSTT({ fakeException: new Error('broken') });
    const adapter = new stt.FallbackAdapter({ sttInstances: [broken, new STT({ client })] });
    const recognized = adapter.recognize(new AudioFrame(new Int16Array(1600), 16_000, 1, 1600));
    const session = await client.session();
    session.tell('final', final('Hello.'));
    session.finish();
    expect((await recognized).alternatives?.[0].text).toBe('Hello.');
    await adapter.close();
  });
});
