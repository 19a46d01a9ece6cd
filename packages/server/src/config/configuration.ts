import type { OptionName, ServiceType } from '@steno/protocol';

/** The engines an operator can ask for; `auto` takes the best one that has a model. */
export const engineChoices = ['auto', 'sherpa', 'pocketsphinx'] as const;

/** One of {@link engineChoices}. */
export type EngineChoice = (typeof engineChoices)[number];

/** What a client gets that asks for `quality` where there is no second model. */
export const qualityFallbacks = ['fast', 'refuse'] as const;

/** The levels of the log, the quietest first. */
export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number];

/**
 * All settings of a server, checked. `settings` has a row for each of these names with its flag,
 * environment variable, unit, range, default and effect; docs/configuration.md is generated from it.
 */
export interface Configuration {
  /** Address to listen on. */
  readonly host: string;
  /** TCP port; 0..65535, 0 lets the system choose. */
  readonly port: number;
  /** Absolute path; need not exist. */
  readonly dataDir: string;
  /** Absolute paths separated by the platform's path delimiter; empty for none. */
  readonly modelsDir: string;
  readonly engine: EngineChoice;
  /** Worker processes per model; 1..64. */
  readonly workers: number;
  /** 0 for no limit. */
  readonly admissionLoadRatio: number;
  readonly metricsHost: string;
  /** TCP port; 0 for none. */
  readonly metricsPort: number;
  /** A canonical BCP-47 tag; undefined when clients must name a language. */
  readonly defaultLanguage: string | undefined;
  /** Absolute path of a PEM file; defined exactly when `tlsKey` is. */
  readonly tlsCert: string | undefined;
  /** Absolute path of a PEM file; defined exactly when `tlsCert` is. */
  readonly tlsKey: string | undefined;
  readonly logLevel: LogLevel;
  /** An `http` or `https` URL; undefined for no traces. */
  readonly otlpEndpoint: string | undefined;
  /** Lines `name=value`; a header of each. */
  readonly otlpHeaders: readonly string[];
  /** 0..1. */
  readonly traceSampleRatio: number;
  readonly maxTraceSpans: number;
  readonly maxMessageBytes: number;
  readonly maxTextBytes: number;
  readonly maxAudioAheadMs: number;
  readonly maxOutboxBytes: number;
  /** Never more than `maxOutboxBytes`. */
  readonly shedPartialsBytes: number;
  readonly gapMs: number;
  readonly idleMs: number;
  readonly pingIntervalMs: number;
  readonly pongTimeoutMs: number;
  readonly handshakeTimeoutMs: number;
  readonly closeTimeoutMs: number;
  readonly defaultType: ServiceType;
  readonly qualityFallback: (typeof qualityFallbacks)[number];
  readonly endpointingMs: number;
  readonly maxSegmentMs: number;
  readonly resumeWindowMs: number;
  readonly lagWarningMs: number;
  readonly drainTimeoutMs: number;
  readonly retentionMs: number;
  /** 0 keeps usage no longer than the server runs. */
  readonly usageRetentionDays: number;
  readonly recordTimeoutMs: number;
  readonly workerTimeoutMs: number;
  readonly maxReplayMs: number;
  /** Worker processes per model that hears segments again; 1..64. */
  readonly secondPassWorkers: number;
  readonly secondPassTimeoutMs: number;
  /** 0 for never. */
  readonly modelIdleMs: number;
  readonly minFreeMemoryMb: number;
  readonly maxSessions: number;
  readonly maxSessionsPerOwner: number;
  readonly maxSessionsPerKey: number;
  readonly maxSessionMs: number;
  /** 0 for any number. */
  readonly maxConnectionsPerSecond: number;
  /** 0 for any number. */
  readonly maxConnectionsPerSecondPerKey: number;
  /** In lower case, for example `https://app.example`; only `*` for all. */
  readonly allowedOrigins: readonly string[];
  readonly restrictedOptions: readonly OptionName[];
  readonly allowKeyInStart: boolean;
  readonly authTimeoutMs: number;
  readonly maxUnauthenticatedBytes: number;
  readonly maxUnauthenticated: number;
  readonly maxHandshakes: number;
  /** 0 for any number. */
  readonly maxSmallMessagesPerSecond: number;
  readonly maxViewers: number;
  readonly maxViewersPerSession: number;
  /** Defined exactly when `issuerAudience` and `issuerKeys` are. */
  readonly issuer: string | undefined;
  readonly issuerAudience: string | undefined;
  /** An `http` or `https` URL, or the absolute path of a file. */
  readonly issuerKeys: string | undefined;
  readonly issuerOwnerClaim: string;
  readonly adminHost: string;
  /** 0 lets the system choose; undefined for no administration over HTTP. */
  readonly adminPort: number | undefined;
  /** Whether the page of the console is served. */
  readonly console: boolean;
  /** Addresses and CIDR blocks; empty for none. */
  readonly trustedProxies: readonly string[];
  /** 0 for none. */
  readonly hstsSeconds: number;
}

/** The name of a setting. */
export type SettingName = keyof Configuration;
