import { ConfigurationError } from './configuration-error.ts';
import type { Configuration, SettingName } from './configuration.ts';
import { settings } from './settings.ts';

/** Says where a setting was given; for one that was not, its flag. */
export type SourceOf = (name: SettingName) => string;

/** The doors of a server, each with the address it listens on. */
const doors = [
  ['port', 'host'],
  ['adminPort', 'adminHost'],
  ['metricsPort', 'metricsHost'],
] as const;

/** Addresses that stand for all of a machine. */
const everywhere: readonly string[] = ['0.0.0.0', '::'];

/**
 * Checks settings that are right by themselves and have to go together.
 *
 * @throws ConfigurationError `settings_conflict`.
 */
export function checkTogether(configuration: Configuration, sourceOf: SourceOf): void {
  const { tlsCert, tlsKey, shedPartialsBytes, maxOutboxBytes } = configuration;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const [set, missing] = tlsCert === undefined ? (['tlsKey', 'tlsCert'] as const) : (['tlsCert', 'tlsKey'] as const);
    throw new ConfigurationError(
      'settings_conflict',
      missing,
      `${sourceOf(set)} is set and ${sourceOf(missing)} is not; TLS needs both.`,
    );
  }
  checkIssuer(configuration, sourceOf);
  checkPorts(configuration, sourceOf);
  if (shedPartialsBytes > maxOutboxBytes) {
    throw new ConfigurationError(
      'settings_conflict',
      'shedPartialsBytes',
      `${sourceOf('shedPartialsBytes')} is ${shedPartialsBytes}; it must not be more than ${sourceOf('maxOutboxBytes')}, which is ${maxOutboxBytes}.`,
    );
  }
}

function checkIssuer(configuration: Configuration, sourceOf: SourceOf): void {
  const names = ['issuer', 'issuerAudience', 'issuerKeys'] as const;
  const set = names.find((name) => configuration[name] !== undefined);
  const missing = names.find((name) => configuration[name] === undefined);
  if (set === undefined || missing === undefined) return;
  throw new ConfigurationError(
    'settings_conflict',
    missing,
    `${sourceOf(set)} is set and ${sourceOf(missing)} is not; tokens of an issuer need ${names.map((name) => settings[name].flag).join(', ')}.`,
  );
}

/** Two doors cannot have one port; 0 is a free one for each. */
function checkPorts(configuration: Configuration, sourceOf: SourceOf): void {
  doors.forEach(([portName, hostName], index) => {
    const port = configuration[portName];
    if (port === undefined || port === 0) return;
    const other = doors.slice(0, index).find(([otherPort, otherHost]) => {
      const hosts = [configuration[hostName], configuration[otherHost]];
      return (
        configuration[otherPort] === port && (hosts[0] === hosts[1] || hosts.some((host) => everywhere.includes(host)))
      );
    });
    if (other === undefined) return;
    throw new ConfigurationError(
      'settings_conflict',
      portName,
      `${sourceOf(portName)} and ${sourceOf(other[0])} are both ${port}; each needs a port of its own.`,
    );
  });
}
