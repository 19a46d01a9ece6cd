import path from 'node:path';
import { parseArgs } from 'node:util';
import { BenchError } from './bench-error.ts';

/** The benchmarks. */
export const benchNames = [
  'wer',
  'gateway',
  'latency',
  'finals',
  'capacity',
  'bulk',
  'steady',
  'server-death',
  'slow-reader',
  'half-open',
  'bad-network',
  'overload',
  'endpointing',
  'calibration',
  'models',
  'silence',
  'attack',
  'attack-text',
  'fuzz',
  'console',
] as const;

/** The name of a benchmark. */
export type BenchName = (typeof benchNames)[number];

/** What a benchmark is run with. */
export interface BenchOptions {
  readonly name: BenchName;
  /** True for a run of some minutes with fewer figures behind each number. */
  readonly isQuick: boolean;
  /** Where the JSON goes; absolute. */
  readonly jsonFile: string;
  /** The directory with `models` and `audio/dev`; absolute. */
  readonly assetsDir: string;
  /** The folder name of the model. */
  readonly modelId: string;
  /** True to count the word errors of `wer` with sclite as well. */
  readonly usesSclite: boolean;
  /** `attack`, `attack-text`: only attacks whose name has this in it; default all. */
  readonly only: string;
  /** True when `calibration` fits the confidence of words anew. */
  readonly fits: boolean;
}

/** How a benchmark is called. */
export const usage: string = `Usage: npm run bench -- ${benchNames.join('|')} [options]
  --quick         one to four minutes (attack-text: ten), with fewer figures behind each number
  --json PATH     where the figures go (bench/results/<name>.json)
  --assets DIR    models and recordings (STENO_TEST_ASSETS, else ../shared beside the checkout)
  --model ID      folder of the model (zipformer-en-tiny)
  --sclite        wer: count with sclite (Debian package sctk), too
  --only TEXT     attack, attack-text: only those with this in their name
  --fit           calibration: fit the confidence of words to the model's log-probabilities`;

/**
 * Reads the command line.
 *
 * @param args - without the program's own name.
 * @param checkoutDir - absolute path of the checkout.
 * @throws BenchError `bad_option`.
 */
export function parseBenchOptions(args: readonly string[], checkoutDir: string): BenchOptions {
  const { values, positionals } = parse(args);
  const name = benchNames.find((known) => known === positionals[0]);
  if (name === undefined || positionals.length !== 1) throw new BenchError('bad_option', usage);
  const assets = values.assets ?? process.env['STENO_TEST_ASSETS'] ?? path.join(checkoutDir, '..', 'shared');
  return {
    name,
    isQuick: values.quick,
    jsonFile: path.resolve(values.json ?? path.join(checkoutDir, 'bench', 'results', `${name}.json`)),
    assetsDir: path.resolve(assets),
    modelId: values.model,
    usesSclite: values.sclite,
    only: values.only,
    fits: values.fit,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        assets: { type: 'string' },
        model: { type: 'string', default: 'zipformer-en-tiny' },
        sclite: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        fit: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new BenchError('bad_option', `${message}\n${usage}`, cause);
  }
}
