import { valueFileSuffix } from './configuration-sources.ts';
import type { SettingName } from './configuration.ts';
import { configurationFileOption } from './load-sources.ts';
import type { Setting } from './setting.ts';
import { settingNames, settings } from './settings.ts';

/**
 * Writes the reference of all settings as Markdown, from the schema. docs/configuration.md is this text;
 * a test compares the two.
 */
export function configurationReference(): string {
  const { flag, environment } = configurationFileOption;
  const example = settings.issuerKeys;
  const rows = settingNames.map((name) => row(name, settings[name]));
  return [
    '# Configuration',
    '',
    '<!-- Generated: npx steno configuration > docs/configuration.md -->',
    '',
    'Every setting of `steno serve` and `steno start` can be given in four ways; the first that is there is taken:',
    '',
    '1. a flag;',
    '2. an environment variable; an empty one counts as absent;',
    `3. a file of its own, which the variable with \`${valueFileSuffix}\` behind its name names: \`${example.environment}${valueFileSuffix}=/run/secrets/keys-url\`. For`,
    '   secrets; white space around the value is left out, and it is shown nowhere. It counts as the variable, so only one of both may be set;',
    `4. the configuration file that \`${flag} FILE\` or \`${environment}\` names: a JSON object with the names of the table.`,
    '',
    '```json',
    '{ "host": "0.0.0.0", "port": 8443, "tlsCert": "tls/cert.pem", "tlsKey": "tls/key.pem", "allowedOrigins": ["https://app.example"] }',
    '```',
    '',
    'In the file a list may be a JSON list, and a relative path starts from the folder of the file; elsewhere it starts from the working',
    'directory. A wrong value, and a variable `STENO_…` or a key that is no setting, stops the start with one sentence that says where it',
    'stands. `steno config check` says what each setting is and where that comes from, without secrets, and tries the TLS files and the',
    'key set of an issuer; it starts nothing, and its exit code is 1 when the settings would stop a start.',
    '',
    'Kubernetes sets variables such as `STENO_PORT` and `STENO_SERVICE_HOST` for a service named `steno`: name it otherwise, or set',
    '`enableServiceLinks: false`.',
    '',
    '| name | flag | environment | unit | allowed | default | effect |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function row(name: SettingName, setting: Setting<unknown>): string {
  const cells = [
    `\`${name}\``,
    `\`${setting.flag}\``,
    `\`${setting.environment}\``,
    setting.unit,
    setting.allowed,
    setting.defaultText === '' ? 'none' : setting.defaultText,
    setting.text,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
