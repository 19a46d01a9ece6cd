import { type ConfigurationSources, effectiveSettings, parseConfiguration, trySettings } from '@steno/server';
import { tableLines } from '../terminal/table.ts';
import type { CommandContext } from './context.ts';

/**
 * `steno config check`: prints what each setting is and where that comes from, without secrets. Starts nothing.
 *
 * @throws ConfigurationError (as a rejection) for what would stop a start, before anything is printed.
 */
export async function checkConfigurationCommand(
  sources: ConfigurationSources,
  { out }: Pick<CommandContext, 'out'>,
): Promise<void> {
  const effective = effectiveSettings(sources);
  await trySettings(parseConfiguration(sources));
  const rows = effective.map(({ name, value, source }) => [name, value === '' ? 'none' : value, source]);
  for (const line of tableLines([['setting', 'value', 'from'], ...rows])) out.line(line);
}
