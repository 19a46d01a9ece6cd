import { ScriptedHost, silence, type TestClient, type TestServer, tone, until } from '@steno/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { useScriptedServers } from '../gateway/scripted-server.ts';
import { factsOf, type SpanReceiver, startSpanReceiver } from './span-receiver.ts';

const startServer = useScriptedServers();
const receivers: SpanReceiver[] = [];

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});

interface Traced {
  readonly server: TestServer<ScriptedHost>;
  readonly receiver: SpanReceiver;
  /** Ends the server, so that all spans have been handed over. */
  readonly end: () => Promise<void>;
}

async function start(
  settings: Readonly<Record<string, string>> = {},
  { recognition = new ScriptedHost(), status = 200 } = {},
): Promise<Traced> {
  const receiver = await startSpanReceiver(status);
  receivers.push(receiver);
  const server = await startServer({ recognition, settings: { otlpEndpoint: receiver.url, ...settings } });
  return { server, receiver, end: () => server.server.close() };
}

async function stop(client: TestClient): Promise<void> {
  client.say({ action: 'stop' });
  await client.end();
}

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${parentId}-01`;

function namesOf(spans: readonly { readonly name: string }[]): readonly string[] {
  return spans.map(({ name }) => name).sort();
}

describe('the trace of a session', () => {
  it('goes on with that of the client and has a span for each step', async () => {
    const { server, receiver, end } = await start();
    const client = await server.connect({ headers: { traceparent } });
    await client.send(tone(1000));
    await client.message((message) => message.type === 'transcript');
    await stop(client);
    await end();

    const [session] = await receiver.named('session');
    expect(session).toMatchObject({ traceId, parentSpanId: parentId });
    expect(namesOf(receiver.within(session))).toEqual(['finish', 'handshake', 'recognition start', 'segment']);
    const [handshake] = await receiver.named('handshake');
    expect(namesOf(receiver.within(handshake))).toEqual(['admission', 'authentication', 'opening']);
    const [segment] = await receiver.named('segment');
    expect(namesOf(receiver.within(segment))).toEqual(['store write']);
    expect(session && factsOf(session)).toMatchObject({
      'steno.language': 'en',
      'steno.model': 'scripted',
      'steno.type': 'fast',
      'steno.ending': 'stopped',
      'steno.finals': 1,
      'steno.received_ms': 1000,
    });
    const facts = segment && factsOf(segment);
    expect(facts).toMatchObject({ 'steno.segment': 0, 'steno.words': 2 });
    for (const name of ['steno.first_partial_ms', 'steno.final_ms', 'steno.store_ms']) {
      expect(Number(facts?.[name])).toBeGreaterThanOrEqual(0);
    }
    for (const { traceId: id, startTimeUnixNano, endTimeUnixNano } of receiver.spans) {
      expect(id).toBe(traceId);
      expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));
    }
  });

  it('is sent to the endpoint with the headers of the operator', async () => {
    const { server, receiver, end } = await start({ otlpHeaders: 'X-Tenant=one,Authorization=Bearer a%2Cb' });
    await stop(await server.connect());
    await end();
    expect(receiver.requests[0]).toMatchObject({
      path: '/v1/traces',
      headers: { 'x-tenant': 'one', authorization: 'Bearer a,b', 'content-type': 'application/json' },
    });
  });

  it('tells nothing of what was said, and no credential', async () => {
    const { server, receiver, end } = await start({ allowKeyInStart: 'true', allowedOrigins: '*' });
    const client = await server.connect({ query: { language: 'en', key_terms: 'Xylophone', format: 'transcript' } });
    const resumeToken = client.messages[0]?.type === 'state' ? (client.messages[0].resume_token ?? '') : '';
    await client.send(tone(1000));
    client.say({ action: 'flush', id: 'Marzipan' });
    await client.message((message) => message.type === 'flushed');
    await stop(client);
    await server.tryToConnect({ key: 'steno_WrongWrongWrongWrongWrongWrong00' });
    await end();
    await receiver.named('session refused');
    expect(client.text).toBe('Word0 word1.');
    expect(resumeToken).not.toBe('');
    for (const secret of [
      server.key,
      resumeToken,
      'WrongWrong',
      'word0',
      'word1',
      'xylophone',
      'marzipan',
      '127.0.0.1',
    ]) {
      expect(receiver.text().toLowerCase()).not.toContain(secret.toLowerCase());
    }
  });

  it('has the second pass of a final, and how long it waited', async () => {
    const recognition = new ScriptedHost({ script: 'silent', secondModelId: 'second' });
    const { server, receiver, end } = await start({}, { recognition });
    const client = await server.connect({ query: { language: 'en', type: 'quality' } });
    await client.send(tone(1000));
    await until(() => recognition.streams[0]?.writtenSamples === 16_000, 'the audio');
    const words = [{ text: 'one', startSample: 0, endSample: 8000 }];
    const secondPass = { waitedMs: 250, isHeard: true };
    recognition.streams[0]?.tell({ type: 'final', hypothesis: { words }, goesOn: false, secondPass });
    await client.message((message) => message.type === 'transcript');
    client.say({ action: 'stop' });
    await until(() => recognition.streams[0]?.ends === 1, 'the end of the audio');
    recognition.streams[0]?.tell({ type: 'ended' });
    await client.end();
    await end();
    const [pass] = await receiver.named('second pass');
    const [segment] = await receiver.named('segment');
    expect(pass?.parentSpanId).toBe(segment?.spanId);
    expect(pass && factsOf(pass)).toMatchObject({ 'steno.is_heard': true });
    expect(Number(BigInt(pass?.endTimeUnixNano ?? 0) - BigInt(pass?.startTimeUnixNano ?? 0)) / 1e6).toBeCloseTo(250, 0);
  });

  it('has a resume within it, with a link to the trace of who came back', async () => {
    const { server, receiver, end } = await start();
    const client = await server.connect({ headers: { traceparent } });
    const [first] = client.messages;
    const known = first?.type === 'state' ? first : undefined;
    client.destroy();
    await client.end();
    await until(() => server.logLines.some((line) => line.includes('connection lost')), 'the loss');
    const query = { session: known?.session_id ?? '', resume_token: known?.resume_token ?? '', last_seq: '0' };
    const other = traceId.replace('4bf', 'abc');
    const again = await server.connect({ query, headers: { traceparent: `00-${other}-${parentId}-01` } });
    await stop(again);
    await end();
    const [session] = await receiver.named('session');
    const [resume] = await receiver.named('resume');
    expect(resume).toMatchObject({ traceId, parentSpanId: session?.spanId, links: [{ traceId: other }] });
    expect(receiver.spans.filter(({ name }) => name === 'session')).toHaveLength(1);
  });

  it('ends with the code of the error that ends the session', async () => {
    const { server, receiver, end } = await start();
    const client = await server.connect();
    await client.send(tone(1000));
    await client.message((message) => message.type === 'transcript');
    server.recognition.fail();
    await client.end();
    await end();
    const [session] = await receiver.named('session');
    expect(session).toMatchObject({ status: { code: 2 } });
    expect(session && factsOf(session)).toMatchObject({ 'error.type': 'internal' });
  });
});

describe('the trace of a refusal', () => {
  it('says at which step and with which code', async () => {
    const { server, receiver, end } = await start();
    await server.tryToConnect({ query: { language: 'xx' }, headers: { traceparent } });
    await end();
    const [refused] = await receiver.named('session refused');
    expect(refused).toMatchObject({ traceId, status: { code: 2 } });
    expect(refused && factsOf(refused)).toMatchObject({ 'error.type': 'unsupported_language' });
    const [admission] = await receiver.named('admission');
    expect(admission).toMatchObject({ status: { code: 2 } });
  });

  it('is not made for what a limit refuses', async () => {
    const { server, receiver, end } = await start({ maxConnectionsPerSecond: '1' });
    for (let count = 0; count < 30; count += 1) await server.tryToConnect({ key: 'no' });
    await end();
    expect(server.logLines.some((line) => line.includes('rate_limited'))).toBe(true);
    expect(receiver.text()).not.toContain('rate_limited');
  });
});

describe('the traces of a server', () => {
  it('are left out by share, and for clients that do not record their own', async () => {
    const off = await start({ traceSampleRatio: '0' });
    await stop(await off.server.connect({ headers: { traceparent } }));
    await off.end();
    expect(off.receiver.spans).toEqual([]);
    const on = await start();
    await stop(await on.server.connect({ headers: { traceparent: traceparent.replace(/01$/, '00') } }));
    await stop(await on.server.connect());
    await on.end();
    expect(on.receiver.spans.filter(({ name }) => name === 'session')).toHaveLength(1);
    expect(on.receiver.text()).not.toContain(traceId);
  });

  it('have one of the drain, and note it in the sessions it waits for', async () => {
    const { server, receiver } = await start({ drainTimeoutMs: '60000' });
    const client = await server.connect();
    const drained = server.server.drain();
    await stop(client);
    await drained;
    const [drain] = await receiver.named('drain');
    expect(drain && factsOf(drain)).toMatchObject({ 'steno.sessions': 1, 'steno.sessions_cut_off': 0 });
    const [session] = await receiver.named('session');
    expect(session?.events).toMatchObject([{ name: 'draining' }]);
  });

  it('hurt nobody while the receiver is down, which is told once', async () => {
    const { server, end } = await start({ otlpEndpoint: 'http://127.0.0.1:9' });
    for (let count = 0; count < 3; count += 1) {
      const client = await server.connect();
      await client.send(tone(600));
      await client.send(silence(100));
      await stop(client);
      expect(client.text).toBe('Word0.');
    }
    await end();
    const told = server.logLines.filter((line) => line.includes('traces not taken'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('"level":40');
  });

  it('are counted when the receiver refuses them', async () => {
    const { server, receiver, end } = await start({}, { status: 400 });
    await stop(await server.connect());
    await end();
    expect(receiver.requests).not.toHaveLength(0);
    expect(server.logLines.filter((line) => line.includes('traces not taken'))).toHaveLength(1);
  });
});
