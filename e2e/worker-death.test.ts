import { execFileSync } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  chunksOf,
  makeTemporaryDirectory,
  readRecording,
  type Recording,
  sendPaced,
  tellLeftOut,
  type TemporaryDirectory,
  testAssets,
  until,
} from '@steno/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTestRecognizer, type TestRecognizer } from './support/recognizer.ts';
import { startSteno, type StenoProcess } from './support/steno-process.ts';

const endMs = 60_000;
const assets = testAssets();
if (assets === undefined) {
  tellLeftOut('the tests of a worker that aborts by itself', 'STENO_TEST_ASSETS has no models and recordings');
}

/** The transcript of audio that is sent at once. */
async function transcribe(steno: StenoProcess, samples: Int16Array): Promise<string> {
  const client = await steno.connect();
  for (const chunk of chunksOf(new Uint8Array(samples.buffer), 3200)) void client.send(chunk);
  client.close();
  await client.end(endMs);
  return client.text;
}

/** The pids of the workers that live. */
function workerPids(steno: StenoProcess): number[] {
  const died = new Set(steno.log.filter(({ msg }) => msg === 'worker died').map((line) => line['pid']));
  return steno.log.flatMap((line) =>
    line.msg === 'worker started' && !died.has(line['pid']) ? [Number(line['pid'])] : [],
  );
}

describe('a worker killed with SIGKILL', () => {
  let steno: StenoProcess;
  let recognizer: TestRecognizer;

  beforeAll(async () => {
    recognizer = await findTestRecognizer();
    steno = await startSteno([...recognizer.flags, '--workers', '2']);
    await steno.logged('worker started', 2);
  });

  afterAll(() => steno.stop());

  it('has a command line with the word worker, and is a child of the server', () => {
    for (const pid of workerPids(steno)) {
      const line = execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
      expect(line).toContain('worker');
      expect(Number.parseInt(line, 10)).toBe(steno.pid);
    }
  });

  it('is replaced, and costs its sessions nothing but time', async () => {
    const { samples } = recognizer.recording;
    const expected = await transcribe(steno, samples);
    const started = steno.log.filter(({ msg }) => msg === 'worker started').length;
    // The worker with the fewest streams takes the next one, so each of these has its own.
    const clients = [await steno.connect(), await steno.connect()];
    const sending = clients.map((client) => sendPaced(client, samples, { speed: 2 }));
    await Promise.all(clients.map((client) => client.message(({ type }) => type === 'transcript', endMs)));
    process.kill(workerPids(steno)[0] ?? 0, 'SIGKILL');
    const died = await steno.logged('worker died');
    expect(died).toMatchObject({ signal: 'SIGKILL', lostStreams: 1 });
    await Promise.all(sending);
    for (const client of clients) client.close();
    const ends = await Promise.all(clients.map((client) => client.end(endMs)));
    expect(ends.map(({ code }) => code)).toEqual([1000, 1000]);
    const warned = clients.filter(({ messages }) =>
      messages.some((message) => 'code' in message && message.code === 'recognizer_replaced'),
    );
    expect(warned).toHaveLength(1);
    expect(clients.map(({ text }) => text)).toEqual([expected, expected]);

    await steno.logged('worker started', started + 1);
    const [one, two] = await Promise.all([transcribe(steno, samples), transcribe(steno, samples)]);
    expect([one, two]).toEqual([expected, expected]);
    expect(steno.isRunning).toBe(true);
  });

  it('leaves no worker behind when the server ends', async () => {
    const pids = workerPids(steno);
    expect(pids).toHaveLength(2);
    expect(await steno.stop()).toBe(0);
    await until(() => pids.every((pid) => !isAlive(pid)), 'the end of the workers');
  });
});

describe.runIf(assets !== undefined)('a worker that aborts by itself', () => {
  let steno: StenoProcess;
  let models: TemporaryDirectory;
  let recording: Recording;

  beforeAll(async () => {
    if (assets === undefined) return;
    recording = await readRecording(assets, 'jfk.flac');
    models = await makeTemporaryDirectory();
    await symlink(join(assets.modelsDir, 'zipformer-en-tiny'), join(models.path, 'zipformer-en-tiny'));
    const source = join(assets.modelsDir, 'aborts-on-decode');
    const folder = join(models.path, 'aborts-on-decode');
    await mkdir(folder);
    for (const name of await readdir(source)) await symlink(join(source, name), join(folder, name));
    await writeFile(join(folder, 'model.json'), '{"languages": ["de"]}');
    steno = await startSteno(['--engine', 'sherpa', '--workers', '1', '--models-dir', models.path]);
  });

  afterAll(async () => {
    await steno.stop();
    await models.remove();
  });

  it("ends its own sessions with an error and 1011, and leaves another model's whole", async () => {
    const expected = await transcribe(steno, recording.samples);
    const english = await steno.connect();
    const sending = sendPaced(english, recording.samples, { speed: 4 });
    await english.message(({ type }) => type === 'transcript', endMs);
    const german = await steno.connect({ query: { language: 'de-DE' } });
    for (const chunk of chunksOf(new Uint8Array(recording.samples.buffer), 3200)) void german.send(chunk);
    expect(await german.end(endMs)).toEqual({ code: 1011, reason: 'internal' });
    expect(german.messages.at(-1)).toMatchObject({ type: 'error', code: 'internal' });
    const died = await steno.logged('worker died');
    expect(died).toMatchObject({ modelId: 'aborts-on-decode' });
    expect(String(died['lastWords'])).toContain('terminate');

    await sending;
    english.close();
    expect((await english.end(endMs)).code).toBe(1000);
    expect(english.text).toBe(expected);

    // Three workers have tried to hear it. Another one is started; a new session is taken until it decodes.
    expect(steno.log.filter(({ msg }) => msg === 'worker died')).toHaveLength(3);
    await steno.logged('worker started', 5);
    const next = await steno.connect({ query: { language: 'de' } });
    next.close();
    expect((await next.end(endMs)).code).toBe(1000);
    expect(steno.isRunning).toBe(true);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: there is no such process any more.
    return false;
  }
}
