import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { ConfigurationError } from '../config/configuration-error.ts';
import type { Configuration } from '../config/configuration.ts';

/** Certificate and private key, PEM, that belong together. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** When the first certificate expires, Unix time in ms. */
  readonly expiresAtMs: number;
}

/** Where certificate and key are, absolute. */
export interface TlsPaths {
  readonly cert: string;
  readonly key: string;
}

/** The paths of a configuration; undefined when it has none. */
export function tlsPathsOf({ tlsCert, tlsKey }: Pick<Configuration, 'tlsCert' | 'tlsKey'>): TlsPaths | undefined {
  return tlsCert === undefined || tlsKey === undefined ? undefined : { cert: tlsCert, key: tlsKey };
}

/**
 * Reads certificate and key, and tries them.
 *
 * @throws rejects with ConfigurationError `tls_unusable` when they cannot be read, are no PEM or do not belong together.
 */
export async function readTlsFiles(paths: TlsPaths): Promise<TlsFiles> {
  const cert = await readPem('tlsCert', paths.cert);
  const key = await readPem('tlsKey', paths.key);
  try {
    createSecureContext({ cert, key });
    return { cert, key, expiresAtMs: Date.parse(new X509Certificate(cert).validTo) };
  } catch {
    // What OpenSSL says names functions, not files.
    const message = `${paths.cert} and ${paths.key} are no PEM certificate and key that belong together.`;
    throw new ConfigurationError('tls_unusable', 'tlsCert', message);
  }
}

async function readPem(setting: 'tlsCert' | 'tlsKey', path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new ConfigurationError('tls_unusable', setting, `The TLS file ${path} cannot be read (${reason}).`);
  }
}
