import type { Setting } from './setting.ts';
import { settingNames, settings } from './settings.ts';

/**
 * Writes the reference of all settings as Markdown, from the schema. docs/configuration.md is this text;
 * a test compares the two.
 */
export function configurationReference(): string {
  const rows = settingNames.map((name) => row(settings[name]));
  return [
    '# Configuration',
    '',
    '<!-- Generated: npx steno configuration > docs/configuration.md -->',
    '',
    'Every setting of `steno serve` and `steno start` can be given as a flag or as an environment variable; a flag',
    'wins. A wrong value stops the start with one sentence. There is no configuration file.',
    '',
    '| flag | environment | unit | allowed | default | effect |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function row(setting: Setting<unknown>): string {
  const cells = [
    `\`${setting.flag}\``,
    `\`${setting.environment}\``,
    setting.unit,
    setting.allowed,
    setting.defaultText === '' ? 'none' : setting.defaultText,
    setting.text,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
