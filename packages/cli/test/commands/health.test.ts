import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeWavHeader } from '@steno/audio';
import { makeTemporaryDirectory, ScriptedHost, startScriptedServer, type TestServer, tone } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runSteno } from './run-steno.ts';

async function start(settings: Readonly<Record<string, string>> = {}): Promise<TestServer<ScriptedHost>> {
  const server = await startScriptedServer({ recognition: new ScriptedHost(), settings });
  onTestFinished(() => server.close());
  return server;
}

async function temporaryPath(): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  return directory.path;
}

describe('steno health', () => {
  it('asks the server at the port of the configuration file', async () => {
    const { server } = await start();
    const file = join(await temporaryPath(), 'steno.json');
    await writeFile(file, JSON.stringify({ host: '0.0.0.0', port: server.port, gapMs: 'not looked at' }));
    expect(await runSteno(['health'], { STENO_CONFIG: file })).toMatchObject({ exitCode: 0, stdout: 'healthy\n' });
    const ready = await runSteno(['health', '--ready', '--port', String(server.port)]);
    expect(ready).toMatchObject({ exitCode: 0, stdout: 'ready\n' });
  });

  it('asks with TLS, whatever name the certificate is for', async () => {
    const folder = await temporaryPath();
    const [tlsCert, tlsKey] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', tlsKey];
    await promisify(execFile)('openssl', ['req', '-x509', ...key, '-out', tlsCert, '-subj', '/CN=steno.example']);
    const { server } = await start({ tlsCert, tlsKey });
    const args = ['health', '--port', String(server.port), '--tls-cert', tlsCert, '--tls-key', tlsKey];
    expect(await runSteno(args)).toMatchObject({ exitCode: 0, stdout: 'healthy\n' });
  });

  it('fails in one sentence when nobody answers', async () => {
    const { server, close } = await startScriptedServer({ recognition: new ScriptedHost() });
    await close();
    expect(await runSteno(['health', '--port', String(server.port)])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `steno: /healthz at port ${server.port} of 127.0.0.1 does not answer 200, but ECONNREFUSED.\n`,
    });
  });
});

describe('a key in a file', () => {
  it('is taken by the commands of clients, and its file is named when it cannot be read', async () => {
    const { url, key } = await start();
    const folder = await temporaryPath();
    const path = join(folder, 'key');
    await writeFile(path, `${key}\n`);
    const audio = join(folder, 'audio.wav');
    const samples = tone(600);
    await writeFile(audio, Buffer.concat([makeWavHeader(16_000, samples.length), new Uint8Array(samples.buffer)]));
    const args = ['transcribe', audio, '--url', url, '--language', 'en'];
    const refused = await runSteno(args, { STENO_KEY_FILE: '/nowhere' });
    expect(refused.stderr).toBe('steno: STENO_KEY_FILE names /nowhere, which cannot be read.\n');
    expect(await runSteno(args, { STENO_KEY_FILE: path })).toMatchObject({ exitCode: 0, stdout: 'Word0.\n' });
  });
});
