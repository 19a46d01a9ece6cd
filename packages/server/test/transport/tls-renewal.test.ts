import { writeFile } from 'node:fs/promises';
import { connect } from 'node:tls';
import { makeTemporaryDirectory, tone, within } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { useScriptedServers } from '../gateway/scripted-server.ts';
import { makeCertificate } from './make-certificate.ts';

const start = useScriptedServers();

async function makeFolder(): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  return directory.path;
}

/** The name in the certificate that a port shows to a new connection. */
async function nameAt(port: number): Promise<string | undefined> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  try {
    await within(new Promise((resolve) => socket.once('secureConnect', resolve)), 'the TLS handshake');
    const name = socket.getPeerCertificate().subject.CN;
    return typeof name === 'string' ? name : name?.[0];
  } finally {
    socket.destroy();
  }
}

function portOf(url: string | undefined): number {
  return Number(new URL(url ?? '').port);
}

describe('a certificate that is renewed while the server runs', () => {
  it('is shown to new connections of all ports, and a live session goes on', async () => {
    const folder = await makeFolder();
    const { cert, key, pem } = await makeCertificate(folder, 'before');
    const server = await start({ settings: { tlsCert: cert, tlsKey: key, adminPort: '0' } });
    const ports = [server.server.port, portOf(server.server.adminUrl)];
    const live = await server.connect({ ca: pem });
    await live.send(tone(600));
    await live.message(({ type }) => type === 'transcript');
    expect(await Promise.all(ports.map(nameAt))).toEqual(['before', 'before']);

    const renewed = await makeCertificate(folder, 'after');
    await server.server.reloadCertificate();

    expect(await Promise.all(ports.map(nameAt))).toEqual(['after', 'after']);
    const next = await server.connect({ ca: renewed.pem });
    for (const client of [live, next]) {
      await client.send(tone(600));
      client.close();
      expect(await client.end()).toMatchObject({ code: 1000 });
    }
    expect([live.text, next.text]).toEqual(['Word0 word1.', 'Word0.']);
  });

  it('and is broken changes nothing but the log', async () => {
    const folder = await makeFolder();
    const { cert, key, pem } = await makeCertificate(folder, 'before');
    const server = await start({ settings: { tlsCert: cert, tlsKey: key } });
    await writeFile(cert, pem.slice(0, 200));
    await server.server.reloadCertificate();
    expect(await nameAt(server.server.port)).toBe('before');
    expect(server.logLines.filter((line) => line.includes('certificate not reloaded'))).toHaveLength(1);
  });

  it('is nothing to a server without TLS', async () => {
    const server = await start();
    await server.server.reloadCertificate();
    expect((await fetch(`${server.url.replace('ws:', 'http:')}/healthz`)).status).toBe(200);
  });
});
