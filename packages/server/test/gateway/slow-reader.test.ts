import { describe, expect, it } from 'vitest';
import { ScriptedHost, type ScriptedStream, type TestClient, type TestServer, until } from '@steno/testkit';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();

interface SessionRecord {
  readonly state: string;
  readonly results: readonly unknown[];
}

/** About 100 kB on the wire, so that the buffers of the system are soon full. */
const wordsPerFinal = 1500;

function tellFinal(stream: ScriptedStream, segment: number): void {
  const words = Array.from({ length: wordsPerFinal }, (_word, index) => ({
    text: `WORD${segment}-${index}`,
    startSample: (segment * wordsPerFinal + index) * 100,
    endSample: (segment * wordsPerFinal + index + 1) * 100,
  }));
  stream.tell({ type: 'partial', hypothesis: { words: words.slice(0, 700) } });
  stream.tell({ type: 'partial', hypothesis: { words: words.slice(0, 1400) } });
  stream.tell({ type: 'final', hypothesis: { words }, goesOn: false });
}

async function startSilent(maxOutboxBytes: string): Promise<TestServer<ScriptedHost>> {
  const recognition = new ScriptedHost({ script: 'silent' });
  return start({ recognition, settings: { maxOutboxBytes, shedPartialsBytes: '65536' } });
}

function streamOf(server: TestServer<ScriptedHost>): ScriptedStream {
  const [stream] = server.recognition.streams;
  if (stream === undefined) throw new Error('no stream was opened');
  return stream;
}

/** One final after the other, with a moment between them for the store and the socket. */
async function tellFinals(stream: ScriptedStream, count: number): Promise<void> {
  for (let segment = 0; segment < count; segment += 1) {
    tellFinal(stream, segment);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function recordOf(server: TestServer, client: TestClient): Promise<SessionRecord> {
  const [first] = client.messages;
  const id = first?.type === 'state' ? (first.session_id ?? '') : '';
  const url = `${server.url.replace('ws', 'http')}/v2/sessions/${id}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${server.key}` } });
  return (await response.json()) as SessionRecord;
}

describe('a client that stops reading', () => {
  it('gets every final when it reads on, and fewer partials', async () => {
    const server = await startSilent('268435456');
    const client = await server.connect();
    client.pause();
    await tellFinals(streamOf(server), 80);
    client.read();
    client.say({ action: 'stop' });
    await until(() => streamOf(server).ends === 1, 'the stop');
    streamOf(server).tell({ type: 'ended' });
    expect(await client.end()).toEqual({ code: 1000, reason: 'stopped' });
    expect(client.finals.map(({ segment }) => segment)).toEqual(Array.from({ length: 80 }, (_final, index) => index));
    expect(client.messages.map(({ seq }) => seq)).toEqual(client.messages.map((_message, index) => index));
    const partials = client.messages.filter((message) => message.type === 'transcript' && !message.result.is_final);
    expect(partials.length).toBeLessThan(160);
  });

  it('and never reads again ends as slow_consumer, with its record complete', async () => {
    const server = await startSilent('250000');
    const client = await server.connect();
    client.pause();
    // How much the buffers of the system take before anything is unread is not ours to know.
    let told = 0;
    for (; streamOf(server).ends === 0 && told < 2000; told += 1) {
      tellFinal(streamOf(server), told);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(streamOf(server).ends).toBe(1);
    tellFinal(streamOf(server), told);
    streamOf(server).tell({ type: 'ended' });
    await until(() => server.server.sessionCount === 0, 'the end of the session');
    await until(() => server.logLines.some((line) => line.includes('"errorCode":"slow_consumer"')), 'the log line');
    let record = await recordOf(server, client);
    // The end of the record is on its way into the store when the session is over.
    for (const untilMs = performance.now() + 5000; record.state === 'live' && performance.now() < untilMs;) {
      record = await recordOf(server, client);
    }
    expect(record).toMatchObject({ state: 'failed', error: 'slow_consumer', complete: true });
    expect(record.results).toHaveLength(told + 1);
    client.destroy();
  });
});
