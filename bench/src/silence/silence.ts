import { bytesPerMs } from '@steno/audio';
import { findSecondModels, foldersOf } from '../assets/served-models.ts';
import { connect } from '@steno/testkit';
import { findModel } from '../assets/model.ts';
import { bytesOf } from '../assets/long-file.ts';
import { readRecordings } from '../assets/recordings.ts';
import type { BenchOptions } from '../bench-options.ts';
import { speak, stop } from '../client/speaking.ts';
import { pause } from '../processes/pause.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { serverCpuOf } from '../serve/server-cpu.ts';
import { StenoServer } from '../serve/steno-server.ts';
import { normalisedWords } from '@steno/client/measure';
import { type CpuFigure, type WordFigure, toSilenceReport } from './silence-report.ts';
import { roomSounds, type Sound, wordlessSounds } from './sounds.ts';

const streamsAtOnce = 20;
const pushedAtOnce = 4;
const pushSeconds = 120;
/** Until every silent stream is in its long silence, in ms. */
const settleMs = 4000;
/** How far apart in the recordings two speaking streams begin, in ms. Chosen: a prime of about a sentence. */
const offsetMs = 7300;
const speaking = 'speech';

/** What silence costs beside speech, and whether what is no speech becomes words. */
export async function runSilence(options: BenchOptions, progress: Progress): Promise<Report> {
  const model = await findModel(options);
  const second = (await findSecondModels(options)).slice(0, 1);
  const recordings = await readRecordings(options.assetsDir, progress, 40);
  const speech = { name: speaking, samples: joined(recordings.map(({ samples }) => samples)) };
  const seconds = options.isQuick ? 120 : 600;
  const measureMs = options.isQuick ? 8000 : 25_000;
  const modelDirs = [model, ...second].flatMap(foldersOf);
  const server = await StenoServer.start(options, { flags: ['--second-pass-timeout-ms', '60000'], modelDirs });
  try {
    const cpu: CpuFigure[] = [];
    // Speech first and last, so that what changes meanwhile is on both sides.
    for (const sound of [speech, ...roomSounds((settleMs + measureMs) / 1000 + 1), speech]) {
      progress.show(`silence: CPU, ${sound.name}`);
      cpu.push(await measureCpu(server, sound, measureMs));
    }
    const pushed: CpuFigure[] = [];
    for (const sound of [speech, ...roomSounds(pushSeconds)]) {
      progress.show(`silence: CPU as fast as the server reads, ${sound.name}`);
      pushed.push(await measurePushed(server, sound));
    }
    const words: WordFigure[] = [];
    const types = second.length === 0 ? (['fast'] as const) : (['fast', 'quality'] as const);
    for (const sound of wordlessSounds(seconds)) {
      for (const type of types) {
        progress.show(`silence: words, ${sound.name}, ${type}`);
        words.push(await countWords(server, sound, type));
      }
    }
    return toSilenceReport(
      { cpu, pushed, words },
      { speaking, streamsAtOnce, seconds, secondModelId: second[0]?.modelId },
    );
  } finally {
    await server.close();
  }
}

async function measureCpu(server: StenoServer, sound: Sound, measureMs: number): Promise<CpuFigure> {
  const bytes = bytesOf(sound.samples);
  let isOver = false;
  const streams = Array.from({ length: streamsAtOnce }, async (_, index) => {
    const client = await connect(server);
    const from = sound.name === speaking ? (index * offsetMs * bytesPerMs) % bytes.length : 0;
    const own = sound.name === speaking ? Buffer.concat([bytes.subarray(from), bytes.subarray(0, from)]) : bytes;
    await pause((index * 100) / streamsAtOnce);
    await speak(client, own, { speed: 1, isOver: () => isOver });
    await stop(client);
  });
  await pause(settleMs);
  const before = serverCpuOf(server);
  const startMs = performance.now();
  await pause(measureMs);
  const after = serverCpuOf(server);
  const audioSeconds = ((performance.now() - startMs) / 1000) * streamsAtOnce;
  isOver = true;
  await Promise.all(streams);
  return {
    name: sound.name,
    serverMs: (1000 * (after.server - before.server)) / audioSeconds,
    workersMs: (1000 * (after.workers - before.workers)) / audioSeconds,
  };
}

/** The same as fast as the server reads: what messages cost is shared by more audio. */
async function measurePushed(server: StenoServer, sound: Sound): Promise<CpuFigure> {
  const bytes = bytesOf(sound.samples).subarray(0, pushSeconds * 1000 * bytesPerMs);
  const before = serverCpuOf(server);
  await Promise.all(
    Array.from({ length: pushedAtOnce }, async () => {
      const client = await connect(server);
      await speak(client, bytes);
      await stop(client);
    }),
  );
  const after = serverCpuOf(server);
  const audioSeconds = (bytes.length / bytesPerMs / 1000) * pushedAtOnce;
  return {
    name: sound.name,
    serverMs: (1000 * (after.server - before.server)) / audioSeconds,
    workersMs: (1000 * (after.workers - before.workers)) / audioSeconds,
  };
}

async function countWords(server: StenoServer, sound: Sound, type: 'fast' | 'quality'): Promise<WordFigure> {
  const client = await connect({ url: server.url, key: server.key, query: { language: 'en', type, events: 'true' } });
  await speak(client, bytesOf(sound.samples));
  await stop(client);
  const texts = client.messages.flatMap((message) => (message.type === 'transcript' ? [message.result] : []));
  const wordsOf = (isFinal: boolean): number =>
    texts
      .filter((result) => result.is_final === isFinal)
      .reduce((sum, { text }) => sum + normalisedWords(text).length, 0);
  const state = client.messages.find((message) => message.type === 'state');
  return {
    name: sound.name,
    type: state?.type === 'state' && state.served_type === 'quality' ? 'quality' : 'fast',
    finalWords: wordsOf(true),
    partialWords: wordsOf(false),
    speechStarts: client.messages.filter((message) => message.type === 'speech_start').length,
    texts: texts.filter(({ text }) => text !== '').map(({ text }) => text),
  };
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
