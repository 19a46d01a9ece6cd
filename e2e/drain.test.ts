import { chunksOf, type Recording, sendPaced, type TestClient, tryToConnect, until } from '@steno/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { findTestRecognizer, type TestRecognizer } from './support/recognizer.ts';
import { startSteno, type StenoProcess, stopAtEnd } from './support/steno-process.ts';

const endMs = 60_000;

/** What a session's record holds, as far as these tests look at it. */
interface SessionRecord {
  readonly state: string;
  readonly complete: boolean;
  readonly results: readonly unknown[];
}

function sessionIdOf(client: TestClient): string {
  const [first] = client.messages;
  return first?.type === 'state' ? (first.session_id ?? '') : '';
}

/** Sends a recording again and again until the connection ends. */
async function speakOn(client: TestClient, { samples }: Recording, speed: number): Promise<void> {
  const ended = client.closed.then(() => 'ended' as const);
  while ((await Promise.race([ended, sendPaced(client, samples, { speed })])) !== 'ended');
}

describe('a server told to end', () => {
  let recognizer: TestRecognizer;

  beforeAll(async () => {
    recognizer = await findTestRecognizer();
  });

  async function start(...flags: readonly string[]): Promise<StenoProcess> {
    return stopAtEnd(await startSteno([...recognizer.flags, ...flags]));
  }

  it('by SIGTERM under load tells sessions when, takes no new ones, finalises the rest at the deadline, loses no final', async () => {
    // Time for one of them to finish, and for what is asked meanwhile, on a machine that is busy as well.
    const server = await start('--drain-timeout-ms', '15000');
    const count = recognizer.pace > 1 ? 6 : 2;
    const clients = await Promise.all(Array.from({ length: count }, () => server.connect()));
    const speaking = clients.map((client) => speakOn(client, recognizer.recording, Math.min(2, recognizer.pace)));
    await Promise.all(clients.map((client) => client.message(({ type }) => type === 'transcript', endMs)));
    const ids = clients.map(sessionIdOf);
    const finishing = clients[0];
    server.signal('SIGTERM');
    await Promise.all(
      clients.map((client) =>
        client.message((message) => message.type === 'state' && message.state === 'shutting_down', endMs),
      ),
    );
    const told = clients[1]?.messages.find((message) => message.type === 'state' && message.state === 'shutting_down');
    expect(told).toMatchObject({ at: expect.any(Number) as number });

    expect(await tryToConnect({ url: server.url, key: server.key })).toMatchObject({
      type: 'refused',
      status: 503,
      error: { code: 'shutting_down' },
      headers: { 'retry-after': expect.any(String) as string },
    });
    expect((await fetch(`${server.url.replace('ws', 'http')}/readyz`)).status).toBe(503);
    expect((await fetch(`${server.url.replace('ws', 'http')}/healthz`)).status).toBe(200);
    // One finishes in its own time, the others go on to the deadline.
    finishing?.say({ action: 'stop' });
    expect(await finishing?.end(endMs)).toEqual({ code: 1000, reason: 'stopped' });

    const ends = await Promise.all(clients.slice(1).map((client) => client.end(endMs)));
    expect(new Set(ends.map(({ code }) => code))).toEqual(new Set([1001]));
    await Promise.all(speaking);
    expect(await server.exited).toBe(0);

    const restarted = stopAtEnd(await server.restart());
    for (const [index, client] of clients.entries()) {
      const record = (await (await restarted.get(`/v2/sessions/${ids[index] ?? ''}`)).json()) as SessionRecord;
      expect(client.finals.length).toBeGreaterThan(0);
      expect(record).toMatchObject({ state: 'stopped', complete: true, results: client.finals });
    }
  });

  it('by a second SIGTERM ends at once, with every final that was sent in the records', async () => {
    const server = await start('--drain-timeout-ms', '600000');
    const client = await server.connect();
    const speaking = speakOn(client, recognizer.recording, recognizer.pace);
    await client.final(0, endMs);
    server.signal('SIGTERM');
    await client.message((message) => message.type === 'state' && message.state === 'shutting_down', endMs);
    server.signal('SIGTERM');
    expect((await client.end(endMs)).code).toBe(1001);
    expect(await server.exited).toBe(0);
    await speaking;
    const restarted = stopAtEnd(await server.restart());
    const record = (await (await restarted.get(`/v2/sessions/${sessionIdOf(client)}`)).json()) as SessionRecord;
    expect(record.results.slice(0, client.finals.length)).toEqual(client.finals);
    expect(record.state).toBe('failed');
  });

  it('by steno shutdown ahead of time tells sessions of then and of later, and ends when the moment comes', async () => {
    const server = await start('--drain-timeout-ms', '100');
    const before = await server.connect();
    const said = await server.run('shutdown', '--in', '3');
    expect(said).toContain('1 session is live');
    const isTold = (message: { readonly type: string }): boolean =>
      message.type === 'state' && 'state' in message && message.state === 'shutting_down';
    await before.message(isTold);
    expect((await fetch(`${server.url.replace('ws', 'http')}/readyz`)).status).toBe(200);
    const later = await server.connect();
    await later.message(isTold);
    for (const chunk of chunksOf(new Uint8Array(recognizer.recording.samples.buffer), 3200)) void later.send(chunk);
    expect((await later.end(endMs)).code).toBe(1001);
    expect((await before.end(endMs)).code).toBe(1001);
    expect(later.finals.length).toBeGreaterThan(0);
    expect(await server.exited).toBe(0);
  });

  it('while a session waits for its client lets it come back until the deadline', async () => {
    const server = await start('--drain-timeout-ms', '20000');
    const client = await server.connect();
    const [first] = client.messages;
    if (first?.type !== 'state') throw new Error('not a state message');
    const query = { session: first.session_id ?? '', resume_token: first.resume_token ?? '', last_seq: '0' };
    client.destroy();
    await server.logged('connection lost');
    server.signal('SIGTERM');
    await server.logged('server draining');
    const again = await server.connect({ query });
    for (const chunk of chunksOf(new Uint8Array(recognizer.recording.samples.buffer), 3200)) void again.send(chunk);
    again.close();
    expect((await again.end(endMs)).code).toBe(1000);
    expect(again.text).not.toBe('');
    // A client that ended by a Close frame may still come for what it has missed; that does not hold the server.
    expect(await server.exited).toBe(0);
    await until(() => !server.isRunning, 'the end of the server');
  });
});
