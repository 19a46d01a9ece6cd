import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@steno/testkit';

/** A span as OTLP has it in JSON. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly status: { readonly code?: number };
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly events?: readonly { readonly name: string }[];
}

/** A receiver of traces over real HTTP. */
export interface SpanReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** The bodies as they came. */
  readonly text: () => string;
  readonly requests: readonly { readonly path: string; readonly headers: Readonly<Record<string, unknown>> }[];
  /** Spans of a name, once there are so many. */
  readonly named: (name: string, count?: number) => Promise<readonly ReceivedSpan[]>;
  /** The spans within one. */
  readonly within: (parent: ReceivedSpan | undefined) => readonly ReceivedSpan[];
  readonly close: () => Promise<void>;
}

/** Starts a receiver. @param status - what it answers; default 200. */
export async function startSpanReceiver(status = 200): Promise<SpanReceiver> {
  const bodies: string[] = [];
  const spans: ReceivedSpan[] = [];
  const requests: { path: string; headers: Readonly<Record<string, unknown>> }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (body += part));
    request.on('end', () => {
      requests.push({ path: request.url ?? '', headers: request.headers });
      bodies.push(body);
      // The exporter under test writes this form; the test fails on any other.
      const { resourceSpans } = JSON.parse(body) as {
        readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: ReceivedSpan[] }[] }[];
      };
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    requests,
    text: () => bodies.join('\n'),
    named: async (name, count = 1) => {
      const found = (): readonly ReceivedSpan[] => spans.filter((span) => span.name === name);
      await until(() => found().length >= count, `${count} spans "${name}"`);
      return found();
    },
    within: (parent) => spans.filter(({ parentSpanId }) => parentSpanId === parent?.spanId),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The facts of a span by name. */
export function factsOf({ attributes }: ReceivedSpan): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
