import { availableParallelism, homedir } from 'node:os';
import { checkNames } from './check-names.ts';
import { checkTogether } from './check-together.ts';
import { ConfigurationError } from './configuration-error.ts';
import { type ConfigurationSources, givenValue } from './configuration-sources.ts';
import type { Configuration, SettingName } from './configuration.ts';
import type { Setting, Surroundings } from './setting.ts';
import { settings } from './settings.ts';

/**
 * Reads and checks all settings. Touches no file: those that values come from are in `sources`, and that a path
 * exists is found out by who opens it.
 *
 * @throws ConfigurationError for the first unknown name, else for the first wrong value in the order of the reference.
 */
export function parseConfiguration(sources: ConfigurationSources): Configuration {
  checkNames(sources);
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
    otlpEndpoint: read('otlpEndpoint'),
    otlpHeaders: read('otlpHeaders'),
    traceSampleRatio: read('traceSampleRatio'),
    maxTraceSpans: read('maxTraceSpans'),
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
    maxSmallMessagesPerSecond: read('maxSmallMessagesPerSecond'),
    maxViewers: read('maxViewers'),
    maxViewersPerSession: read('maxViewersPerSession'),
    issuer: read('issuer'),
    issuerAudience: read('issuerAudience'),
    issuerKeys: read('issuerKeys'),
    issuerOwnerClaim: read('issuerOwnerClaim'),
    adminHost: read('adminHost'),
    adminPort: read('adminPort'),
    console: read('console'),
    trustedProxies: read('trustedProxies'),
    hstsSeconds: read('hstsSeconds'),
  };
  checkTogether(configuration, (name) => givenValue(name, sources)?.source ?? settings[name].flag);
  return configuration;
}

function readSetting<Name extends SettingName>(
  name: Name,
  sources: ConfigurationSources,
  surroundings: Surroundings,
): Configuration[Name] {
  const setting: Setting<Configuration[Name]> = settings[name];
  const found = givenValue(name, sources);
  if (found === undefined) return setting.defaultValue(surroundings);
  const { text, source, folder, isHidden } = found;
  const value = setting.parse(
    text,
    folder === undefined ? surroundings : { ...surroundings, workingDirectory: folder },
  );
  if (value !== undefined) return value;
  const wrong =
    isHidden || setting.isSecret || setting.isHidden
      ? `${source} has a value that is wrong`
      : `${source} is "${text.slice(0, 80)}"`;
  throw new ConfigurationError('value_invalid', name, `${wrong}; it must be ${setting.allowed}.`);
}

function thisMachine(): Omit<Surroundings, 'environment'> {
  return {
    platform: process.platform,
    homeDirectory: homedir(),
    workingDirectory: process.cwd(),
    cores: availableParallelism(),
  };
}
