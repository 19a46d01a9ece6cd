import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  listMicrophones,
  microphoneInput,
  type MicrophoneInputOptions,
} from '../../../src/node/audio/microphone-input.ts';
import { makeProgram, temporaryPath } from './fake-programs.ts';

async function programs(scripts: Readonly<Record<string, string>>): Promise<MicrophoneInputOptions & { bin: string }> {
  const bin = await temporaryPath();
  for (const [name, script] of Object.entries(scripts)) await makeProgram(bin, name, script);
  return { bin, environment: { PATH: bin }, platform: 'linux' };
}

describe('a microphone', () => {
  it('gives chunks of 100 ms by arecord, and says so', async () => {
    const here = await programs({ arecord: 'exec cat /dev/zero', rec: 'exit 1' });
    const input = await microphoneInput(here);
    expect(input.program).toBe('arecord');
    const reader = input.readable.getReader();
    for (const _ of [1, 2, 3]) expect((await reader.read()).value?.length).toBe(3_200);
    await input.close();
    expect((await reader.read()).done).toBe(true);
  });

  it('is asked for in the words of the program, with its device', async () => {
    const script = 'echo "$@" "$AUDIODEV" > "$(dirname "$0")/asked"; exec cat /dev/zero';
    const asked: string[] = [];
    for (const name of ['arecord', 'rec', 'sox', 'ffmpeg']) {
      const here = await programs({ [name]: script });
      const input = await microphoneInput({ ...here, device: 'hw:1' });
      asked.push(`${input.program}: ${(await readFile(join(here.bin, 'asked'), 'utf8')).trim()}`);
      await input.close();
    }
    expect(asked).toEqual([
      'arecord: -q -t raw -f S16_LE -r 16000 -c 1 -D hw:1',
      'rec: -q --buffer 3200 -t raw -r 16000 -c 1 -b 16 -e signed-integer -L - hw:1',
      'sox: -q --buffer 3200 -d -t raw -r 16000 -c 1 -b 16 -e signed-integer -L - hw:1',
      'ffmpeg (pulse): -nostdin -v error -fflags nobuffer -f pulse -i hw:1 -f s16le -ac 1 -ar 16000 -flush_packets 1 pipe:1',
    ]);
  });

  it('is recorded by the next program when the first cannot', async () => {
    const here = await programs({ arecord: 'echo "no such device" >&2; exit 1', rec: 'exec cat /dev/zero' });
    const input = await microphoneInput(here);
    expect(input.program).toBe('rec');
    await input.close();
  });

  it('is refused with what every program said when none can record it', async () => {
    const here = await programs({
      arecord: 'echo "ALSA lib: many words" >&2; echo "audio open error: No such file" >&2; exit 1',
      rec: 'echo "there is no default audio device" >&2; exit 2',
    });
    await expect(microphoneInput(here)).rejects.toMatchObject({ name: 'AudioInputError', code: 'no_microphone' });
    await expect(microphoneInput(here)).rejects.toThrow(
      'No microphone could be recorded: arecord ended with code 1 and says: audio open error: No such file; ' +
        'rec ended with code 2 and says: there is no default audio device.',
    );
  });

  it('needs a program, and says which', async () => {
    const here = await programs({});
    await expect(microphoneInput(here)).rejects.toMatchObject({ code: 'program_missing' });
    await expect(microphoneInput(here)).rejects.toThrow(/arecord, sox or ffmpeg would do; type: \S+/);
  });

  it('is given up when its program hangs from the beginning, whatever that program has started itself', async () => {
    const here = await programs({ arecord: 'sleep 1000' });
    await expect(microphoneInput({ ...here, idleTimeoutMs: 100 })).rejects.toThrow(
      'No microphone could be recorded: arecord has given no audio for 0.1 s.',
    );
  });

  it('fails in its reading when its program hangs later', async () => {
    const here = await programs({ arecord: 'head -c 3200 /dev/zero; sleep 1000' });
    const input = await microphoneInput({ ...here, idleTimeoutMs: 500 });
    const reader = input.readable.getReader();
    await reader.read();
    await expect(reader.read()).rejects.toMatchObject({ code: 'program_failed', retryable: true });
    await input.close();
  });

  it('fails in its reading when its program dies, with what it said', async () => {
    const here = await programs({ arecord: 'head -c 3200 /dev/zero; echo "device unplugged" >&2; kill -9 $$' });
    const input = await microphoneInput(here);
    const reader = input.readable.getReader();
    await reader.read();
    await expect(reader.read()).rejects.toThrow('arecord was ended and says: device unplugged.');
  });

  it('is not failed by being closed while it is read', async () => {
    const here = await programs({ arecord: 'head -c 3200 /dev/zero; sleep 1000' });
    const input = await microphoneInput(here);
    const reader = input.readable.getReader();
    await reader.read();
    const waiting = reader.read();
    await input.close();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});

const arecordList = `null
    Discard all samples (playback) or generate zero samples (capture)
default
    Playback/recording through the PulseAudio sound server
sysdefault:CARD=USB
    USB Microphone, USB Audio
    Default Audio Device
hw:CARD=USB,DEV=0`;

describe('a list of microphones', () => {
  it('has the names and the descriptions that arecord knows', async () => {
    const here = await programs({ arecord: `cat <<'END'\n${arecordList}\nEND` });
    expect(await listMicrophones(here)).toEqual({
      program: 'arecord',
      devices: [
        { device: 'default', description: 'Playback/recording through the PulseAudio sound server' },
        { device: 'sysdefault:CARD=USB', description: 'USB Microphone, USB Audio' },
        { device: 'hw:CARD=USB,DEV=0', description: '' },
      ],
    });
  });

  it('has the sources that ffmpeg knows of PulseAudio', async () => {
    const said =
      'Auto-detected sources for pulse:\n* alsa_input.usb-0 [USB Microphone] (audio)\n  x.monitor [Monitor] (audio)';
    const here = await programs({ ffmpeg: `cat <<'END'\n${said}\nEND` });
    expect(await listMicrophones(here)).toEqual({
      program: 'ffmpeg (pulse)',
      devices: [
        { device: 'alsa_input.usb-0', description: 'USB Microphone' },
        { device: 'x.monitor', description: 'Monitor' },
      ],
    });
  });

  it('has the devices that ffmpeg names on macOS, although it ends with a failure', async () => {
    const said = [
      '[AVFoundation indev @ 0x7f] AVFoundation video devices:',
      '[AVFoundation indev @ 0x7f] [0] FaceTime HD Camera',
      '[AVFoundation indev @ 0x7f] AVFoundation audio devices:',
      '[AVFoundation indev @ 0x7f] [0] MacBook Pro Microphone',
      '[AVFoundation indev @ 0x7f] [1] USB Audio',
    ].join('\n');
    const here = await programs({ rec: 'exit 1', ffmpeg: `cat >&2 <<'END'\n${said}\nEND\nexit 251` });
    expect(await listMicrophones({ ...here, platform: 'darwin' })).toEqual({
      program: 'ffmpeg (avfoundation)',
      devices: [
        { device: '0', description: 'MacBook Pro Microphone' },
        { device: '1', description: 'USB Audio' },
      ],
    });
  });

  it('is empty when the programs that can tell know of none', async () => {
    const here = await programs({ rec: 'exit 1', ffmpeg: 'exit 1' });
    expect(await listMicrophones({ ...here, platform: 'linux' })).toEqual({ program: 'ffmpeg (pulse)', devices: [] });
  });

  it('is not known when no program here can tell', async () => {
    const here = await programs({ rec: 'exit 1' });
    expect(await listMicrophones(here)).toBeUndefined();
  });
});
