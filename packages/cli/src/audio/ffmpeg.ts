import { basename } from 'node:path';
import { CliError } from '../cli-error.ts';
import { readProgram, runProgram } from '../system/command.ts';
import { findProgram, installCommand } from '../system/find-program.ts';
import type { AudioSource } from './audio-source.ts';

/** A conversion runs as long as its reader takes; a day is longer than anything that is meant. */
const conversionTimeoutMs = 86_400_000;
const probeTimeoutMs = 10_000;

/**
 * Opens a file of any container and encoding: ffmpeg makes 16 kHz mono s16le of its first audio track.
 *
 * @param environment - read for `PATH`.
 * @throws CliError (as a rejection) `program_missing`; reading the pieces rejects with `input` when the file is no audio.
 */
export async function convertWithFfmpeg(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<AudioSource> {
  const ffmpeg = findProgram('ffmpeg', environment);
  if (ffmpeg === undefined) {
    throw new CliError(
      'program_missing',
      `${path} is not a 16 kHz mono 16-bit WAV file and ffmpeg, which would convert it, is not installed; type: ${installCommand('ffmpeg')}`,
    );
  }
  // The protocol in front keeps a name with a colon from being taken for a network address.
  const input = `file:${path}`;
  const durationMs = await probeDurationMs(input, environment);
  const program = readProgram(
    ffmpeg,
    ['-nostdin', '-v', 'error', '-i', input, '-map', '0:a:0', '-f', 's16le', '-ac', '1', '-ar', '16000', 'pipe:1'],
    { timeoutMs: conversionTimeoutMs },
  );
  return {
    name: basename(path),
    durationMs,
    pieces: checked(path, program),
    close: () => {
      program.kill();
    },
  };
}

async function* checked(path: string, program: ReturnType<typeof readProgram>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of program.stdout) {
    bytes += piece.length;
    yield piece;
  }
  const { exitCode, stderr } = await program.finished;
  if (bytes > 0 && exitCode === 0) return;
  const said = stderr.split('\n').find((line) => line.trim() !== '');
  const why = said === undefined ? '' : `; ffmpeg says: ${said.replace(/^\[[^\]]*\] /, '').trim()}`;
  throw new CliError(
    'input',
    bytes === 0 ? `${path} holds no audio that ffmpeg can read${why}.` : `${path} could be read only in part${why}.`,
  );
}

async function probeDurationMs(
  input: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number | undefined> {
  const ffprobe = findProgram('ffprobe', environment);
  if (ffprobe === undefined) return undefined;
  const probed = await runProgram(
    ffprobe,
    ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', input],
    { timeoutMs: probeTimeoutMs },
  );
  const seconds = Number(probed.stdout.trim());
  return probed.exitCode === 0 && Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
