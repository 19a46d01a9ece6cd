import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeWavHeader } from '@steno/audio';
import {
  joinSamples,
  makeTemporaryDirectory,
  ScriptedHost,
  silence,
  startCuttingProxy,
  startScriptedServer,
  tone,
} from '@steno/testkit';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LoadReport } from '../../src/load/load-report.ts';
import { runSteno } from './run-steno.ts';

// Whole processes that play recordings at the pace of speech, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const steno = fileURLToPath(new URL('../../bin/steno.mjs', import.meta.url));

async function temporaryPath(): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  return directory.path;
}

async function writeWav(path: string, samples: Int16Array): Promise<string> {
  await writeFile(path, Buffer.concat([makeWavHeader(16_000, samples.length), new Uint8Array(samples.buffer)]));
  return path;
}

async function makeRecording(samples = tone(2_000)): Promise<string> {
  return writeWav(join(await temporaryPath(), 'speech.wav'), samples);
}

async function startServer(
  recognition = new ScriptedHost(),
): Promise<{ readonly url: string; readonly flags: readonly string[] }> {
  const server = await startScriptedServer({ recognition, settings: { drainTimeoutMs: '100' } });
  onTestFinished(() => server.close());
  return { url: server.url, flags: ['--language', 'en', '--key', server.key] };
}

interface Started {
  /** Standard output and error so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  signal(name: NodeJS.Signals): void;
  readonly exited: Promise<number | null>;
  /** Resolves once standard output has the words. */
  printed(words: string): Promise<void>;
}

function startSteno(args: readonly string[]): Started {
  const child = spawn(process.execPath, [steno, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  let look: () => void = () => undefined;
  child.stdout.on('data', (part: Buffer) => {
    said.stdout += part.toString();
    look();
  });
  child.stderr.on('data', (part: Buffer) => {
    said.stderr += part.toString();
  });
  return {
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    signal: (name) => void child.kill(name),
    exited: new Promise((resolve) => child.once('close', resolve)),
    printed: (words) =>
      new Promise((resolve) => {
        look = () => {
          if (said.stdout.includes(words)) resolve();
        };
        look();
      }),
  };
}

/** Finals of one line each. */
function linesOf(text: string): readonly string[] {
  return text.trimEnd().split('\n');
}

describe('steno transcribe', () => {
  it.each([
    ['srt', /^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\n\S/],
    ['vtt', /^WEBVTT\n/],
    ['txt', /^\S[^\n]*\n$/],
  ])('writes a transcript as its file is called: .%s', async (ending, content) => {
    const { url, flags } = await startServer();
    const out = join(await temporaryPath(), `talk.${ending}`);
    const result = await runSteno(['transcribe', await makeRecording(), '--out', out, '--url', url, ...flags]);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readFile(out, 'utf8')).toMatch(content);
    // What is heard is shown all the same.
    expect(linesOf(result.stdout).length).toBe(1);
  });

  it('prints the whole transcript in a format in place of the finals', async () => {
    const { url, flags } = await startServer();
    const args = ['transcribe', await makeRecording(), '--format', 'json', '--url', url, ...flags];
    const { exitCode, stdout } = await runSteno(args);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ segment: 0, isFinal: true, startMs: expect.any(Number) as number }]);
  });

  it('refuses a file name that says no format, before anything is sent', async () => {
    const { exitCode, stderr } = await runSteno(['transcribe', '/nowhere.wav', '--out', 'talk.doc']);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      'steno: --out is "talk.doc"; its name must end in .srt, .vtt, .txt, .json, or --format must say what it is.\n',
    );
  });

  it('goes on when the connection is lost, and says so on standard error', async () => {
    const { url, flags } = await startServer();
    const proxy = await startCuttingProxy(url);
    onTestFinished(() => proxy.close());
    const path = await makeRecording(joinSamples(tone(1_000), silence(1_500), tone(1_000)));
    const alone = await runSteno(['transcribe', path, '--url', url, ...flags]);
    proxy.plan([{ how: 'cut', direction: 'to_server', bytes: 40_000 }]);
    const cut = await runSteno(['transcribe', path, '--pace', 'real-time', '--url', proxy.url, ...flags]);
    expect(cut.exitCode).toBe(0);
    expect(cut.stdout).toBe(alone.stdout);
    expect(linesOf(cut.stderr)).toEqual([
      'steno: The connection is lost; audio is kept, connecting again.',
      expect.stringMatching(/^steno: Connected again after .+; nothing is lost\.$/),
    ]);
  });
});

describe('steno listen', () => {
  it('prints finals only into a pipe', async () => {
    const { url, flags } = await startServer();
    const path = await makeRecording(joinSamples(tone(1_000), silence(1_500), tone(500)));
    const result = await runSteno(['listen', '--input', path, '--url', url, ...flags]);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(linesOf(result.stdout).length).toBe(2);
  });

  it('ends at Ctrl+C with the last final, and has not failed', async () => {
    const { url, flags } = await startServer();
    const path = await makeRecording(joinSamples(tone(1_000), silence(1_500), tone(60_000)));
    const listening = startSteno(['listen', '--input', path, '--url', url, ...flags]);
    await listening.printed('\n');
    const before = listening.stdout();
    listening.signal('SIGINT');
    expect(await listening.exited).toBe(0);
    expect(listening.stdout().length).toBeGreaterThanOrEqual(before.length);
    expect(listening.stderr()).toBe('');
  });

  it('gives up at the second Ctrl+C', async () => {
    const recognition = new ScriptedHost();
    const { url, flags } = await startServer(recognition);
    const path = await makeRecording(joinSamples(tone(1_000), silence(1_500), tone(60_000)));
    const listening = startSteno(['listen', '--input', path, '--url', url, ...flags]);
    await listening.printed('\n');
    const [stream] = recognition.streams;
    // A recognizer that never comes to its end.
    const isStopping = new Promise<void>((resolve) => {
      if (stream !== undefined) vi.spyOn(stream, 'end').mockImplementation(resolve);
    });
    listening.signal('SIGINT');
    await isStopping;
    listening.signal('SIGINT');
    expect(await listening.exited).toBe(130);
  });

  it('says what none of the programs could record', async () => {
    const { url, flags } = await startServer();
    const bin = await temporaryPath();
    await writeFile(join(bin, 'arecord'), '#!/bin/sh\necho "no soundcard" >&2\nexit 1\n', { mode: 0o755 });
    const { exitCode, stderr } = await runSteno(['listen', '--url', url, ...flags], { PATH: bin });
    expect(exitCode).toBe(1);
    expect(stderr).toBe('steno: No microphone could be recorded: arecord ended with code 1 and says: no soundcard.\n');
  });

  it('lists microphones', async () => {
    const bin = await temporaryPath();
    const list = '#!/bin/sh\nprintf "hw:1\\n    USB Microphone\\n"\n';
    await writeFile(join(bin, 'arecord'), list, { mode: 0o755 });
    const { stdout } = await runSteno(['listen', '--list-devices'], { PATH: bin });
    expect(linesOf(stdout)).toEqual(['DEVICE  AS arecord KNOWS IT', 'hw:1    USB Microphone']);
  });

  it('says when the program that lists microphones knows of none', async () => {
    const bin = await temporaryPath();
    await writeFile(join(bin, 'arecord'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const { stdout } = await runSteno(['listen', '--list-devices'], { PATH: bin });
    expect(stdout).toBe('arecord knows of no microphone here.\n');
  });
});

describe('steno bench', () => {
  it('plays recordings into sessions, and reports latencies and lost words', async () => {
    const { url, flags } = await startServer();
    const directory = await temporaryPath();
    await writeWav(join(directory, 'a.wav'), joinSamples(tone(1_000), silence(800), tone(500)));
    await writeWav(join(directory, 'b.wav'), tone(700));
    await writeFile(join(directory, 'c.wav'), 'This is no audio.');
    await writeFile(join(directory, 'manifest.tsv'), 'file\ttranscript\na.wav\tone two three\n');
    const json = join(await temporaryPath(), 'report.json');
    const load = ['--recordings', directory, '--sessions', '3', '--seconds', '3', '--json', json];
    const result = await runSteno(['bench', ...load, '--url', url, ...flags]);
    expect(result.exitCode).toBe(0);
    expect(result.stderr).toContain('left out, too long or no audio: c.wav');
    expect(result.stdout).toMatch(/^ms +p50/);
    const report = JSON.parse(await readFile(json, 'utf8')) as LoadReport;
    const { latencies, client, lateness } = report;
    for (const { count, p50, p95 } of [latencies.open, latencies.firstPartial, latencies.partial, latencies.stop]) {
      expect(count).toBeGreaterThan(0);
      expect(p95).toBeGreaterThanOrEqual(p50);
    }
    expect(client.startBytes).toBeGreaterThan(0);
    expect(client.peakBytes).toBeGreaterThanOrEqual(client.startBytes);
    // As it is spoken: a chunk for each 100 ms that were played, and the load is at least as long as it was asked to be.
    expect(lateness.count).toBeGreaterThanOrEqual((report.audioSeconds * 10) | 0);
    expect(report.audioSeconds).toBeGreaterThan(3);
    expect(report).toMatchObject({
      load: { server: `${url}/`, sessions: 3, seconds: 3, language: 'en' },
      recordings: 2,
      peakSessions: 3,
      words: { missing: 0, changed: 0, added: 0 },
      errors: {},
    });
    expect(JSON.stringify(report)).not.toContain(flags.at(-1));
  });

  it('fails when sessions do, and says with which codes', async () => {
    const server = await startScriptedServer({ recognition: new ScriptedHost({ maxStreams: 1 }) });
    onTestFinished(() => server.close());
    const directory = await temporaryPath();
    await writeWav(join(directory, 'a.wav'), tone(1_500));
    const load = ['--recordings', directory, '--sessions', '2', '--seconds', '2'];
    const args = ['bench', ...load, '--url', server.url, '--key', server.key, '--language', 'en'];
    const { exitCode, stdout, stderr } = await runSteno(args);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^failed +\d at_capacity$/m);
    expect(stderr).toContain('sessions failed');
  });

  it.each([
    [['--sessions', '0'], '--sessions is "0"; it must be a whole number from 1 to 10000.'],
    [['--seconds', 'ten'], '--seconds is "ten"; it must be a whole number from 1 to 86400.'],
    [[], 'holds no recording that is audio'],
  ])('fails with one sentence: %j', async (flags, said) => {
    const { exitCode, stderr } = await runSteno(['bench', '--recordings', await temporaryPath(), ...flags]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(said);
  });
});
