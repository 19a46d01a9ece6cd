import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat, type FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { displayUrl, requestFile } from './http-request.ts';
import { ModelDownloadError } from './model-download-error.ts';
import { codeOf } from './model-folder.ts';
import { onDisk } from './on-disk.ts';

/** A file and what it has to be: of a model in the catalogue, or a package's archive. */
export interface CheckedFile {
  /** For messages. */
  readonly name: string;
  /** Size in bytes; integer, > 0. */
  readonly bytes: number;
  /** SHA-256 of the content, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** How one file is downloaded. */
export interface FileDownloadOptions {
  readonly url: URL;
  /** Absolute path to write to; what is there already is kept when it is the beginning of the file. */
  readonly target: string;
  /** See {@link HttpRequestOptions.connectTimeoutMs}. */
  readonly connectTimeoutMs: number;
  /** The longest time between two pieces of the content; ms, > 0. */
  readonly stallTimeoutMs: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** See {@link HttpRequestOptions.advice}. */
  readonly advice: string;
  /** Told the bytes of this file on the disk; falls when the file has to be started again. */
  readonly onReceived: (bytes: number) => void;
}

/**
 * Downloads a file and checks its size and SHA-256 as they are on the disk. Goes on from what an
 * earlier call left behind; starts again once when that turns out to be wrong.
 *
 * @throws ModelDownloadError; after `size_mismatch` and `hash_mismatch` nothing of the file is left.
 */
export async function downloadFile(file: CheckedFile, options: FileDownloadOptions): Promise<void> {
  const present = await usableBytes(file, options);
  if (present === file.bytes && (await isVerified(file, options))) return;
  if (present > 0 && present < file.bytes) {
    if ((await receive(file, present, options)) && (await isVerified(file, options))) return;
  }
  await receive(file, 0, options);
  if (await isVerified(file, options)) return;
  await onDisk(options.target, () => rm(options.target, { force: true }));
  throw new ModelDownloadError(
    'hash_mismatch',
    `${displayUrl(options.url)} is not the file of the catalogue: its SHA-256 differs from ${file.sha256}. ` +
      `Nothing of it was kept. ${options.advice}`,
    { retryable: false },
  );
}

/**
 * Tells whether a file on the disk has the size and SHA-256 of the catalogue.
 *
 * @throws ModelDownloadError `disk` when it cannot be read, `cancelled` by the signal.
 */
export async function isFileVerified(file: CheckedFile, target: string, signal: AbortSignal): Promise<boolean> {
  return onDisk(target, async () => {
    const found = await sizeOf(target);
    if (found !== file.bytes) return false;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(target)) {
      throwIfCancelled(signal);
      hash.update(chunk as Buffer); // A file stream without an encoding gives buffers.
    }
    return hash.digest('hex') === file.sha256;
  });
}

/** @throws ModelDownloadError `cancelled` when the signal says so. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new ModelDownloadError('cancelled', 'The download was cancelled.', { retryable: true });
}

async function isVerified(file: CheckedFile, options: FileDownloadOptions): Promise<boolean> {
  const isRight = await isFileVerified(file, options.target, options.signal);
  if (isRight) options.onReceived(file.bytes);
  return isRight;
}

/** Bytes left by an earlier call; more than the file has are none. */
async function usableBytes(file: CheckedFile, options: FileDownloadOptions): Promise<number> {
  const size = await onDisk(options.target, () => sizeOf(options.target));
  return size <= file.bytes ? size : 0;
}

async function sizeOf(target: string): Promise<number> {
  try {
    return (await stat(target)).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}

/**
 * Fetches the file from an offset on.
 *
 * @returns false when the server cannot go on from the offset: start again at 0.
 */
async function receive(file: CheckedFile, offset: number, options: FileDownloadOptions): Promise<boolean> {
  const { url, connectTimeoutMs, environment, signal, advice } = options;
  const headers: Record<string, string> = offset > 0 ? { range: `bytes=${offset}-` } : {};
  const response = await requestFile(url, { headers, connectTimeoutMs, environment, signal, advice });
  try {
    const start = startOfContent(response, offset, options);
    if (start === undefined) return false;
    const announced = response.headers['content-length'];
    if (announced !== undefined && Number(announced) !== file.bytes - start) {
      throw await sizeMismatch(file, `${start + Number(announced)} bytes are announced`, options);
    }
    const handle = await onDisk(options.target, () => open(options.target, start > 0 ? 'r+' : 'w'));
    try {
      await writeContent(response, handle, { ...options, file, start });
      await onDisk(options.target, () => handle.sync());
    } finally {
      await handle.close();
    }
    return true;
  } finally {
    response.destroy();
  }
}

/** Where in the file the answer's content begins; undefined when it does not fit the offset asked for. */
function startOfContent(response: IncomingMessage, offset: number, options: FileDownloadOptions): number | undefined {
  const status = response.statusCode ?? 0;
  if (status === 200) return 0;
  if (status === 206 && offset > 0) {
    return response.headers['content-range']?.startsWith(`bytes ${offset}-`) === true ? offset : undefined;
  }
  if (status === 416 && offset > 0) return undefined;
  throw new ModelDownloadError('http_status', `${displayUrl(options.url)} answered ${status}. ${options.advice}`, {
    retryable: status === 408 || status === 429 || status >= 500,
  });
}

interface ContentOptions extends FileDownloadOptions {
  readonly file: CheckedFile;
  readonly start: number;
}

async function writeContent(response: IncomingMessage, handle: FileHandle, options: ContentOptions): Promise<void> {
  const { file, start, url, target, signal, stallTimeoutMs } = options;
  let position = start;
  const watch = (): NodeJS.Timeout =>
    setTimeout(() => {
      const message =
        `${url.host} stopped sending ${file.name} after ${position} of ${file.bytes} bytes: nothing for ` +
        `${stallTimeoutMs} ms. Try again; what has arrived is kept.`;
      response.destroy(new ModelDownloadError('stalled', message, { retryable: true }));
    }, stallTimeoutMs);

  options.onReceived(position);
  let timer = watch();
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      clearTimeout(timer); // The disk may take its time.
      throwIfCancelled(signal);
      if (position + chunk.length > file.bytes) throw await sizeMismatch(file, 'more bytes came', options);
      await onDisk(target, () => writeAll(handle, chunk, position));
      position += chunk.length;
      options.onReceived(position);
      timer = watch();
    }
  } catch (cause) {
    throwIfCancelled(signal);
    if (cause instanceof ModelDownloadError) throw cause;
    const message =
      `The connection to ${url.host} broke after ${position} of ${file.bytes} bytes of ${file.name}. ` +
      'Try again; what has arrived is kept.';
    throw new ModelDownloadError('unreachable', message, { cause, retryable: true });
  } finally {
    clearTimeout(timer);
  }
  if (position !== file.bytes) throw await sizeMismatch(file, `${position} bytes came`, options);
}

async function writeAll(handle: FileHandle, chunk: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < chunk.length) {
    written += (await handle.write(chunk, written, chunk.length - written, position + written)).bytesWritten;
  }
}

async function sizeMismatch(file: CheckedFile, seen: string, options: FileDownloadOptions): Promise<Error> {
  await onDisk(options.target, () => rm(options.target, { force: true }));
  return new ModelDownloadError(
    'size_mismatch',
    `${displayUrl(options.url)} is not the file of the catalogue: it has ${file.bytes} bytes, but ${seen}. ` +
      `Nothing of it was kept. ${options.advice}`,
    { retryable: false },
  );
}
