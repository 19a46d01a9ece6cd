import { openIssuer } from './auth/open-credentials.ts';
import type { Configuration } from './config/configuration.ts';
import { readTlsFiles, tlsPathsOf } from './transport/tls-files.ts';

/**
 * Reads the files that settings name and a start would not do without: certificate and key, and the key set of an issuer. Starts
 * and changes nothing.
 *
 * @throws rejects with ConfigurationError for one that cannot be used.
 */
export async function trySettings(configuration: Configuration): Promise<void> {
  const tlsPaths = tlsPathsOf(configuration);
  if (tlsPaths !== undefined) await readTlsFiles(tlsPaths);
  await openIssuer(configuration, { log: { error: () => undefined }, now: Date.now });
}
