import { findProgram, installCommand } from '../programs/find-program.ts';
import { runProgram } from '../programs/program.ts';
import { AudioInputError } from '../../common/audio-input-error.ts';
import { type ProgramAudio, startAudioProgram } from './program-audio.ts';

/** Chosen: what is slower to give the next piece than that is a share or a pipe that hangs. */
const idleTimeoutMs = 60_000;
const probeTimeoutMs = 10_000;

/** A file that is being converted. */
export interface ConvertedFile extends ProgramAudio {
  /** In ms; undefined when the file does not say. */
  readonly durationMs: number | undefined;
}

/**
 * Opens a file of any container and encoding: ffmpeg makes 16 kHz mono s16le of its first audio track.
 *
 * @param environment - read for `PATH`.
 * @throws AudioInputError (as a rejection) `program_missing`, or `unreadable` when the file is no audio.
 */
export async function convertWithFfmpeg(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ConvertedFile> {
  const ffmpeg = findProgram('ffmpeg', environment);
  if (ffmpeg === undefined) {
    throw new AudioInputError(
      'program_missing',
      `${path} is not a 16 kHz mono 16-bit WAV file and ffmpeg, which would convert it, is not installed; type: ${installCommand('ffmpeg')}`,
    );
  }
  // The protocol in front keeps a name with a colon from being taken for a network address.
  const input = `file:${path}`;
  const durationMs = await probeDurationMs(input, environment);
  const audio = await startAudioProgram({
    name: 'ffmpeg',
    path: ffmpeg,
    args: [
      '-nostdin',
      '-v',
      'error',
      '-i',
      input,
      '-map',
      '0:a:0',
      '-f',
      's16le',
      '-ac',
      '1',
      '-ar',
      '16000',
      'pipe:1',
    ],
    idleTimeoutMs,
    judge: ({ bytes, result: { exitCode, stderr } }) => {
      if (bytes > 0 && exitCode === 0) return undefined;
      const said = stderr.split('\n').find((line) => line.trim() !== '');
      const why = said === undefined ? '' : `; ffmpeg says: ${said.replace(/^\[[^\]]*\] /, '').trim()}`;
      const what = bytes === 0 ? 'holds no audio that ffmpeg can read' : 'could be read only in part';
      return new AudioInputError('unreadable', `${path} ${what}${why}.`);
    },
  });
  return { ...audio, durationMs };
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
