import { type ConfigurationSources, parseConfiguration } from '@steno/server';
import { findRecognizer, modelPlaces, noRecognizerError } from '../recognizer/find-recognizer.ts';
import { type LocalServer, runServer } from '../recognizer/run-server.ts';
import type { Screen } from '../terminal/screen.ts';
import { pageUrl } from '../terminal/page-url.ts';
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
    if (configuration.console) sayWhereConsoleIs(local, context.out);
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

/** Without a key: what a service prints is read by many. */
function sayWhereConsoleIs({ server }: LocalServer, out: Screen): void {
  out.line(`Console at ${pageUrl(server.url)}, with an API key`);
  if (server.adminUrl !== undefined)
    out.line(`Health and keys at ${pageUrl(server.adminUrl)}, with a key of type admin`);
}
