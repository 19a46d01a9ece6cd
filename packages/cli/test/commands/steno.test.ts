import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { makeWavHeader } from '@steno/audio';
import { openKeyStore, openSigningKeys } from '@steno/server';
import { makeTemporaryDirectory, ScriptedHost, startScriptedServer, tone } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runSteno } from './run-steno.ts';

async function temporaryPath(): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  return directory.path;
}

async function makeRecording(ms = 2_000): Promise<string> {
  const path = join(await temporaryPath(), 'speech.wav');
  const samples = tone(ms);
  await writeFile(path, Buffer.concat([makeWavHeader(16_000, samples.length), new Uint8Array(samples.buffer)]));
  return path;
}

async function startServer(recognition = new ScriptedHost()): Promise<Awaited<ReturnType<typeof startScriptedServer>>> {
  const server = await startScriptedServer({ recognition });
  onTestFinished(() => server.close());
  return server;
}

/** A failure is one line on standard error and the exit code 1. */
async function failure(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await runSteno(args, environment);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(/^steno: [^\n]+\n$/);
  return stderr.slice('steno: '.length).trimEnd();
}

describe('steno transcribe', () => {
  it('prints finals only, one a line, into a pipe', async () => {
    const { url, key } = await startServer();
    const path = await makeRecording();
    const result = await runSteno(['transcribe', path, '--language', 'en', '--url', url, '--key', key]);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(/^\S[^\n]*\n$/);
  });

  it('takes the server and the key from the environment', async () => {
    const { url, key } = await startServer();
    const path = await makeRecording();
    const result = await runSteno(['transcribe', path, '--language', 'en'], { STENO_URL: url, STENO_KEY: key });
    expect(result).toMatchObject({ exitCode: 0 });
  });

  it('prints each message of the server as a line of JSON', async () => {
    const { url, key } = await startServer();
    const path = await makeRecording();
    const { stdout } = await runSteno(['transcribe', path, '--json', '--language', 'en', '--url', url, '--key', key]);
    const messages = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; seq: number });
    const numbers = messages.map((message) => message.seq);
    expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right));
    expect(messages.at(-1)).toMatchObject({ type: 'state', state: 'stopped', duration: 2 });
  });

  it('asks for what its flags say', async () => {
    const recognition = new ScriptedHost({ secondModelId: 'second', takesKeyTerms: true });
    const { url, key } = await startServer(recognition);
    const path = await makeRecording();
    const flags = ['--type', 'quality', '--endpointing-ms', '300', '--max-segment-ms', '5000', '--no-formatting'];
    const terms = ['--key-term', 'Ada Lovelace', '--key-term', 'Steno, Inc.'];
    const server = ['--language', 'en', '--url', url, '--key', key];
    expect(await runSteno(['transcribe', path, ...flags, ...terms, ...server])).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    expect(recognition.streams.at(-1)?.options).toEqual({
      language: 'en',
      type: 'quality',
      endpointing: { endpointingMs: 300, maxSegmentMs: 5000 },
      keyTerms: ['Ada Lovelace', 'Steno, Inc.'],
    });
  });

  it('says on standard error, one a line, what is not served', async () => {
    const { url, key } = await startServer();
    const path = await makeRecording();
    const flags = ['--type', 'quality', '--key-term', 'Ada', '--no-formatting', '--actual-numbers'];
    const result = await runSteno(['transcribe', path, ...flags, '--language', 'en', '--url', url, '--key', key]);
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toMatch(/^\S[^\n]*\n$/);
    expect(result.stderr.trimEnd().split('\n')).toEqual([
      'steno: actual_numbers is not served with formatted=false: numbers stay words.',
      'steno: The model for en cannot be made to prefer words: key_terms have no effect.',
      'steno: There is no second model for en: type=quality is served as fast.',
    ]);
  });

  it.each([
    [['--endpointing-ms', '99'], '--endpointing-ms is "99"; it must be a whole number from 100 to 10000.'],
    [['--endpointing-ms', '0.5'], '--endpointing-ms is "0.5"; it must be a whole number from 100 to 10000.'],
    [['--max-segment-ms', 'long'], '--max-segment-ms is "long"; it must be a whole number from 2000 to 60000.'],
  ])('fails with one sentence: %j', async (flags, said) => {
    expect(await failure(['transcribe', '/nowhere.wav', ...flags])).toBe(said);
  });

  it('says which key term is wrong, and never repeats it', async () => {
    const { url, key } = await startServer();
    const path = await makeRecording();
    const terms = ['--key-term', 'Ada', '--key-term', `x${'secret'.repeat(20)}`];
    const said = await failure(['transcribe', path, ...terms, '--language', 'en', '--url', url, '--key', key]);
    expect(said).toContain('Term 2 of key_terms has 121 characters');
    expect(said).not.toContain('secret');
  });

  it('says that no server answers', async () => {
    const path = await makeRecording();
    const said = await failure(['transcribe', path, '--language', 'en', '--url', 'ws://127.0.0.1:1', '--key', 'k']);
    expect(said).toContain('No server answers at ws://127.0.0.1:1');
  });

  it('says that the key is wrong, and never repeats it', async () => {
    const { url } = await startServer();
    const path = await makeRecording();
    const said = await failure(['transcribe', path, '--language', 'en', '--url', url, '--key', 'steno_secret']);
    expect(said).toContain('does not accept this API key');
    expect(said).not.toContain('secret');
  });

  it('says which languages are served', async () => {
    const { url, key } = await startServer();
    const path = await makeRecording();
    const said = await failure(['transcribe', path, '--language', 'de', '--url', url, '--key', key]);
    expect(said).toContain('Language "de" is not served. Served: en');
  });

  it('says that the file does not exist', async () => {
    expect(await failure(['transcribe', '/nowhere.wav'])).toBe('/nowhere.wav does not exist.');
  });

  it('says that the URL is none', async () => {
    expect(await failure(['transcribe', '/nowhere.wav', '--url', 'localhost'])).toContain('--url is "localhost"');
  });
});

describe('steno keys', () => {
  it('prints the key alone on the last line of standard output', async () => {
    const dataDir = await temporaryPath();
    const { exitCode, stdout } = await runSteno(['keys', 'create', '--name', 'phone', '--data-dir', dataDir]);
    expect(exitCode).toBe(0);
    const key = stdout.trimEnd().split('\n').at(-1);
    expect(openKeyStore(dataDir).authenticate(key)?.name).toBe('phone');
  });

  it('lists keys with their state, without the keys or their hashes', async () => {
    const dataDir = await temporaryPath();
    const store = openKeyStore(dataDir);
    const { key, record } = await store.create({ name: 'phone' });
    await store.create({ name: 'tablet' });
    await runSteno(['keys', 'revoke', 'phone', '--data-dir', dataDir]);
    const { stdout } = await runSteno(['keys', 'list', '--data-dir', dataDir]);
    const states = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/\s+/)[1]);
    expect(states).toEqual(['STATE', 'revoked', 'usable']);
    expect(stdout).not.toContain(key);
    expect(stdout).not.toContain(record.hash);
  });

  it('makes a key with a type, an expiry and restrictions, and lists them', async () => {
    const dataDir = await temporaryPath();
    const restrictions = ['--languages', 'EN-us, de', '--types', 'fast', '--flags', 'key_terms'];
    const limits = ['--max-sessions', '5', '--max-session-ms', '60000', '--expires', 'never'];
    const place = ['--data-dir', dataDir];
    await runSteno(['keys', 'create', '--name', 'app', '--owner', 'ann', ...restrictions, ...limits, ...place]);
    await runSteno(['keys', 'create', '--name', 'boss', '--type', 'admin', '--expires', '2y', ...place]);
    const [app, boss] = openKeyStore(dataDir).list();
    expect(app).toMatchObject({
      owner: 'ann',
      languages: ['en-US', 'de'],
      types: ['fast'],
      flags: ['key_terms'],
      maxSessions: 5,
      maxSessionMs: 60_000,
    });
    expect(app?.expiresAt).toBeUndefined();
    expect(boss?.type).toBe('admin');
    const { stdout } = await runSteno(['keys', 'list', ...place]);
    expect(stdout).toMatch(/realtime .* never .* ann .* app .* en-US,de; fast; \+key_terms; 5 sessions; 60000 ms each/);
    expect(stdout).toMatch(/admin .* boss .* everything/);
  });

  it('has the flags that docs/credentials.md lists', async () => {
    const page = await readFile(new URL('../../../../docs/credentials.md', import.meta.url), 'utf8');
    const listed = [...page.matchAll(/^\| `(--[a-z-]+)` \|/gm)].map((match) => match[1] ?? '');
    const { stdout } = await runSteno(['keys', 'create', '--help']);
    expect(listed.length).toBeGreaterThan(5);
    for (const flag of listed) expect(stdout).toContain(`${flag} <`);
  });

  it('rotates a key: the new one has its rights, the old one is good for the grace only', async () => {
    const dataDir = await temporaryPath();
    const store = openKeyStore(dataDir);
    const old = await store.create({ name: 'app', owner: 'ann', languages: ['en'] });
    const { stdout } = await runSteno(['keys', 'rotate', 'app', '--grace-hours', '2', '--data-dir', dataDir]);
    const fresh = stdout.trimEnd().split('\n').at(-1);
    expect(store.authenticate(fresh)).toMatchObject({ name: 'app', owner: 'ann', grant: { languages: ['en'] } });
    expect(store.authenticate(old.key)).toBeDefined();
    const inThreeHours = openKeyStore(dataDir, { now: () => Date.now() + 3 * 3_600_000 });
    expect(inThreeHours.authenticate(old.key)).toBeUndefined();
    expect(inThreeHours.authenticate(fresh)).toBeDefined();
    await runSteno(['keys', 'rotate', 'app', '--data-dir', dataDir]);
    expect(store.authenticate(fresh)).toBeUndefined();
  });

  it('says until which minute a replaced key is good, and which keys a name revokes', async () => {
    const dataDir = await temporaryPath();
    await openKeyStore(dataDir).create({ name: 'app' });
    await openKeyStore(dataDir).create({ name: 'until', expires: '2099-12-31' });
    await runSteno(['keys', 'rotate', 'app', '--grace-hours', '2', '--data-dir', dataDir]);
    const [old, , fresh] = openKeyStore(dataDir).list();
    const { stdout } = await runSteno(['keys', 'list', '--data-dir', dataDir]);
    const endsAt = old?.expiresAt ?? '';
    expect(stdout).toContain(`${endsAt.slice(0, 10)} ${endsAt.slice(11, 16)} UTC  app`);
    expect(stdout).toMatch(/ 2099-12-31 +until /);
    const revoked = await runSteno(['keys', 'revoke', 'app', '--data-dir', dataDir]);
    expect(revoked.stdout).toContain(`Keys "app" (ids ${old?.id ?? ''}, ${fresh?.id ?? ''}) are revoked`);
  });

  it('signs session tokens with a new key from now on', async () => {
    const dataDir = await temporaryPath();
    const keys = openSigningKeys(dataDir);
    const old = await keys.current();
    const { stdout } = await runSteno(['keys', 'rotate-signing', '--data-dir', dataDir]);
    const made = await keys.current();
    expect(made.id).not.toBe(old.id);
    expect(stdout).toContain(made.id);
    expect(stdout).not.toContain(made.secret);
    expect(keys.find(old.id)).toBeDefined();
  });

  it.each([
    [['keys', 'create', '--name', 'x', '--expires', '3y'], 'must be 1y, 2y, 5y, a date'],
    [['keys', 'create', '--name', 'x', '--expires', '1y', '--expires-in-days', '2'], 'not both'],
    [['keys', 'create', '--name', 'x', '--type', 'batch'], 'must be one of realtime, admin'],
    [
      ['keys', 'create', '--name', 'x', '--languages', 'en,english please'],
      '"english please" is not one of the languages',
    ],
    [['keys', 'create', '--name', 'x', '--types', 'best'], '"best" is not one of the types'],
    [['keys', 'create', '--name', 'x', '--flags', 'Loud!'], '"Loud!" is not one of the flags'],
    [['keys', 'create', '--name', 'x', '--max-sessions', '0'], 'must be a whole number from 1'],
    [['keys', 'rotate', 'nobody'], 'No key has the id or name "nobody"'],
    [
      ['keys', 'rotate', 'nobody', '--grace-hours', '721'],
      '--grace-hours is "721"; it must be a whole number from 0 to 720',
    ],
    [['keys'], 'Name a command of steno keys: create, list, revoke, rotate or rotate-signing;'],
    [['config'], 'Name a command of steno config: check;'],
    [['keys', 'create'], "required option '--name <name>' not specified"],
    [['keys', 'create', '--name', 'x', '--expires-in-days', 'soon'], '--expires-in-days is "soon"'],
    [['keys', 'create', '--name', 'x', '--expires-in-days', '0'], 'cannot expire in 0 days'],
    [['keys', 'revoke', 'nobody'], 'No key has the id or name "nobody"'],
  ])('fails with one sentence: %j', async (args, words) => {
    expect(await failure(args, { STENO_DATA_DIR: await temporaryPath() })).toContain(words);
  });
});

describe('steno serve', () => {
  it('names the setting that is wrong', async () => {
    expect(await failure(['serve', '--port', 'http'])).toBe(
      '--port is "http"; it must be a whole number from 0 to 65535.',
    );
  });

  it('lists the choices when there is no recognizer', async () => {
    const dataDir = await temporaryPath();
    const said = await failure(['serve', '--engine', 'sherpa', '--data-dir', dataDir], { XDG_CACHE_HOME: dataDir });
    expect(said).toContain('There is no recognizer here');
    expect(said).toContain('--models-dir');
  });

  it('shows every setting in its help', async () => {
    const { exitCode, stdout } = await runSteno(['serve', '--help']);
    expect(exitCode).toBe(0);
    for (const flag of ['--host', '--port', '--data-dir', '--models-dir', '--engine', '--tls-cert', '--tls-key']) {
      expect(stdout).toContain(flag);
    }
  });
});

describe('steno doctor', () => {
  it('says that a port is in use, and what to type for what is missing', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void blocker.close());
    const address = blocker.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const directory = await temporaryPath();
    const args = ['doctor', '--engine', 'sherpa', '--port', String(port), '--data-dir', directory];
    const { exitCode, stdout, stderr } = await runSteno(args, { XDG_CACHE_HOME: directory });
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${port} of 127.0.0.1 is in use`);
    expect(stdout).toContain('steno keys create --name NAME');
    expect(stdout).toContain(join(directory, 'steno', 'models'));
    expect(stderr).toContain('Something is missing that a server needs: Recognizer');
  });

  it('names the program that records, or what to type for one', async () => {
    const directory = await temporaryPath();
    const args = ['doctor', '--port', '0', '--data-dir', directory];
    expect((await runSteno(args, { PATH: directory })).stdout).toContain('steno listen needs arecord, sox or ffmpeg');
    const program = join(directory, 'arecord');
    await writeFile(program, '', { mode: 0o755 });
    const { stdout } = await runSteno(args, { PATH: directory });
    expect(stdout).toContain(`${program}; steno listen records by it`);
  });
});

describe('steno', () => {
  it.each([
    [[], 'Name a command: serve, start, transcribe, listen, bench, models, keys, shutdown, config, health or doctor;'],
    [['fly'], "unknown command 'fly'"],
    [['serve', '--bogus'], "unknown option '--bogus'"],
    [['transcribe'], "missing required argument 'file'"],
    [['transcribe', 'x', '--type', 'best'], 'Allowed choices are fast, quality'],
    [['transcribe', 'x', '--pace', 'slow'], 'Allowed choices are real-time, max'],
  ])('fails with one sentence: %j', async (args, words) => {
    expect(await failure(args)).toContain(words);
  });
});
