import type { Configuration } from '../config/configuration.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../session/ports.ts';
import { openTelemetry } from './open-telemetry.ts';
import type { Tracing } from './tracing.ts';

/** What tracing is opened with. */
export interface TracingParts {
  readonly configuration: Pick<Configuration, 'otlpEndpoint' | 'otlpHeaders' | 'traceSampleRatio' | 'maxTraceSpans'>;
  readonly clock: Clock;
  /** Unix time in ms. */
  readonly now: () => number;
  readonly log: Log;
}

/** @returns undefined when the operator wants no traces; nothing is loaded then. The caller closes it. */
export async function openTracing({ configuration, clock, now, log }: TracingParts): Promise<Tracing | undefined> {
  const { otlpEndpoint, otlpHeaders, traceSampleRatio: sampleRatio, maxTraceSpans: maxWaiting } = configuration;
  if (otlpEndpoint === undefined) return undefined;
  return openTelemetry({
    url: tracesUrl(otlpEndpoint),
    headers: Object.fromEntries(otlpHeaders.map((header) => splitHeader(header))),
    sampleRatio,
    maxWaiting,
    clock,
    now,
    onFailing: (error) => {
      log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'traces not taken');
    },
    onRecovered: () => {
      log.info({}, 'traces taken again');
    },
  });
}

function tracesUrl(endpoint: string): string {
  const url = new URL(endpoint);
  if (!url.pathname.endsWith('/v1/traces')) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return url.href;
}

function splitHeader(header: string): readonly [string, string] {
  const at = header.indexOf('=');
  return [header.slice(0, at), header.slice(at + 1)];
}
