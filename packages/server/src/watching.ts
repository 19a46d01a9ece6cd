import { availableParallelism } from 'node:os';
import type { WireErrorCode } from '@steno/protocol';
import { OperatorsApi } from './admin/operators-api.ts';
import type { CredentialPurpose } from './auth/audit.ts';
import { Capacity } from './capacity/capacity.ts';
import { CapacityApi } from './capacity/capacity-api.ts';
import type { Captions } from './captions/captions.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { HttpRoutes } from './gateway/http-answer.ts';
import type { Identify } from './gateway/identify.ts';
import { SessionWatch } from './gateway/session-watch.ts';
import { LanguagesApi } from './languages/languages-api.ts';
import type { LimitCounters } from './limits/limit-counters.ts';
import { Figures } from './metrics/figures.ts';
import { MetricsRoute } from './metrics/metrics-route.ts';
import { PrometheusText } from './metrics/prometheus.ts';
import { readMetrics } from './metrics/read-metrics.ts';
import type { ServerParts } from './server.ts';
import { systemClock } from './session/ports.ts';
import { MemoryUsage } from './store/memory-usage.ts';
import type { Tracing } from './tracing/tracing.ts';
import { UsageApi } from './usage/usage-api.ts';
import { UsageLedger } from './usage/usage-ledger.ts';

/** What a server is watched by. */
export interface WatchingParts extends Pick<ServerParts, 'configuration' | 'recognition' | 'store' | 'log'> {
  readonly identifierFor: (purpose: CredentialPurpose) => Identify;
  readonly limits: Pick<LimitCounters, 'counts'>;
  readonly tracing: Pick<Tracing, 'figures'> | undefined;
}

/** What a server is watched with: who counts, and where it is told. */
export interface Watching {
  readonly watch: SessionWatch;
  /** What the gateway cannot know: it is made with {@link watch}. */
  readonly routesOf: (
    gateway: Gateway,
    captions: Captions,
  ) => {
    /** For clients; each asks for a credential. */
    readonly ofClients: readonly HttpRoutes[];
    /** For operators only: nothing asks for a credential. */
    readonly ofOperators: readonly HttpRoutes[];
    /** For operators who come with a key. */
    readonly ofAdmin: readonly HttpRoutes[];
  };
  /** A request over plain HTTP was refused. */
  readonly requestRefused: (code: WireErrorCode) => void;
  /** Stores the usage that is not stored, and measures no more. Idempotent. */
  close(): Promise<void>;
}

/** Makes everything that counts; the caller closes it, after the sessions and before the store. */
export function startWatching(parts: WatchingParts): Watching {
  const { configuration, recognition, identifierFor, store, log } = parts;
  const figures = new Figures();
  const capacity = new Capacity({
    recognition,
    cores: availableParallelism(),
    targetRatio: configuration.admissionLoadRatio,
    clock: systemClock,
    ownCpuMs,
  });
  const usage = new UsageLedger({
    store: store.usage ?? new MemoryUsage(),
    clock: systemClock,
    now: Date.now,
    onProblem: (error) => {
      log.error({ reason: error instanceof Error ? error.message : String(error) }, 'usage not stored');
    },
  });
  const watch = new SessionWatch({ recognition, clock: systemClock, figures, capacity, usage });
  const metrics = (gateway: Gateway, captions: Captions): MetricsRoute =>
    new MetricsRoute(
      new PrometheusText(() =>
        readMetrics({
          figures,
          capacity,
          recognition,
          limits: parts.limits,
          captions,
          store,
          usage: () => usage.figures,
          spans: () => parts.tracing?.figures,
          sessions: () => watch.open,
          connections: () => gateway.connectionCount,
          own: () => ({ cpuMs: ownCpuMs(), rssBytes: process.memoryUsage.rss() }),
        }),
      ),
    );
  const usageApi = { ledger: usage, clock: systemClock, now: Date.now, log };
  return {
    watch,
    requestRefused: (code) => {
      figures.requestsRefused.add(code);
    },
    routesOf: (gateway, captions) => ({
      ofClients: [
        new UsageApi({ ...usageApi, authenticate: identifierFor('usage'), isOfAll: false }),
        new LanguagesApi({
          authenticate: identifierFor('languages'),
          recognition,
          defaultLanguage: configuration.defaultLanguage,
          log,
        }),
        new CapacityApi({
          authenticate: identifierFor('capacity'),
          capacity,
          isReady: () => gateway.isReady,
          isDraining: () => gateway.isDraining,
          log,
        }),
      ],
      ofOperators: [metrics(gateway, captions)],
      ofAdmin: [
        new OperatorsApi({
          authenticate: identifierFor('operation'),
          metrics: metrics(gateway, captions),
          recognition,
          sessions: () => watch.open,
          log,
        }),
        new UsageApi({ ...usageApi, authenticate: identifierFor('operation'), isOfAll: true }),
      ],
    }),
    close: async () => {
      capacity.close();
      await usage.close();
    },
  };
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
