import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';

/** What a manifest says of a recording. */
export interface ManifestEntry {
  /** What is said; undefined when the manifest has no such column. */
  readonly text: string | undefined;
  /** A BCP-47 tag; undefined when the manifest has no such column. */
  readonly language: string | undefined;
}

const textColumns = ['transcript', 'reference', 'text'];

/**
 * Reads transcripts: tab-separated columns with a heading that names `file`, and `transcript`, `reference` or `text`, and
 * may name `language`.
 *
 * @param file - undefined for `manifest.tsv` of the directory, which need not be there.
 * @returns by the name of the file; undefined without a manifest.
 * @throws CliError (as a rejection) `input`.
 */
export async function readManifest(
  file: string | undefined,
  directory: string,
): Promise<ReadonlyMap<string, ManifestEntry> | undefined> {
  const path = file ?? join(directory, 'manifest.tsv');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    if (file === undefined && code === 'ENOENT') return undefined;
    throw new CliError('input', `The manifest ${path} cannot be read (${code}).`, cause);
  }
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const columns = head.split('\t');
  const fileColumn = columns.indexOf('file');
  const textColumn = columns.findIndex((name) => textColumns.includes(name));
  const languageColumn = columns.indexOf('language');
  if (fileColumn < 0) {
    throw new CliError(
      'input',
      `The first line of ${path} must name its tab-separated columns: file, and transcript for what is said.`,
    );
  }
  return new Map(
    lines.map((line) => {
      const cells = line.split('\t');
      return [cells[fileColumn] ?? '', { text: cells[textColumn], language: cells[languageColumn] }];
    }),
  );
}
