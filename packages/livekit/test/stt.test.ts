import { APIStatusError, initializeLogger, stt } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { ClientError } from '@steno/client/node';
import { until } from '@steno/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { STT } from '../src/index.ts';
import { FakeClient, final } from './fake-client.ts';
import { framesOf } from './frames.ts';

initializeLogger({ pretty: false, level: 'silent' });

describe('STT', () => {
  let client: FakeClient;
  let owner: STT;

  beforeEach(() => {
    client = new FakeClient();
    owner = new STT({ client });
  });

  afterEach(async () => {
    await owner.close();
  });

  it('declares what a Steno server can', () => {
    expect(owner.capabilities).toEqual({
      streaming: true,
      interimResults: true,
      alignedTranscript: 'word',
      diarization: false,
      keyterms: true,
      chatContext: false,
    });
  });

  it('declares no interim results where partials are not wanted', () => {
    expect(new STT({ client, partial: false }).capabilities.interimResults).toBe(false);
    owner.updateOptions({ partial: false });
    expect(owner.capabilities.interimResults).toBe(false);
  });

  it('names the model once a session is open', async () => {
    expect(owner.model).toBe('unknown');
    owner.stream();
    await client.session();
    await until(() => owner.model === 'fake-model', 'the model');
    expect(owner.provider).toBe('Steno');
  });

  it('closes its streams', async () => {
    const stream = owner.stream();
    const session = await client.session();
    await owner.close();
    await owner.close();
    expect((await stream.next()).done).toBe(true);
    expect(session.isOver).toBe(true);
  });

  it('takes server and key from the environment where the options name none', () => {
    vi.stubEnv('STENO_URL', 'no address');
    expect(() => new STT()).toThrow(TypeError);
    expect(() => new STT({ url: 'ws://127.0.0.1:1' })).not.toThrow();
    vi.stubEnv('STENO_URL', '');
    expect(() => new STT()).not.toThrow();
  });

  describe('recognize', () => {
    it('transcribes a whole buffer at its own sample rate', async () => {
      const recognized = owner.recognize(framesOf(new Int16Array(48_000), { sampleRateHz: 48_000, frameMs: 20 }));
      const session = await client.session();
      await until(() => session.isStopping, 'the stop');
      expect(Math.abs(session.sentSamples - 16_000)).toBeLessThanOrEqual(1);
      session.tell('final', final('One two.', { startMs: 100, endMs: 500, confidence: 0.9 }));
      session.tell('final', final('', { segment: 1 }));
      session.tell('final', final('Three.', { segment: 2, startMs: 700, endMs: 900, confidence: 0.6 }));
      session.finish();
      const { type, alternatives, requestId } = await recognized;
      const [data] = alternatives ?? [];
      expect(type).toBe(stt.SpeechEventType.FINAL_TRANSCRIPT);
      expect(requestId).toBe('session-1');
      expect(data).toMatchObject({ text: 'One two. Three.', startTime: 0.1, endTime: 0.9 });
      expect(data?.confidence).toBeCloseTo(0.8);
      expect(data?.words?.map(({ text }) => text)).toEqual(['One', 'two.', 'Three.']);
    });

    it('gives an empty text where nothing was said', async () => {
      const recognized = owner.recognize(new AudioFrame(new Int16Array(1600), 16_000, 1, 1600));
      const session = await client.session();
      session.finish();
      expect((await recognized).alternatives?.[0].text).toBe('');
    });

    it('opens no session for a buffer without samples', async () => {
      expect((await owner.recognize([])).alternatives?.[0].text).toBe('');
      expect(client.sessions).toEqual([]);
    });

    it('throws the framework’s error when the session fails', async () => {
      const recognized = owner.recognize(new AudioFrame(new Int16Array(1600), 16_000, 1, 1600));
      (await client.session()).fail(new ClientError('refused', 'no', { wireCode: 'unauthorized' }));
      await expect(recognized).rejects.toBeInstanceOf(APIStatusError);
    });

    it('aborts with its signal', async () => {
      const controller = new AbortController();
      const recognized = owner.recognize(new AudioFrame(new Int16Array(1600), 16_000, 1, 1600), controller.signal);
      const session = await client.session();
      const reason = new Error('enough');
      controller.abort(reason);
      await expect(recognized).rejects.toBe(reason);
      expect(session.isOver).toBe(true);
    });

    it('refuses frames of different sample rates', async () => {
      const frames = [8000, 16_000].map((rateHz) => new AudioFrame(new Int16Array(80), rateHz, 1, 80));
      await expect(owner.recognize(frames)).rejects.toThrow(RangeError);
    });
  });
});
