import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chunksOf, freePort, makeTemporaryDirectory, sendPaced, streamedWavHeader } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findTestRecognizer } from './support/recognizer.ts';
import { runSteno, startSteno, type StenoProcess, stopAtEnd } from './support/steno-process.ts';

const endMs = 60_000;
const samplesPerSecond = 16_000;

interface Figures {
  readonly received: number;
  readonly decoded: number;
  readonly used: number;
  readonly recorded: number;
}

/** Seconds of audio as the server tells them in each place, to the millisecond. */
async function figuresOf(server: StenoProcess, metricsPort: number): Promise<Figures> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const counted = (name: string): number =>
    text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  const usage = (await (await server.get('/v2/usage')).json()) as {
    readonly total: { readonly audio_seconds: number };
  };
  const { sessions } = (await (await server.get('/v2/sessions?limit=1000')).json()) as {
    readonly sessions: readonly { readonly duration: number }[];
  };
  return {
    received: toMs(counted('steno_audio_received_seconds_total')),
    decoded: toMs(counted('steno_audio_decoded_seconds_total')),
    used: usage.total.audio_seconds,
    recorded: toMs(sessions.reduce((sum, { duration }) => sum + duration, 0)),
  };
}

function toMs(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function same(seconds: number): Figures {
  return { received: seconds, decoded: seconds, used: seconds, recorded: seconds };
}

describe('the seconds of audio that a server with a recognizer tells', () => {
  it('are those that clients sent in metrics, usage and records, also of sessions that end at once or come back', async () => {
    const { flags, recording } = await findTestRecognizer();
    const port = await freePort();
    const server = stopAtEnd(await startSteno([...flags, '--metrics-port', String(port)]));
    let samples = 0;
    for (const count of [160, 16_000, 33_333, 20_001]) {
      const client = await server.connect();
      await sendPaced(client, recording.samples.subarray(0, count), { speed: 50 });
      client.say({ action: 'stop' });
      await client.end(endMs);
      samples += count;
    }
    const first = await server.connect();
    const [state] = first.messages;
    if (state?.type !== 'state') throw new Error('no state');
    const bytes = new Uint8Array(recording.samples.slice(0, 32_000).buffer);
    for (const chunk of chunksOf(bytes.subarray(0, 48_000), 3200)) await first.send(chunk);
    first.destroy();
    const query = { session: state.session_id ?? '', resume_token: state.resume_token ?? '', last_seq: '0' };
    const second = await server.connect({ query });
    second.say({ action: 'audio_from', byte: 0 });
    for (const chunk of chunksOf(bytes, 3200)) await second.send(chunk);
    second.say({ action: 'stop' });
    await second.end(endMs);
    samples += 32_000;
    expect(await figuresOf(server, port)).toEqual(same(toMs(samples / samplesPerSecond)));
  });

  it('are those that steno bench has played', async () => {
    const { flags, recording } = await findTestRecognizer();
    const port = await freePort();
    const server = stopAtEnd(await startSteno([...flags, '--metrics-port', String(port)]));
    const directory = await makeTemporaryDirectory();
    onTestFinished(() => directory.remove());
    const spoken = recording.samples.slice(0, 2.5 * samplesPerSecond);
    await writeFile(join(directory.path, 'a.wav'), Buffer.concat([streamedWavHeader(), Buffer.from(spoken.buffer)]));
    const load = ['--recordings', directory.path, '--sessions', '2', '--seconds', '5', '--json', 'report.json'];
    await runSteno(directory, ['bench', '--url', server.url, '--key', server.key, '--language', 'en', ...load]);
    const report = JSON.parse(await readFile(join(directory.path, 'report.json'), 'utf8')) as {
      readonly played: number;
      readonly audioSeconds: number;
    };
    expect(report.played).toBeGreaterThanOrEqual(2);
    // Each recording is heard alone before the load.
    expect(await figuresOf(server, port)).toEqual(same(toMs(report.audioSeconds + spoken.length / samplesPerSecond)));
  });
});
