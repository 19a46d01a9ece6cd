import { execFile } from 'node:child_process';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A certificate for 127.0.0.1 that signs itself, and its key. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
  /** The certificate, PEM. */
  readonly pem: string;
}

/** Makes `cert.pem` and `key.pem` in a folder, in place of those that are there, with openssl. */
export async function makeCertificate(folder: string, commonName: string): Promise<CertificateFiles> {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', `/CN=${commonName}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${key}.new`];
  await promisify(execFile)('openssl', ['req', '-x509', '-days', '2', ...newKey, '-out', `${cert}.new`, ...subject]);
  await rename(`${cert}.new`, cert);
  await rename(`${key}.new`, key);
  return { cert, key, pem: await readFile(cert, 'utf8') };
}
