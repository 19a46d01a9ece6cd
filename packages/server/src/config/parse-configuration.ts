import { availableParallelism, homedir } from 'node:os';
import { ConfigurationError } from './configuration-error.ts';
import type { Configuration, SettingName } from './configuration.ts';
import type { Setting, Surroundings } from './setting.ts';
import { settings } from './settings.ts';

/** Where the values of a configuration come from. */
export interface ConfigurationSources {
  /** Values of flags by setting name, as text; a flag wins over the environment. Default: none. */
  readonly flags?: Readonly<Partial<Record<SettingName, string | undefined>>>;
  /** Usually `process.env`. An empty variable counts as absent. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Default: this machine and its user. */
  readonly surroundings?: Omit<Surroundings, 'environment'>;
}

/**
 * Reads and checks all settings. Touches no file: that a path exists is found out by who opens it.
 *
 * @throws ConfigurationError for the first wrong value in the order of the reference.
 */
export function parseConfiguration(sources: ConfigurationSources): Configuration {
  const surroundings: Surroundings = {
    ...(sources.surroundings ?? thisMachine()),
    environment: sources.environment,
  };
  const read = <Name extends SettingName>(name: Name): Configuration[Name] => readSetting(name, sources, surroundings);
  const configuration: Configuration = {
    host: read('host'),
    port: read('port'),
    dataDir: read('dataDir'),
    modelsDir: read('modelsDir'),
    engine: read('engine'),
    workers: read('workers'),
    admissionLoadRatio: read('admissionLoadRatio'),
    metricsHost: read('metricsHost'),
    metricsPort: read('metricsPort'),
    defaultLanguage: read('defaultLanguage'),
    tlsCert: read('tlsCert'),
    tlsKey: read('tlsKey'),
    logLevel: read('logLevel'),
    maxMessageBytes: read('maxMessageBytes'),
    maxTextBytes: read('maxTextBytes'),
    maxAudioAheadMs: read('maxAudioAheadMs'),
    maxOutboxBytes: read('maxOutboxBytes'),
    shedPartialsBytes: read('shedPartialsBytes'),
    gapMs: read('gapMs'),
    idleMs: read('idleMs'),
    pingIntervalMs: read('pingIntervalMs'),
    pongTimeoutMs: read('pongTimeoutMs'),
    handshakeTimeoutMs: read('handshakeTimeoutMs'),
    closeTimeoutMs: read('closeTimeoutMs'),
    defaultType: read('defaultType'),
    qualityFallback: read('qualityFallback'),
    endpointingMs: read('endpointingMs'),
    maxSegmentMs: read('maxSegmentMs'),
    resumeWindowMs: read('resumeWindowMs'),
    lagWarningMs: read('lagWarningMs'),
    drainTimeoutMs: read('drainTimeoutMs'),
    retentionMs: read('retentionMs'),
    usageRetentionDays: read('usageRetentionDays'),
    recordTimeoutMs: read('recordTimeoutMs'),
    workerTimeoutMs: read('workerTimeoutMs'),
    maxReplayMs: read('maxReplayMs'),
    secondPassWorkers: read('secondPassWorkers'),
    secondPassTimeoutMs: read('secondPassTimeoutMs'),
    modelIdleMs: read('modelIdleMs'),
    minFreeMemoryMb: read('minFreeMemoryMb'),
    maxSessions: read('maxSessions'),
    maxSessionsPerOwner: read('maxSessionsPerOwner'),
    maxSessionsPerKey: read('maxSessionsPerKey'),
    maxSessionMs: read('maxSessionMs'),
    maxConnectionsPerSecond: read('maxConnectionsPerSecond'),
    maxConnectionsPerSecondPerKey: read('maxConnectionsPerSecondPerKey'),
    allowedOrigins: read('allowedOrigins'),
    restrictedOptions: read('restrictedOptions'),
    allowKeyInStart: read('allowKeyInStart'),
    authTimeoutMs: read('authTimeoutMs'),
    maxUnauthenticatedBytes: read('maxUnauthenticatedBytes'),
    maxUnauthenticated: read('maxUnauthenticated'),
    maxHandshakes: read('maxHandshakes'),
    issuer: read('issuer'),
    issuerAudience: read('issuerAudience'),
    issuerKeys: read('issuerKeys'),
    issuerOwnerClaim: read('issuerOwnerClaim'),
    adminHost: read('adminHost'),
    adminPort: read('adminPort'),
  };
  checkTogether(configuration);
  return configuration;
}

/**
 * Tells whether a setting was given by a flag or the environment, so that its value is somebody's wish
 * and not a default.
 */
export function isSettingGiven(name: SettingName, sources: ConfigurationSources): boolean {
  return given(name, sources) !== undefined;
}

function readSetting<Name extends SettingName>(
  name: Name,
  sources: ConfigurationSources,
  surroundings: Surroundings,
): Configuration[Name] {
  const setting: Setting<Configuration[Name]> = settings[name];
  const found = given(name, sources);
  if (found === undefined) return setting.defaultValue(surroundings);
  const value = setting.parse(found.text, surroundings);
  if (value !== undefined) return value;
  throw new ConfigurationError(
    'value_invalid',
    name,
    `${found.source} is "${found.text.slice(0, 80)}"; it must be ${setting.allowed}.`,
  );
}

function given(
  name: SettingName,
  sources: ConfigurationSources,
): { readonly text: string; readonly source: string } | undefined {
  const { flag, environment } = settings[name];
  const fromFlag = sources.flags?.[name];
  if (fromFlag !== undefined) return { text: fromFlag, source: flag };
  const fromEnvironment = sources.environment[environment]?.trim();
  return fromEnvironment === undefined || fromEnvironment === ''
    ? undefined
    : { text: fromEnvironment, source: environment };
}

function checkTogether(configuration: Configuration): void {
  const { tlsCert, tlsKey, shedPartialsBytes, maxOutboxBytes } = configuration;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const [set, missing] = tlsCert === undefined ? (['tlsKey', 'tlsCert'] as const) : (['tlsCert', 'tlsKey'] as const);
    throw new ConfigurationError(
      'settings_conflict',
      missing,
      `${settings[set].flag} is set and ${settings[missing].flag} is not; TLS needs both.`,
    );
  }
  checkIssuer(configuration);
  if (shedPartialsBytes > maxOutboxBytes) {
    throw new ConfigurationError(
      'settings_conflict',
      'shedPartialsBytes',
      `${settings.shedPartialsBytes.flag} is ${shedPartialsBytes}; it must not be more than ${settings.maxOutboxBytes.flag}, which is ${maxOutboxBytes}.`,
    );
  }
}

function checkIssuer(configuration: Configuration): void {
  const names = ['issuer', 'issuerAudience', 'issuerKeys'] as const;
  const set = names.find((name) => configuration[name] !== undefined);
  const missing = names.find((name) => configuration[name] === undefined);
  if (set === undefined || missing === undefined) return;
  throw new ConfigurationError(
    'settings_conflict',
    missing,
    `${settings[set].flag} is set and ${settings[missing].flag} is not; tokens of an issuer need ${names.map((name) => settings[name].flag).join(', ')}.`,
  );
}

function thisMachine(): Omit<Surroundings, 'environment'> {
  return {
    platform: process.platform,
    homeDirectory: homedir(),
    workingDirectory: process.cwd(),
    cores: availableParallelism(),
  };
}
