import { setTimeout as delay } from 'node:timers/promises';
import { type ProgramResult, readProgram } from '../programs/program.ts';
import { AudioInputError } from '../../common/audio-input-error.ts';

/** A program that writes audio to its standard output. */
export interface AudioProgram {
  /** As it is called in a message. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly args: readonly string[];
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How long it may give nothing while it is asked for audio, in ms. */
  readonly idleTimeoutMs: number;
  /** What the end of the program means; undefined for a good one. */
  readonly judge: (end: { readonly bytes: number; readonly result: ProgramResult }) => AudioInputError | undefined;
}

/** What such a program gives. */
export interface ProgramAudio {
  /** To be read once. Fails with AudioInputError. */
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Kills the program and waits until it is gone. Idempotent. */
  close(): Promise<void>;
}

/**
 * Starts a program and waits for its first audio, so that one that gives none is told at once.
 *
 * @throws AudioInputError (as a rejection).
 */
export async function startAudioProgram(program: AudioProgram): Promise<ProgramAudio> {
  const running = readProgram(program.path, program.args, { environment: program.environment });
  const close = async (): Promise<void> => {
    running.kill();
    await running.finished;
  };
  const pieces = piecesOf(program, running.stdout, running.finished);
  try {
    const first = await pieces.next();
    return { pieces: withFirst(first, pieces), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function* piecesOf(
  program: AudioProgram,
  stdout: AsyncIterable<Uint8Array>,
  finished: Promise<ProgramResult>,
): AsyncGenerator<Uint8Array, undefined> {
  const iterator = stdout[Symbol.asyncIterator]();
  let bytes = 0;
  for (;;) {
    const next = await inTime(iterator.next(), program);
    if (next.done === true) break;
    bytes += next.value.length;
    yield next.value;
  }
  const failure = program.judge({ bytes, result: await inTime(finished, program) });
  if (failure !== undefined) throw failure;
}

async function inTime<T>(work: Promise<T>, { name, idleTimeoutMs }: AudioProgram): Promise<T> {
  const done = new AbortController();
  const timeout = async (): Promise<never> => {
    await delay(idleTimeoutMs, undefined, { signal: done.signal });
    throw new AudioInputError('program_failed', `${name} has given no audio for ${idleTimeoutMs / 1000} s.`);
  };
  try {
    return await Promise.race([work, timeout()]);
  } finally {
    done.abort();
  }
}

async function* withFirst(
  first: IteratorResult<Uint8Array, undefined>,
  rest: AsyncGenerator<Uint8Array, undefined>,
): AsyncGenerator<Uint8Array> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
