import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chunksOf, connect, freePort, makeTemporaryDirectory, type TemporaryDirectory, within } from '@steno/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkoutDir } from './support/checkout.ts';
import {
  commandOf,
  environmentOf,
  type Instruction,
  onlyText,
  readDockerfile,
  runtimeStage,
} from './support/dockerfile.ts';
import { findTestRecognizer } from './support/recognizer.ts';

/** Fetches what is not in the cache of npm. */
const assembleTimeoutMs = 300_000;
const startTimeoutMs = 60_000;

describe('what an image runs, assembled in an empty folder and run by a user that is not root', () => {
  let place: TemporaryDirectory;
  let runtime: readonly Instruction[];
  let child: ChildProcess | undefined;
  let user: { readonly uid?: number; readonly gid?: number } = {};
  let environment: Readonly<Record<string, string>>;

  beforeAll(async () => {
    place = await makeTemporaryDirectory();
    runtime = runtimeStage(await readDockerfile());
    const script = join(checkoutDir, 'scripts/assemble.mjs');
    await promisify(execFile)(process.execPath, [script, join(place.path, 'opt')], { timeout: assembleTimeoutMs });
    const data = join(place.path, 'data');
    await mkdir(data, { mode: 0o700 });
    await chmod(place.path, 0o755);
    const [uid = 0, gid = 0] = onlyText(runtime, 'USER').split(':').map(Number);
    if (process.getuid?.() === 0) {
      user = { uid, gid };
      await chown(data, uid, gid);
    }
    environment = {
      ...environmentOf(runtime),
      PATH: dirname(process.execPath),
      STENO_DATA_DIR: data,
      STENO_PORT: String(await freePort()),
      STENO_ADMISSION_LOAD_RATIO: '0',
    };
  }, assembleTimeoutMs);

  afterEach(() => {
    if (child?.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    child = undefined;
  });

  afterAll(() => place.remove());

  /** A command of the image, with the paths of this machine. */
  function command(name: string): readonly [string, readonly string[]] {
    const [, path = '', ...args] = commandOf(runtime, name);
    return [process.execPath, [path.replace('/opt/steno/', `${join(place.path, 'opt')}/`), ...args]];
  }

  function spawnOptions(): { readonly cwd: string; readonly env: NodeJS.ProcessEnv; uid?: number; gid?: number } {
    return { cwd: join(place.path, 'data'), env: environment, ...user };
  }

  async function run(name: string, ...more: readonly string[]): Promise<string> {
    const [program, args] = command(name);
    const { stdout } = await promisify(execFile)(program, [...args, ...more], spawnOptions());
    return stdout.trim();
  }

  async function isHealthy(): Promise<boolean> {
    try {
      return (await run('HEALTHCHECK')) === 'healthy';
    } catch {
      // Exit code 1: not yet, or no more.
      return false;
    }
  }

  /** Asks until it is; each question takes a process of its own. */
  async function healthy(): Promise<void> {
    while (!(await isHealthy())) {
      if (child?.exitCode !== null) throw new Error('the server ended before it was healthy');
    }
  }

  it('serves, is healthy, transcribes, takes SIGHUP, and ends with SIGTERM', async () => {
    const { flags, recording } = await findTestRecognizer();
    expect(await isHealthy()).toBe(false);

    const [program, args] = command('ENTRYPOINT');
    child = spawn(program, [...args, ...commandOf(runtime, 'CMD'), ...flags], { ...spawnOptions(), stdio: 'ignore' });
    const exited = new Promise<number | null>((resolve) => child?.once('close', resolve));
    await within(healthy(), 'a healthy server', startTimeoutMs);

    const key = (await run('ENTRYPOINT', 'keys', 'create', '--name', 'first')).split('\n').at(-1) ?? '';
    const url = `ws://127.0.0.1:${environment['STENO_PORT'] ?? ''}`;
    const client = await connect({ url, key, query: { language: 'en' } });
    const audio = new Uint8Array(recording.samples.buffer);
    for (const chunk of chunksOf(audio, 3200)) void client.send(chunk);
    client.close();
    expect(await client.end(startTimeoutMs)).toMatchObject({ code: 1000 });
    expect(client.text.split(' ').length).toBeGreaterThan(5);

    const page = await fetch(`http://127.0.0.1:${environment['STENO_PORT'] ?? ''}/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('<script type="module"');

    child.kill('SIGHUP');
    expect(await isHealthy()).toBe(true);
    child.kill('SIGTERM');
    expect(await within(exited, 'the end of the server')).toBe(0);
    expect(await isHealthy()).toBe(false);
  });
});
