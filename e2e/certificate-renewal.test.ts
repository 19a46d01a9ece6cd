import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { makeTemporaryDirectory, sendPaced, within } from '@steno/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { findTestRecognizer } from './support/recognizer.ts';
import { startSteno } from './support/steno-process.ts';

async function makeCertificate(folder: string, name: string): Promise<string> {
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', join(folder, 'key.pem')];
  const cert = join(folder, 'cert.pem');
  await promisify(execFile)('openssl', ['req', '-x509', '-days', '2', ...key, '-out', cert, ...subject]);
  return readFile(cert, 'utf8');
}

async function fingerprintAt(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connectTls({ host: hostname, port: Number(port), rejectUnauthorized: false });
  try {
    await within(new Promise((resolve) => socket.once('secureConnect', resolve)), 'the TLS handshake');
    return socket.getPeerCertificate().fingerprint256;
  } finally {
    socket.destroy();
  }
}

it('SIGHUP gives new connections a renewed certificate, and sessions that have begun lose nothing', async () => {
  const { flags, recording, pace } = await findTestRecognizer();
  const folder = await makeTemporaryDirectory();
  onTestFinished(() => folder.remove());
  const ca = await makeCertificate(folder.path, 'before');
  const tls = ['--tls-cert', join(folder.path, 'cert.pem'), '--tls-key', join(folder.path, 'key.pem')];
  const server = await startSteno([...flags, ...tls]);
  onTestFinished(async () => {
    await server.stop();
  });
  const transcribe = async (trusted: string, meanwhile: () => Promise<void>): Promise<string> => {
    const client = await server.connect({ ca: trusted });
    const half = recording.samples.length >> 1;
    await sendPaced(client, recording.samples.subarray(0, half), { speed: pace });
    await meanwhile();
    await sendPaced(client, recording.samples.subarray(half), { speed: pace });
    client.close();
    expect(await client.end(60_000)).toMatchObject({ code: 1000 });
    return client.text;
  };

  const before = await fingerprintAt(server.url);
  let renewed = '';
  const live = await transcribe(ca, async () => {
    renewed = await makeCertificate(folder.path, 'after');
    server.signal('SIGHUP');
    await server.logged('certificate reloaded');
    expect(await fingerprintAt(server.url)).not.toBe(before);
  });
  expect(live).not.toBe('');
  expect(await transcribe(renewed, async () => undefined)).toBe(live);
});
