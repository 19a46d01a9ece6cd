import { describe, expect, it } from 'vitest';
import { chunksOf, joinSamples, ScriptedHost, silence, tone, until } from '@steno/testkit';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();
const speech = joinSamples(tone(1500), silence(600), tone(700));
const bytes = new Uint8Array(speech.buffer);

describe('a conversation', () => {
  it.each(['/v2/realtime', '/realtime', '/v2/realtime/'])(
    'over %s without start brings partials, finals, stopped and 1000 after a Close frame',
    async (path) => {
      const server = await start();
      const client = await server.connect({ path });
      for (const chunk of chunksOf(bytes, 3200)) await client.send(chunk);
      await client.final(0);
      client.close();
      expect(await client.end()).toMatchObject({ code: 1000 });
      expect(client.finals.map(({ text }) => text)).toEqual(['Word0 word1 word2.', 'Word3.']);
      expect(client.messages.at(-1)).toMatchObject({ type: 'state', state: 'stopped', duration: 2.8 });
      expect(client.messages.map((message) => message.seq)).toEqual([...client.messages.keys()]);
      await until(() => server.server.sessionCount === 0, 'no session');
    },
  );

  it('ended by stop brings the last final, stopped, and a close by the server with 1000', async () => {
    const server = await start();
    const client = await server.connect();
    await client.send(tone(600));
    client.say({ action: 'stop' });
    expect(await client.end()).toMatchObject({ code: 1000 });
    expect(client.text).toBe('Word0.');
    expect(client.messages.at(-1)).toMatchObject({ state: 'stopped' });
  });

  it('answers a Close frame only after the last final, however long that takes', async () => {
    const server = await start();
    const client = await server.connect();
    server.recognition.stall();
    await client.send(tone(600));
    client.close();
    await until(() => server.recognition.streams[0]?.ends === 1, 'the end of the audio');
    expect(server.server.sessionCount).toBe(1);
    expect(client.finals).toEqual([]);
    server.recognition.goOn();
    expect(await client.end()).toMatchObject({ code: 1000 });
    expect(client.text).toBe('Word0.');
  });

  it.each([1000, 1001, 4000, undefined])(
    'takes a Close frame with the code %s for the end of the audio',
    async (code) => {
      const server = await start();
      const client = await server.connect();
      await client.send(tone(600));
      client.close(code);
      await client.end();
      expect(client.text).toBe('Word0.');
    },
  );

  it('is the same whatever the size of the messages', async () => {
    const server = await start({ settings: { maxSmallMessagesPerSecond: '0' } });
    const transcripts = await Promise.all(
      [7, 1023, 1024, 32_768, bytes.length].map(async (size) => {
        const client = await server.connect();
        for (const chunk of chunksOf(bytes, size)) void client.send(chunk);
        client.close();
        await client.end(20_000);
        return JSON.stringify(client.finals);
      }),
    );
    expect(new Set(transcripts).size).toBe(1);
  });

  it('answers flush with its id after the final, and goes on', async () => {
    const server = await start();
    const client = await server.connect();
    await client.send(tone(600));
    client.say({ action: 'flush', id: 'mine' });
    const flushed = await client.message(({ type }) => type === 'flushed');
    expect(flushed).toMatchObject({ id: 'mine' });
    expect(client.finals).toHaveLength(1);
    await client.send(tone(600));
    client.close();
    await client.end();
    expect(client.finals.map(({ segment }) => segment)).toEqual([0, 1]);
  });

  it('takes the credential from the subprotocols and selects token', async () => {
    const server = await start();
    const client = await server.connect({ key: '', subprotocols: ['token', server.key] });
    expect(client.subprotocol).toBe('token');
    client.close();
    await client.end();
  });

  it.each([
    ['the query', { query: { language: 'en', token: 'KEY' } }],
    ['x-zoom-s2t-key', { headers: { 'x-zoom-s2t-key': 'KEY' } }],
    ['x-api-key', { headers: { 'x-api-key': 'KEY' } }],
    ['api-key', { headers: { 'api-key': 'KEY' } }],
    ['Authorization without Bearer', { headers: { authorization: 'KEY' } }],
  ])('takes the credential from %s', async (_where, options) => {
    const server = await start();
    const given = JSON.parse(JSON.stringify(options).replace('KEY', server.key)) as typeof options;
    const client = await server.connect({ key: '', ...given });
    client.close();
    expect(await client.end()).toMatchObject({ code: 1000 });
  });

  it('takes language and Content-Type from headers', async () => {
    const server = await start();
    const headers = { Language: 'en-us', 'Content-Type': 'audio/L16;rate=16000' };
    const client = await server.connect({ query: {}, headers });
    expect(client.messages[0]).toMatchObject({ state: 'listening', language: 'en-US' });
  });

  it('takes key terms from a header in UTF-8', async () => {
    const server = await start({ recognition: new ScriptedHost({ takesKeyTerms: true }) });
    const header = Buffer.from('Ångström, Ada Lovelace, 語', 'utf8').toString('latin1');
    const client = await server.connect({ headers: { key_terms: header } });
    expect(client.messages[0]).toMatchObject({ key_terms: 3 });
    expect(server.recognition.streams[0]?.options.keyTerms).toEqual(['Ångström', 'Ada Lovelace', '語']);
  });

  it('is as its start asks, although its connection asked for something else', async () => {
    const recognition = new ScriptedHost({ takesKeyTerms: true, secondModelId: 'second' });
    const server = await start({ recognition, settings: { endpointingMs: '500', maxSegmentMs: '9000' } });
    const client = await server.connect({ query: { language: 'en', type: 'fast', key_terms: 'Ada' } });
    expect(client.messages).toMatchObject([
      { served_type: 'fast', endpointing_ms: 500, max_segment_ms: 9000, key_terms: 1 },
    ]);
    client.say({ action: 'start', type: 'quality', endpointing_ms: 300, key_terms: ['Steno', 'Grace'] });
    await client.send(tone(600));
    client.close();
    expect(await client.end()).toMatchObject({ code: 1000 });
    expect(client.messages[1]).toMatchObject({
      state: 'listening',
      served_type: 'quality',
      second_model: 'second',
      endpointing_ms: 300,
      max_segment_ms: 9000,
      key_terms: 2,
    });
    expect(client.text).toBe('Word0.');
    expect(recognition.streams.at(-1)?.options).toEqual({
      language: 'en',
      type: 'quality',
      endpointing: { endpointingMs: 300, maxSegmentMs: 9000 },
      keyTerms: ['Steno', 'Grace'],
    });
    expect(recognition.openStreams).toBe(0);
  });

  it('tells speech_start before the first partial and speech_end after the final', async () => {
    const server = await start();
    const client = await server.connect({ query: { language: 'en', events: 'true' } });
    await client.send(joinSamples(tone(1000), silence(600)));
    client.close();
    await client.end();
    const told = client.messages.map((message) => {
      if (message.type === 'transcript') return message.result.is_final ? 'final' : 'partial';
      return 'timestamp' in message ? `${message.type} ${message.timestamp}` : message.type;
    });
    expect(told).toEqual(['state', 'speech_start 0', 'partial', 'partial', 'final', 'speech_end 1', 'state']);
  });

  it('slows a sender down while nothing is decoded, and drops nothing', async () => {
    const server = await start({ settings: { maxAudioAheadMs: '1000' } });
    const client = await server.connect();
    server.recognition.stall();
    // More than what the system keeps between two sockets, and no more: all of it is heard in the end.
    const minutes = tone(400_000);
    const all = new Uint8Array(minutes.buffer);
    for (const chunk of chunksOf(all, 32_000)) void client.send(chunk);
    const [stream] = server.recognition.streams;
    await until(() => (stream?.writtenSamples ?? 0) > 16_000, 'the first second');
    expect(client.bufferedBytes).toBeGreaterThan(0);
    expect(stream?.writtenSamples).toBeLessThan(5 * 16_000);
    server.recognition.goOn();
    client.close();
    await client.end(30_000);
    expect(stream?.writtenSamples).toBe(minutes.length);
    expect(client.finals[0]?.words).toHaveLength(800);
  }, 40_000);

  it('ends with internal and 1011 when the recognizer is lost, and the next one works', async () => {
    const server = await start();
    const client = await server.connect();
    await client.send(tone(600));
    server.recognition.fail();
    expect(await client.end()).toEqual({ code: 1011, reason: 'internal' });
    expect(client.messages.at(-1)).toMatchObject({ type: 'error', code: 'internal' });
    const next = await server.connect();
    await next.send(tone(600));
    next.close();
    await next.end();
    expect(next.text).toBe('Word0.');
  });

  it('is finalised and closed with 1001 when the server closes', async () => {
    const server = await start();
    const client = await server.connect();
    await client.send(tone(600));
    await client.message(({ type }) => type === 'transcript');
    await server.server.close();
    expect(await client.end()).toMatchObject({ code: 1001 });
    expect(client.text).toBe('Word0.');
  });
});

describe('the log', () => {
  it('holds no credential, nothing that was said and no key term', async () => {
    const server = await start();
    const client = await server.connect({ query: { language: 'en', token: server.key } });
    await client.send(tone(600));
    client.close();
    await client.end();
    const refused = await server.tryToConnect({ key: 'not-a-key-at-all' });
    expect(refused.type).toBe('refused');
    const wrong = await server.tryToConnect({ query: { language: 'en', key_terms: 'wrongterm\0' } });
    expect(wrong).toMatchObject({ type: 'refused', error: { code: 'bad_request' } });
    expect(JSON.stringify(wrong)).not.toContain('wrongterm');
    const preferring = await server.connect({ query: { language: 'en', key_terms: 'queryterm' } });
    preferring.say({ action: 'start', key_terms: ['startterm'] });
    preferring.say({ action: 'start', key_terms: ['secondterm'] });
    await preferring.end();
    expect(JSON.stringify(preferring.messages)).not.toContain('term"');
    const log = server.logLines.join('');
    expect(log).toContain('session opened');
    expect(log).not.toContain(server.key);
    expect(log).not.toContain('not-a-key-at-all');
    expect(log.toLowerCase()).not.toContain('word0');
    for (const term of ['wrongterm', 'queryterm', 'startterm', 'secondterm']) expect(log).not.toContain(term);
  });
});
