import { describe, expect, it } from 'vitest';
import {
  chunksOf,
  joinSamples,
  makeRandom,
  ResumingClient,
  type ResumedTranscript,
  silence,
  startCuttingProxy,
  type TestServer,
  tone,
  until,
} from '@steno/testkit';
import type { ServerMessage } from '@steno/protocol';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();

/** Four utterances of some words each. */
const speech = joinSamples(tone(1500), silence(700), tone(2000), silence(900), tone(1100), silence(600), tone(2600));

/** Query parameters that resume a session. */
type Known = Readonly<Record<string, string>>;

function knownOf(message: ServerMessage | undefined): Known {
  if (message?.type !== 'state') throw new Error('not a state message');
  return { session: message.session_id ?? '', resume_token: message.resume_token ?? '' };
}

/** A session that has heard something and lost its connection. */
async function lostSession(server: TestServer): Promise<Known> {
  const client = await server.connect();
  const known = knownOf(client.messages[0]);
  await client.send(tone(1000));
  await client.message((message) => message.type === 'transcript');
  client.destroy();
  await client.end();
  await until(() => server.logLines.some((line) => line.includes('connection lost')), 'the loss');
  return { ...known, last_seq: String(client.messages.length - 1) };
}

function essenceOf({ finals }: ResumedTranscript): unknown {
  return finals;
}

describe('a session whose connection is lost', () => {
  it('goes on over a new one: where the audio is, what was missed, then what is new', async () => {
    const server = await start();
    const known = await lostSession(server);
    server.recognition.streams[0]?.tell({ type: 'speech_end', sample: 1 });
    const again = await server.connect({ query: { ...known, last_seq: '0' } });
    expect(again.messages[0]).toMatchObject({ state: 'resumed', seq: 0, received_bytes: 32_000, received_ms: 1000 });
    await again.send(tone(500));
    again.say({ action: 'stop' });
    expect(await again.end()).toEqual({ code: 1000, reason: 'stopped' });
    expect(again.messages.slice(1).map((message) => message.seq)).toEqual(
      again.messages.slice(1).map((_message, index) => index + 1),
    );
    expect(again.text).toBe('Word0 word1 word2.');
    expect(server.recognition.streams).toHaveLength(1);
  });

  it('may be resumed with another key of the same owner, and by nobody else', async () => {
    const server = await start();
    const mine = await server.keys.create({ name: 'rotated', owner: 'test' });
    const other = await server.keys.create({ name: 'other' });
    const query = await lostSession(server);
    const refused = await server.tryToConnect({ key: other.key, query });
    expect(refused).toMatchObject({ type: 'refused', status: 404, error: { code: 'session_unknown' } });
    const again = await server.connect({ key: mine.key, query });
    again.close();
    expect(await again.end()).toMatchObject({ code: 1000 });
  });

  it('cannot be resumed with a wrong token, a used-up one, or a last_seq that never was', async () => {
    const server = await start();
    const query = await lostSession(server);
    expect(await server.tryToConnect({ query: { ...query, resume_token: 'x'.repeat(43) } })).toMatchObject({
      status: 404,
      error: { code: 'session_unknown' },
    });
    expect(await server.tryToConnect({ query: { ...query, last_seq: '999' } })).toMatchObject({
      status: 400,
      error: { code: 'bad_request' },
    });
    const again = await server.connect({ query });
    const newer = knownOf(again.messages[0]);
    // The pong that shows that the newer token has arrived comes before the answer to this.
    again.say({ action: 'flush', id: 1 });
    await again.message(({ type }) => type === 'flushed');
    again.destroy();
    await again.end();
    expect(await server.tryToConnect({ query })).toMatchObject({ status: 404, error: { code: 'session_unknown' } });
    const third = await server.connect({ query: { ...newer, last_seq: query['last_seq'] ?? '' } });
    expect(third.messages[0]).toMatchObject({ state: 'resumed' });
  });

  it('is expired after its window, and its finals are kept', async () => {
    const server = await start({ settings: { resumeWindowMs: '50' } });
    const query = await lostSession(server);
    await until(() => server.server.sessionCount === 0, 'the end of the session');
    await until(
      () => server.logLines.some((line) => line.includes('"finals":1') && line.includes('session closed')),
      'the final',
    );
    const refused = await server.tryToConnect({ query });
    expect(refused).toMatchObject({ status: 410, error: { code: 'session_expired' } });
    const fromBrowser = await server.tryToConnect({ query, origin: 'https://example.org' });
    if (fromBrowser.type === 'refused') throw new Error('refused');
    expect(await fromBrowser.end()).toEqual({ code: 4410, reason: 'session_expired' });
  });

  it('is taken over while the first connection is still there, which gets superseded and 4409', async () => {
    const server = await start();
    const first = await server.connect();
    await first.send(tone(500));
    await first.message(({ type }) => type === 'transcript');
    const query = { ...knownOf(first.messages[0]), last_seq: String(first.messages.length - 1) };
    const second = await server.connect({ query });
    expect(await first.end()).toEqual({ code: 4409, reason: 'superseded' });
    expect(first.messages.at(-1)).toMatchObject({ type: 'error', code: 'superseded' });
    await second.send(tone(500));
    second.close();
    expect(await second.end()).toMatchObject({ code: 1000 });
    expect(second.finals[0]?.words).toHaveLength(2);
  });

  it('skips audio that the client says it sends again, and refuses a gap in it', async () => {
    const server = await start();
    const query = await lostSession(server);
    const again = await server.connect({ query });
    again.say({ action: 'audio_from', byte: 16_000 });
    await again.send(tone(1000));
    again.close();
    await again.end();
    expect(server.recognition.streams[0]?.writtenSamples).toBe(24_000);

    const other = await start();
    const gap = await other.connect({ query: await lostSession(other) });
    gap.say({ action: 'audio_from', byte: 40_000 });
    expect(await gap.end()).toMatchObject({ code: 4400 });
    expect(gap.messages.at(-1)).toMatchObject({ code: 'bad_request', details: { received_bytes: 32_000 } });
  });

  it('takes audio from a wrong offset as what comes next, and nothing else is hurt', async () => {
    const server = await start();
    const wrong = await server.connect({ query: await lostSession(server) });
    const good = await server.connect();
    await wrong.send(tone(1000));
    wrong.close();
    expect(await wrong.end()).toMatchObject({ code: 1000 });
    expect(wrong.messages.at(-1)).toMatchObject({ state: 'stopped', duration: 2 });
    await good.send(tone(500));
    good.close();
    expect(await good.end()).toMatchObject({ code: 1000 });
    expect(good.finals[0]?.words).toHaveLength(1);
  });
});

describe('a session cut at random points', () => {
  it('says what an uninterrupted one says, whatever its connections break in', async () => {
    // Chunks may be of a few bytes.
    const server = await start({ settings: { maxSmallMessagesPerSecond: '0' } });
    const proxy = await startCuttingProxy(server.url);
    const random = makeRandom();
    const parts = { url: proxy.url, key: server.key, audio: speech };
    const whole = await new ResumingClient(parts).run();
    expect(whole.finals).toHaveLength(4);
    let cuts = 0;
    while (cuts < 200) {
      const client = new ResumingClient({
        ...parts,
        chunkBytes: random.integer(1, 9000),
        end: random.integer(0, 1) === 0 ? 'stop' : 'close_frame',
      });
      const plan = Array.from({ length: random.integer(1, 6) }, () => {
        const direction = random.integer(0, 1) === 0 ? ('to_server' as const) : ('to_client' as const);
        const how = random.integer(0, 3) === 0 ? ('freeze' as const) : ('cut' as const);
        return { direction, how, bytes: random.integer(0, direction === 'to_server' ? speech.byteLength : 6000) };
      });
      proxy.plan(plan);
      proxy.onCut = ({ how }) => {
        cuts += 1;
        if (how === 'freeze') client.abandon();
      };
      const transcript = await client.run();
      expect(essenceOf(transcript), `seed ${random.seed}, ${JSON.stringify(plan)}`).toEqual(essenceOf(whole));
    }
    await proxy.close();
  }, 60_000);

  it('loses nothing of what a client sends in one go and never reads before it comes back', async () => {
    const server = await start();
    const client = await server.connect();
    const known = knownOf(client.messages[0]);
    client.pause();
    for (const chunk of chunksOf(new Uint8Array(speech.buffer), 3200)) await client.send(chunk);
    await until(() => server.recognition.streams[0]?.writtenSamples === speech.length, 'the audio');
    client.destroy();
    const again = await server.connect({ query: { ...known, last_seq: '0' } });
    again.close();
    await again.end();
    expect(again.finals).toHaveLength(4);
  });
});
