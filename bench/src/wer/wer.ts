import { sampleRateHz } from '@steno/audio';
import { findModel } from '../assets/model.ts';
import { readRecordings, secondsOf } from '../assets/recordings.ts';
import type { BenchOptions } from '../bench-options.ts';
import { openSession, sendAll } from '../client/session-client.ts';
import { loadBareRecognizer, toFloat } from '../engine/sherpa.ts';
import { hearBare } from '../engine/hear-bare.ts';
import { ChildProgram } from '../processes/child-program.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import type { ServerAddress } from '../server/server-program.ts';
import { scoreWithSclite } from './sclite.ts';
import { alignWords, normalisedWords, type WordErrors } from '@steno/client/measure';

const noSpeechSeconds = 60;

interface Scored {
  readonly id: string;
  readonly kind: string;
  readonly reference: readonly string[];
  readonly server: WordErrors & { readonly words: readonly string[]; readonly finals: number };
  readonly bare: WordErrors & { readonly words: readonly string[] };
}

/** The word error rate of the real server beside that of the bare engine loop, file by file. */
export async function runWer(options: BenchOptions, progress: Progress): Promise<Report> {
  const model = await findModel(options);
  const recordings = await readRecordings(options.assetsDir, progress, options.isQuick ? 20 : undefined);
  const recognizer = loadBareRecognizer(model);
  const program = await ChildProgram.start('server/server-program');
  try {
    const address = await program.ask<ServerAddress>('start', { model, workers: 1 });
    const scored: Scored[] = [];
    for (const recording of recordings) {
      progress.show(
        `wer: ${scored.length + 1} of ${recordings.length}, ${secondsOf(recording).toFixed(0)} s ${recording.kind}`,
      );
      const reference = normalisedWords(recording.reference);
      const heard = await transcribe(address, recording.samples);
      const words = normalisedWords(heard.join(' '));
      const bareWords = normalisedWords(hearBare(recognizer, toFloat(recording.samples)).text);
      scored.push({
        id: recording.id,
        kind: recording.kind,
        reference,
        server: { ...alignWords(reference, words), words, finals: heard.length },
        bare: { ...alignWords(reference, bareWords), words: bareWords },
      });
    }
    progress.show('wer: silence and noise');
    const noSpeech = [];
    for (const { name, samples } of soundsWithoutSpeech()) {
      const heard = await transcribe(address, samples);
      noSpeech.push({ name, words: normalisedWords(heard.join(' ')).length });
    }
    const sclite = options.usesSclite ? await crossCheck(scored) : undefined;
    return toReport(scored, noSpeech, sclite);
  } finally {
    await program.close();
  }
}

async function transcribe(address: ServerAddress, samples: Int16Array): Promise<readonly string[]> {
  const session = await openSession(address);
  await sendAll(session, samples);
  session.finish('stop');
  await session.closed;
  return session.messages.filter(({ isFinal }) => isFinal).map(({ text }) => text);
}

function soundsWithoutSpeech(): readonly { readonly name: string; readonly samples: Int16Array }[] {
  const noise = (amplitude: number): Int16Array => {
    let state = 1;
    // A linear congruential generator, so that every run hears the same noise.
    return Int16Array.from({ length: noSpeechSeconds * sampleRateHz }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.round((state / 2 ** 31 - 1) * amplitude);
    });
  };
  return [
    { name: `${noSpeechSeconds} s silence`, samples: new Int16Array(noSpeechSeconds * sampleRateHz) },
    { name: `${noSpeechSeconds} s white noise, peak -40 dB`, samples: noise(328) },
    { name: `${noSpeechSeconds} s white noise, peak -20 dB`, samples: noise(3277) },
  ];
}

async function crossCheck(scored: readonly Scored[]): Promise<{ readonly server: number; readonly bare: number }> {
  const texts = (of: 'server' | 'bare') =>
    scored.map(({ id, reference, [of]: { words } }) => ({ id, reference, heard: words }));
  return { server: await scoreWithSclite(texts('server')), bare: await scoreWithSclite(texts('bare')) };
}

function rateOf(scored: readonly Scored[], of: 'server' | 'bare'): number {
  const words = scored.reduce((sum, { reference }) => sum + reference.length, 0);
  return (100 * scored.reduce((sum, { [of]: { errors } }) => sum + errors, 0)) / words;
}

/** Files whose first, or last, word the server does not have and the bare loop has. */
function lostAt(scored: readonly Scored[], index: 0 | -1): readonly string[] {
  return scored
    .filter(({ server, bare }) => server.fates.at(index) === 'deleted' && bare.fates.at(index) !== 'deleted')
    .map(({ id }) => id);
}

function toReport(
  scored: readonly Scored[],
  noSpeech: readonly { readonly name: string; readonly words: number }[],
  sclite: { readonly server: number; readonly bare: number } | undefined,
): Report {
  const kinds = [...new Set(scored.map(({ kind }) => kind))];
  const groups = [
    ...kinds.map((kind) => ({ kind, files: scored.filter((file) => file.kind === kind) })),
    { kind: 'all', files: scored },
  ];
  const rows = groups.map(({ kind, files }) => {
    const [server, bare] = [rateOf(files, 'server'), rateOf(files, 'bare')];
    const words = files.reduce((sum, { reference }) => sum + reference.length, 0);
    return [
      kind,
      files.length,
      words,
      bare,
      server,
      server - bare,
      files.reduce((sum, file) => sum + file.server.finals, 0),
    ];
  });
  const lost = { atStart: lostAt(scored, 0), atEnd: lostAt(scored, -1) };
  const difference = rateOf(scored, 'server') - rateOf(scored, 'bare');
  const extra = noSpeech.reduce((sum, { words }) => sum + words, 0);
  return {
    name: 'wer',
    tables: [
      {
        title: 'Word error rate, percent',
        header: ['kind', 'files', 'words', 'bare', 'server', 'difference', 'finals'],
        rows,
      },
      {
        title: 'Words where nobody speaks',
        header: ['sound', 'words'],
        rows: noSpeech.map(({ name, words }) => [name, words]),
      },
    ],
    verdicts: [
      { name: 'difference to the bare loop', value: difference, unit: 'points', limit: 0.5, isUpperLimit: true },
      { name: 'words in silence and noise', value: extra, unit: 'words', limit: 0, isUpperLimit: true },
      { name: 'first words lost', value: lost.atStart.length, unit: 'files', limit: 0, isUpperLimit: true },
      { name: 'last words lost', value: lost.atEnd.length, unit: 'files', limit: 0, isUpperLimit: true },
    ],
    remarks: [
      ...(lost.atStart.length + lost.atEnd.length === 0
        ? []
        : [`Lost at start: ${lost.atStart.join(', ') || '-'}; at end: ${lost.atEnd.join(', ') || '-'}`]),
      ...(sclite === undefined
        ? []
        : [`sclite counts ${sclite.bare.toFixed(2)} % bare, ${sclite.server.toFixed(2)} % server.`]),
    ],
    details: {
      files: scored.map(({ id, kind, reference, server, bare }) => ({
        id,
        kind,
        words: reference.length,
        serverErrors: server.errors,
        bareErrors: bare.errors,
        finals: server.finals,
        server: server.words.join(' '),
        bare: bare.words.join(' '),
      })),
      noSpeech,
      lost,
      sclite,
    },
  };
}
