import { createHash } from 'node:crypto';
import type http from 'node:http';
import path from 'node:path';
import { expect } from 'vitest';
import type { CatalogueEntry } from '../../src/models/catalogue-entry.ts';
import type { DownloadOptions } from '../../src/models/download.ts';
import type { ModelDownloadError, ModelDownloadErrorCode } from '../../src/models/model-download-error.ts';
import { network } from './network-content.ts';

/** What the files of the model hold. */
export const contents: Readonly<Record<string, Buffer>> = {
  'encoder.int8.onnx': networkOf(300_000),
  'decoder.onnx': networkOf(20_000),
  'joiner.int8.onnx': networkOf(10_000),
  'tokens.txt': Buffer.from('<blk> 0\na 1\n'),
};
const roles = ['encoder', 'decoder', 'joiner', 'tokens'] as const;
/** Bytes of all of them. */
export const totalBytes = Object.values(contents).reduce((total, content) => total + content.length, 0);

/** A model in the catalogue whose files are below a URL. */
export function entryAt(source: string): CatalogueEntry {
  return {
    modelId: 'test-de',
    kind: 'transducer',
    languages: ['de'],
    type: 'fast',
    casing: 'mixed',
    hasPunctuation: true,
    licence: 'Apache-2.0',
    source,
    files: Object.entries(contents).map(([name, content], index) => ({
      role: roles[index] ?? 'tokens',
      name,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
  };
}

/** The content of the file that is asked for by the last part of a path. */
export function contentOf(request: http.IncomingMessage): Buffer {
  return contents[path.basename(request.url ?? '')] ?? Buffer.alloc(0);
}

/** Options that wait long enough for a slow machine, but not for the proxy of the environment. */
export function into(directory: string): DownloadOptions {
  return { directory, environment: {} };
}

/** Waits for a download to fail. */
export async function failureOf(download: Promise<unknown>): Promise<ModelDownloadError> {
  return download.then(
    () => expect.unreachable('the download succeeds'),
    (error: unknown) => error as ModelDownloadError, // Its name and code are looked at by the caller.
  );
}

/** Waits for a download to fail with a code. */
export async function expectFailure(
  download: Promise<unknown>,
  code: ModelDownloadErrorCode,
): Promise<ModelDownloadError> {
  const error = await failureOf(download);
  expect(error).toMatchObject({ name: 'ModelDownloadError', code });
  return error;
}

/** A network's file of so many bytes. */
function networkOf(bytes: number): Buffer {
  const tooLarge = network({}, bytes).length - bytes;
  return network({}, bytes - tooLarge);
}
