import { describe, expect, it } from 'vitest';
import { makeWavHeader } from '@steno/audio';
import { type TestClient, tone, until } from '@steno/testkit';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();
const base64 = Buffer.from(tone(100).buffer).toString('base64');

function stereoHeader(): Uint8Array {
  const header = makeWavHeader(16_000);
  header[22] = 2;
  return header;
}

/** What a client does wrong, and what it gets: close code, error code, words of the message. */
const violations: readonly (readonly [string, (client: TestClient) => unknown, number, string, string])[] = [
  [
    'a WAVE header of 44.1 kHz',
    (client) => client.send(makeWavHeader(44_100)),
    4415,
    'unsupported_media_type',
    '44100 Hz',
  ],
  ['a WAVE header of stereo', (client) => client.send(stereoHeader()), 4415, 'unsupported_media_type', '2 channels'],
  ['text that is no command', (client) => client.say('hello'), 4400, 'bad_request', 'is not a command'],
  [
    'an unknown action',
    (client) => client.say({ action: 'dance' }),
    4400,
    'bad_request',
    'start, audio_from, flush, stop, keepalive',
  ],
  ['audio wrapped in JSON', (client) => client.say({ audio: base64 }), 4400, 'bad_request', 'raw binary'],
  ['audio in base64', (client) => client.say(base64), 4400, 'bad_request', 'raw binary'],
  [
    'a flush id that is too long',
    (client) => client.say({ action: 'flush', id: 'x'.repeat(1000) }),
    4400,
    'bad_request',
    'id',
  ],
  [
    'a flush id nested 30,000 deep',
    (client) => client.say(`{"action":"flush","id":${'['.repeat(30_000)}${']'.repeat(30_000)}}`),
    4400,
    'bad_request',
    'id',
  ],
  [
    'a start with 10,000 key terms',
    (client) => client.say({ action: 'start', key_terms: Array.from({ length: 10_000 }, () => 'xy') }),
    4400,
    'bad_request',
    'key_terms has 10000 terms; at most 100 are taken',
  ],
  [
    'a start with a key term of 10 KB',
    (client) => client.say({ action: 'start', key_terms: ['Ada', 'x'.repeat(10_240)] }),
    4400,
    'bad_request',
    'Term 2 of key_terms has 10240 characters',
  ],
  [
    'a start with a control character in a key term',
    (client) => client.say({ action: 'start', key_terms: ['Ada\u0007'] }),
    4400,
    'bad_request',
    'Term 1 of key_terms has a control character',
  ],
  ...[99, 10_001, -700, 700.5, 1e300, '700', null].map(
    (value) =>
      [
        `a start with endpointing_ms ${JSON.stringify(value)}`,
        (client: TestClient) => client.say({ action: 'start', endpointing_ms: value }),
        4400,
        'bad_request',
        'it must be a whole number from 100 to 10000',
      ] as const,
  ),
  [
    'a start with a type there is not',
    (client) => client.say({ action: 'start', type: 'best' }),
    4400,
    'bad_request',
    'type is',
  ],
  [
    'a start after audio',
    async (client) => {
      await client.send(tone(100));
      client.say({ action: 'start' });
    },
    4400,
    'bad_request',
    'before the first audio',
  ],
  [
    'a second start',
    (client) => {
      client.say({ action: 'start' });
      client.say({ action: 'start' });
    },
    4400,
    'bad_request',
    'once',
  ],
  [
    'a text message of 1 MB',
    (client) => client.say('x'.repeat(1_000_000)),
    4413,
    'message_too_large',
    '65536 bytes of text',
  ],
  [
    'a binary message beyond the limit',
    (client) => client.send(new Uint8Array(5_000_000)),
    4413,
    'message_too_large',
    '4194304 bytes of audio',
  ],
];

describe('a client that sends', () => {
  it.each(violations)(
    '%s gets one error and its close code, and the next client is served',
    async (_what, act, closeCode, code, words) => {
      const server = await start();
      const other = await server.connect();
      const client = await server.connect();
      await act(client);
      expect(await client.end()).toEqual({ code: closeCode, reason: code });
      const errors = client.messages.filter(({ type }) => type === 'error');
      expect(errors).toMatchObject([{ type: 'error', code }]);
      expect(JSON.stringify(errors)).toContain(words);
      expect(client.messages.at(-1)?.type).toBe('error');
      await other.send(tone(600));
      other.close();
      expect(await other.end()).toMatchObject({ code: 1000 });
      expect(other.text).toBe('Word0.');
      await until(() => server.server.sessionCount === 0, 'no session');
      expect(server.recognition.openStreams).toBe(0);
    },
  );

  it('audio after stop is warned once, and gets its finals, stopped and 1000', async () => {
    const server = await start();
    const client = await server.connect();
    await client.send(tone(600));
    server.recognition.stall();
    client.say({ action: 'stop' });
    await client.send(tone(600));
    await client.send(tone(600));
    await client.message(({ type }) => type === 'warning');
    server.recognition.goOn();
    expect(await client.end()).toMatchObject({ code: 1000 });
    expect(client.messages.filter(({ type }) => type === 'warning')).toMatchObject([{ code: 'audio_after_stop' }]);
    expect(client.text).toBe('Word0.');
  });

  it('nothing at all gets a warning, then idle_timeout and 4408', async () => {
    const server = await start({ settings: { idleMs: '1000', gapMs: '200' } });
    const client = await server.connect();
    expect(await client.end()).toEqual({ code: 4408, reason: 'idle_timeout' });
    expect(client.messages).toMatchObject([
      { state: 'listening' },
      { type: 'warning', code: 'idle' },
      { type: 'error', code: 'idle_timeout' },
    ]);
    expect(server.server.sessionCount).toBe(0);
  });

  it('many empty binary messages is served', async () => {
    const server = await start({ settings: { maxSmallMessagesPerSecond: '0' } });
    const client = await server.connect();
    for (let count = 0; count < 1000; count += 1) void client.send(new Uint8Array(0));
    await client.send(tone(600));
    client.close();
    expect(await client.end()).toMatchObject({ code: 1000 });
    expect(client.text).toBe('Word0.');
  });
});
