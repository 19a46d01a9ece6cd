import { type ConfigurationSources, parseConfiguration } from '@steno/server';
import { findRecognizer, modelPlaces, noRecognizerError } from '../recognizer/find-recognizer.ts';
import { runServer } from '../recognizer/run-server.ts';
import type { CommandContext } from './context.ts';
import { usableKeys } from './keys.ts';
import { waitForAbort } from './wait-for-abort.ts';

/**
 * `steno serve`: serves until a signal ends it.
 *
 * @param sources - where the values of its settings come from.
 * @throws ConfigurationError, CliError or KeyStoreError (as a rejection).
 */
export async function serveCommand(sources: ConfigurationSources, context: CommandContext): Promise<void> {
  const configuration = parseConfiguration(sources);
  const places = modelPlaces(configuration, context.environment);
  const { models, problems } = await findRecognizer(configuration, places);
  for (const problem of problems) context.err.line(`steno: ${problem}`);
  if (models.length === 0) throw noRecognizerError(configuration, places);
  const local = await runServer(configuration, models);
  try {
    context.onHangUp(() => void local.server.reloadCertificate());
    const names = local.modelIds.join(', ');
    context.out.line(`Serving ${local.languages.join(', ')} at ${local.server.url} with ${names}`);
    if (usableKeys(local.keys).length === 0) {
      context.out.line(
        `There is no API key yet; make one with: steno keys create --name NAME --data-dir ${configuration.dataDir}`,
      );
    }
    await Promise.race([waitForAbort(context.signal), local.server.shutdownDue]);
    // A service manager's signal lets sessions finish; whoever presses Ctrl+C wants it to end.
    if (context.signal.reason === 'SIGTERM') await Promise.race([local.server.drain(), waitForAbort(context.hurry)]);
  } finally {
    await local.close(context.hurry);
  }
}
