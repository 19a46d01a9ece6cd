import type { AudioInput } from '../../common/contract.ts';
import { installCommand } from '../programs/find-program.ts';
import { runProgram } from '../programs/program.ts';
import { AudioInputError } from '../../common/audio-input-error.ts';
import { inChunks, liveChunkBytes } from './chunks.ts';
import { findMicrophonePrograms, type FoundMicrophoneProgram, type MicrophoneDevice } from './microphone-programs.ts';
import { type ProgramAudio, startAudioProgram } from './program-audio.ts';
import { readableInput } from './readable-input.ts';

/** Which microphone, and how it is found. */
export interface MicrophoneInputOptions {
  /** As the program knows it, for example `hw:1`; {@link listMicrophones} tells. Default: the system's microphone. */
  readonly device?: string | undefined;
  /** How long a program may give no audio before it is given up, in ms, also while it is recording; default 5,000. */
  readonly idleTimeoutMs?: number;
  /** Read for `PATH`; default: that of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Default: that of the process. */
  readonly platform?: NodeJS.Platform;
}

/** A microphone that is being recorded. */
export interface MicrophoneInput extends AudioInput {
  /** The program that records, for example `arecord` or `ffmpeg (pulse)`. */
  readonly program: string;
}

/** What {@link listMicrophones} found. */
export interface Microphones {
  /** The program that knows the devices by these names. */
  readonly program: string;
  readonly devices: readonly MicrophoneDevice[];
}

/** Chosen: a microphone gives audio within a tenth of a second; one that has to be woken up first, within two. */
const defaultIdleTimeoutMs = 5_000;
const listTimeoutMs = 5_000;

/**
 * Records from a microphone by the first program that can: `arecord`, `rec` or `sox`, `ffmpeg`.
 *
 * @returns once the first audio is there. While the audio is not read, the program keeps what its pipe and its own buffer
 *   hold, a few seconds; what is spoken after that is lost. Reading fails with AudioInputError `program_failed` when the
 *   program ends by itself, or gives nothing for `idleTimeoutMs`.
 * @throws AudioInputError (as a rejection) `program_missing` when there is no such program; `no_microphone`, with what the
 *   programs said, when none could record.
 */
export async function microphoneInput(options: MicrophoneInputOptions = {}): Promise<MicrophoneInput> {
  const found = programsHere(options);
  const failures: string[] = [];
  for (const program of found) {
    try {
      const audio = await record(program, options);
      return {
        ...readableInput(inChunks(audio.pieces, liveChunkBytes), () => audio.close()),
        program: program.name,
      };
    } catch (error) {
      if (!(error instanceof AudioInputError)) throw error;
      failures.push(error.message.replace(/\.$/, ''));
    }
  }
  const which = options.device === undefined ? 'No microphone' : `No microphone "${options.device}"`;
  throw new AudioInputError('no_microphone', `${which} could be recorded: ${failures.join('; ')}.`);
}

/**
 * Lists the microphones by the first program that can.
 *
 * @returns undefined when no program here can list them; no devices when those that can know of none.
 * @throws AudioInputError (as a rejection) `program_missing` when there is none that could record either.
 */
export async function listMicrophones(
  options: Pick<MicrophoneInputOptions, 'environment' | 'platform'> = {},
): Promise<Microphones | undefined> {
  const listers = programsHere(options).filter(({ list }) => list !== undefined);
  for (const program of listers) {
    const devices = await listDevices(program);
    if (devices !== undefined) return { program: program.name, devices };
  }
  return listers[0] === undefined ? undefined : { program: listers[0].name, devices: [] };
}

async function record(program: FoundMicrophoneProgram, options: MicrophoneInputOptions): Promise<ProgramAudio> {
  const device =
    options.device ?? (program.needsDevice === true ? (await listDevices(program))?.[0]?.device : undefined);
  return startAudioProgram({
    name: program.name,
    path: program.path,
    args: program.record(device),
    environment: program.environment?.(device) ?? {},
    idleTimeoutMs: options.idleTimeoutMs ?? defaultIdleTimeoutMs,
    judge: ({ result: { exitCode, stderr } }) => {
      const said = stderr.split('\n').findLast((line) => line.trim() !== '');
      const how = exitCode === undefined ? 'was ended' : `ended with code ${exitCode}`;
      return new AudioInputError(
        'program_failed',
        `${program.name} ${how}${said === undefined ? '' : ` and says: ${said.trim()}`}.`,
      );
    },
  });
}

async function listDevices(program: FoundMicrophoneProgram): Promise<readonly MicrophoneDevice[] | undefined> {
  if (program.list === undefined) return undefined;
  const { stdout, stderr } = await runProgram(program.path, program.list.args, { timeoutMs: listTimeoutMs });
  // ffmpeg lists on standard error and ends with a failure, because nothing was opened.
  const devices = program.list.parse(`${stdout}\n${stderr}`);
  return devices.length > 0 ? devices : undefined;
}

function programsHere({
  environment = process.env,
  platform = process.platform,
}: MicrophoneInputOptions): readonly FoundMicrophoneProgram[] {
  const found = findMicrophonePrograms(environment, platform);
  if (found.length > 0) return found;
  throw new AudioInputError(
    'program_missing',
    `No program here records from a microphone: arecord, sox or ffmpeg would do; type: ${installCommand('alsa-utils', 'sox')}`,
  );
}
