import { createRequire } from 'node:module';
import { systemClock } from '../../src/session/ports.ts';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../src/config/parse-configuration.ts';
import { effectiveSettings } from '../../src/config/effective-settings.ts';
import { createLog } from '../../src/log.ts';
import { openTracing } from '../../src/tracing/open-tracing.ts';
import type { Tracing } from '../../src/tracing/tracing.ts';
import { factsOf, startSpanReceiver } from './span-receiver.ts';

/** Modules of the library that this process has loaded. */
function loaded(): readonly string[] {
  return Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('@opentelemetry/sdk-trace'));
}

function open(flags: Readonly<Record<string, string>>): Promise<Tracing | undefined> {
  const configuration = parseConfiguration({ flags: { dataDir: '/', ...flags }, environment: {} });
  return openTracing({ configuration, clock: systemClock, now: Date.now, log: createLog('silent') });
}

describe('tracing', () => {
  it('loads its library only when there is an endpoint', async () => {
    expect(await open({})).toBeUndefined();
    expect(loaded()).toEqual([]);
    const tracing = await open({ otlpEndpoint: 'http://127.0.0.1:9' });
    expect(loaded()).not.toEqual([]);
    await tracing?.close();
  });

  it.each([
    ['', '/v1/traces'],
    ['/', '/v1/traces'],
    ['/collector/', '/collector/v1/traces'],
    ['/v1/traces', '/v1/traces'],
    ['/v1/traces?tenant=1', '/v1/traces?tenant=1'],
  ])('sends to the endpoint with path "%s" at %s', async (path, expected) => {
    const receiver = await startSpanReceiver();
    const tracing = await open({ otlpEndpoint: receiver.url + path });
    tracing?.begin('one', {})?.end();
    await tracing?.close();
    expect(receiver.requests.map((request) => request.path)).toEqual([expected]);
    await receiver.close();
  });

  it('cuts long facts, and keeps the first of very many spans', async () => {
    const receiver = await startSpanReceiver();
    const tracing = await open({ otlpEndpoint: receiver.url, maxTraceSpans: '10' });
    for (let count = 0; count < 500; count += 1) {
      tracing?.begin('one', { facts: { long: 'x'.repeat(10_000) } })?.end();
    }
    expect(tracing?.figures.dropped).toBe(490);
    await tracing?.close();
    expect(receiver.spans).toHaveLength(10);
    expect(receiver.spans.map((span) => String(factsOf(span)['long']).length)).toEqual(
      Array.from({ length: 10 }, () => 200),
    );
    await receiver.close();
  });
});

describe('the settings of traces', () => {
  it.each([
    ['otlpEndpoint', 'ftp://127.0.0.1'],
    ['otlpEndpoint', 'http://user:secret@127.0.0.1:4318'],
    ['otlpEndpoint', '127.0.0.1:4318'],
    ['otlpHeaders', 'secret'],
    ['otlpHeaders', 'a=secret%'],
    ['otlpHeaders', 'a=secret%0d%0ab'],
  ])('do not take %s "%s", and do not show it', (name, value) => {
    const parse = (): unknown => parseConfiguration({ flags: { dataDir: '/', [name]: value }, environment: {} });
    expect(parse).toThrow(/has a value that is wrong; it must be /);
    expect(parse).not.toThrow(/secret/);
  });

  it('never show the headers', () => {
    const flags = { dataDir: '/', otlpHeaders: 'Authorization=secret' };
    expect(effectiveSettings({ flags, environment: {} }).find(({ name }) => name === 'otlpHeaders')).toMatchObject({
      value: 'not shown',
    });
  });
});
