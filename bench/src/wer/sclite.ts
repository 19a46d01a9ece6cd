import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { BenchError } from '../bench-error.ts';

/** One pair to score; words are normalised already. */
export interface ScoredText {
  readonly id: string;
  readonly reference: readonly string[];
  readonly heard: readonly string[];
}

/**
 * The word error rate that sclite (Debian package sctk) counts, in percent.
 *
 * @throws rejects with BenchError `asset_missing` when it is not installed or says nothing.
 */
export async function scoreWithSclite(texts: readonly ScoredText[]): Promise<number> {
  const directory = await mkdtemp(path.join(tmpdir(), 'steno-sclite-'));
  const lines = (pick: (text: ScoredText) => readonly string[]): string =>
    texts.map((text) => `${pick(text).join(' ')} (x_${text.id.replaceAll('_', '-')})\n`).join('');
  try {
    const [reference, heard] = [path.join(directory, 'ref.trn'), path.join(directory, 'hyp.trn')];
    await writeFile(
      reference,
      lines((text) => text.reference),
    );
    await writeFile(
      heard,
      lines((text) => text.heard),
    );
    const args = ['sclite', '-r', reference, 'trn', '-h', heard, 'trn', '-i', 'spu_id', '-o', 'rsum', 'stdout'];
    const { stdout } = await promisify(execFile)('sctk', args, { timeout: 60_000 });
    // The raw summary: sentences, words | correct, substituted, deleted, inserted, errors, ...
    const [, counts = '', outcomes = ''] = /^\s*\|\s*Sum\s*\|([^|]*)\|([^|]*)\|/m.exec(stdout) ?? [];
    const words = Number(counts.trim().split(/\s+/)[1]);
    return (100 * Number(outcomes.trim().split(/\s+/)[4])) / words;
  } catch (cause) {
    throw new BenchError('asset_missing', 'sclite cannot be run; install the Debian package sctk.', cause);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
