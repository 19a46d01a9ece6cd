import { findProgram } from '../programs/find-program.ts';

/** A way to record from a microphone with a program of the system. */
export interface MicrophoneProgram {
  /** The executable's name. */
  readonly executable: string;
  /** As a person calls it: the executable, and where it takes the audio from when there is a choice. */
  readonly name: string;
  /** Arguments that make it write s16le mono 16 kHz to its standard output until it is ended. */
  readonly record: (device: string | undefined) => readonly string[];
  /** What has to be in its environment. */
  readonly environment?: (device: string | undefined) => Readonly<Record<string, string>>;
  /** How it lists devices; undefined when it cannot. */
  readonly list?: {
    readonly args: readonly string[];
    /** @param said - all that it wrote, to standard output and then to standard error. */
    readonly parse: (said: string) => readonly MicrophoneDevice[];
  };
  /** True when it cannot record without the name of a device; the first of the list is taken then. */
  readonly needsDevice?: true;
}

/** One that is installed. */
export interface FoundMicrophoneProgram extends MicrophoneProgram {
  /** Absolute. */
  readonly path: string;
}

/** A microphone as a program knows it. */
export interface MicrophoneDevice {
  /** What to name it by. */
  readonly device: string;
  /** What a person knows it by; may be empty. */
  readonly description: string;
}

const rawAudio = ['-t', 'raw', '-r', '16000', '-c', '1', '-b', '16', '-e', 'signed-integer', '-L'];
/** 100 ms, so that audio is there while it is spoken. */
const soxBuffer = ['--buffer', '3200'];

const arecord: MicrophoneProgram = {
  executable: 'arecord',
  name: 'arecord',
  record: (device) => [
    ...['-q', '-t', 'raw', '-f', 'S16_LE', '-r', '16000', '-c', '1'],
    ...(device === undefined ? [] : ['-D', device]),
  ],
  list: { args: ['-L'], parse: parseArecordList },
};

const rec: MicrophoneProgram = {
  executable: 'rec',
  name: 'rec',
  record: () => ['-q', ...soxBuffer, ...rawAudio, '-'],
  environment: soxDevice,
};

const sox: MicrophoneProgram = {
  executable: 'sox',
  name: 'sox',
  record: () => ['-q', ...soxBuffer, '-d', ...rawAudio, '-'],
  environment: soxDevice,
};

/**
 * Finds the programs that could record here, in the order in which they are tried.
 *
 * @param environment - read for `PATH`.
 */
export function findMicrophonePrograms(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): readonly FoundMicrophoneProgram[] {
  return microphonePrograms(platform).flatMap((program) => {
    const path = findProgram(program.executable, environment);
    return path === undefined ? [] : [{ ...program, path }];
  });
}

function microphonePrograms(platform: NodeJS.Platform): readonly MicrophoneProgram[] {
  switch (platform) {
    case 'darwin':
      return [rec, sox, ffmpegFrom('avfoundation', (device) => `:${device ?? 'default'}`, avfoundationList)];
    case 'win32':
      return [sox, { ...ffmpegFrom('dshow', (device) => `audio=${device ?? ''}`, dshowList), needsDevice: true }];
    default:
      return [
        arecord,
        rec,
        sox,
        ffmpegFrom('pulse', (device) => device ?? 'default', {
          args: ['-hide_banner', '-sources', 'pulse'],
          parse: parsePulseList,
        }),
        ffmpegFrom('alsa', (device) => device ?? 'default'),
      ];
  }
}

function ffmpegFrom(
  format: string,
  input: (device: string | undefined) => string,
  list?: MicrophoneProgram['list'],
): MicrophoneProgram {
  return {
    executable: 'ffmpeg',
    name: `ffmpeg (${format})`,
    record: (device) => [
      ...['-nostdin', '-v', 'error', '-fflags', 'nobuffer', '-f', format, '-i', input(device)],
      ...['-f', 's16le', '-ac', '1', '-ar', '16000', '-flush_packets', '1', 'pipe:1'],
    ],
    ...(list === undefined ? {} : { list }),
  };
}

function soxDevice(device: string | undefined): Readonly<Record<string, string>> {
  return device === undefined ? {} : { AUDIODEV: device };
}

/** Names at the beginning of a line, what they are on the indented lines below. */
function parseArecordList(said: string): readonly MicrophoneDevice[] {
  const devices: MicrophoneDevice[] = [];
  for (const line of said.split('\n')) {
    const words = line.trim();
    const last = devices.at(-1);
    if (words === '') continue;
    if (!/^\s/.test(line)) devices.push({ device: words, description: '' });
    else if (last?.description === '') devices[devices.length - 1] = { ...last, description: words };
  }
  // `null` records silence.
  return devices.filter(({ device }) => device !== 'null');
}

/** Lines such as `* alsa_input.usb-0 [USB Microphone] (audio)`; monitors of loudspeakers are sources, too. */
function parsePulseList(said: string): readonly MicrophoneDevice[] {
  return [...said.matchAll(/^[* ] (\S+) \[(.*)\]/gmu)].map(([, device = '', description = '']) => ({
    device,
    description,
  }));
}

const avfoundationList: NonNullable<MicrophoneProgram['list']> = {
  args: ['-hide_banner', '-f', 'avfoundation', '-list_devices', 'true', '-i', ''],
  parse: (said) => {
    const [, audio = ''] = said.split('audio devices:');
    return [...audio.matchAll(/\] \[(\d+)\] (.+)$/gmu)].map(([, device = '', description = '']) => ({
      device,
      description: description.trim(),
    }));
  },
};

const dshowList: NonNullable<MicrophoneProgram['list']> = {
  args: ['-hide_banner', '-list_devices', 'true', '-f', 'dshow', '-i', 'dummy'],
  parse: (said) =>
    [...said.matchAll(/"([^"]+)" \(audio\)/gu)].map(([, device = '']) => ({ device, description: device })),
};
