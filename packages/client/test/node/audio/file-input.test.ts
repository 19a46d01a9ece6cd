import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeWavHeader } from '@steno/audio';
import { makeTemporaryDirectory, tone } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileInput } from '../../../src/node/audio/file-input.ts';
import { runProgram } from '../../../src/node/programs/program.ts';
import { bytesOfInput } from './bytes-of-input.ts';
import { makeProgram, temporaryPath } from './fake-programs.ts';

const audio = Uint8Array.from({ length: 3_200 }, (_, index) => index % 256);
/** Without a PATH there is no ffmpeg, as on a fresh machine. */
const environment = {};

async function makeFile(name: string, ...parts: readonly Uint8Array[]): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  const path = join(directory.path, name);
  await writeFile(path, Buffer.concat(parts));
  return path;
}

describe('a file as input', () => {
  it('is read without another program when it is 16 kHz mono 16-bit WAV', async () => {
    const path = await makeFile('a.wav', makeWavHeader(16_000, 1_600), audio);
    const input = await fileInput(path, { environment });
    expect(input).toMatchObject({ name: 'a.wav', durationMs: 100 });
    expect(await bytesOfInput(input)).toEqual(Buffer.from(audio));
  });

  it('leaves out what follows the audio in a WAV file', async () => {
    const path = await makeFile('a.wav', makeWavHeader(16_000, 1_600), audio, Buffer.from('LIST....tail'));
    expect(await bytesOfInput(await fileInput(path, { environment }))).toEqual(Buffer.from(audio));
  });

  it('is read to its end when a WAV header does not know the length', async () => {
    const path = await makeFile('a.wav', makeWavHeader(16_000), audio);
    expect(await bytesOfInput(await fileInput(path, { environment }))).toEqual(Buffer.from(audio));
  });

  it('comes in chunks of 100 ms at the pace of speech', async () => {
    const path = await makeFile('a.wav', makeWavHeader(16_000), audio, audio);
    const input = await fileInput(path, { environment, pace: 'real-time' });
    const began = performance.now();
    const lengths: number[] = [];
    for await (const chunk of input.readable) lengths.push(chunk.length);
    expect(lengths).toEqual([3_200, 3_200]);
    expect(performance.now() - began).toBeGreaterThan(190);
  });

  it('is over at once when it is closed between two chunks, and may be closed again', async () => {
    const path = await makeFile('a.wav', makeWavHeader(16_000), new Uint8Array(3_200_000));
    const input = await fileInput(path, { environment, pace: 'real-time' });
    const reader = input.readable.getReader();
    await reader.read();
    const waiting = reader.read();
    await input.close();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await input.close();
  });

  it('goes through ffmpeg when it is something else', async () => {
    const wav = await makeFile('a.wav', makeWavHeader(16_000), new Uint8Array(tone(1_000).buffer));
    const path = wav.replace('a.wav', 'a.mp3');
    const made = await runProgram('ffmpeg', ['-v', 'error', '-i', wav, path], { timeoutMs: 20_000 });
    expect(made).toMatchObject({ exitCode: 0 });
    const input = await fileInput(path);
    const bytes = await bytesOfInput(input);
    // An encoder of MP3 adds some silence.
    expect(bytes.length / 32).toBeGreaterThan(990);
    expect(bytes.length / 32).toBeLessThan(1_150);
    expect(input.durationMs).toBeGreaterThan(990);
  });

  it('says what ffmpeg says of a file that is no audio', async () => {
    const path = await makeFile('a.mp3', Buffer.from('This is a letter. '.repeat(500)));
    await expect(fileInput(path)).rejects.toMatchObject({ name: 'AudioInputError', code: 'unreadable' });
    await expect(fileInput(path)).rejects.toThrow(/holds no audio that ffmpeg can read; ffmpeg says: .+\.$/);
  });

  it('fails in its reading when ffmpeg dies on the way', async () => {
    const bin = await temporaryPath();
    const path = await makeFile('a.ogg', audio);
    await makeProgram(bin, 'ffmpeg', 'head -c 64000 /dev/zero; echo "the rest is damaged" >&2; exit 1');
    const input = await fileInput(path, { environment: { PATH: bin } });
    await expect(bytesOfInput(input)).rejects.toThrow(
      `${path} could be read only in part; ffmpeg says: the rest is damaged.`,
    );
  });

  it('ends ffmpeg when the reader has enough', async () => {
    const bin = await temporaryPath();
    const path = await makeFile('a.ogg', audio);
    // It never ends by itself.
    await makeProgram(bin, 'ffmpeg', `echo $$ > ${join(bin, 'pid')}; exec cat /dev/zero`);
    const input = await fileInput(path, { environment: { PATH: bin } });
    const reader = input.readable.getReader();
    expect((await reader.read()).value?.length).toBeGreaterThan(0);
    await reader.cancel();
    await input.close();
    const pid = Number(await readFile(join(bin, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('says what to install when it has to be converted and ffmpeg is missing', async () => {
    const path = await makeFile('a.wav', makeWavHeader(44_100, 1_600), audio);
    await expect(fileInput(path, { environment })).rejects.toMatchObject({ code: 'program_missing' });
    await expect(fileInput(path, { environment })).rejects.toThrow('install ffmpeg');
  });

  it('does not exist', async () => {
    await expect(fileInput('/nowhere/a.wav')).rejects.toThrow('/nowhere/a.wav does not exist.');
  });

  it('is empty', async () => {
    await expect(fileInput(await makeFile('a.wav'))).rejects.toThrow('is empty.');
  });

  it('is a WAV file that holds no audio', async () => {
    await expect(fileInput(await makeFile('a.wav', makeWavHeader(16_000, 0)))).rejects.toThrow('holds no audio.');
  });

  it('is a directory', async () => {
    const path = `${await makeFile('a.wav', audio)}.d`;
    await mkdir(path);
    await expect(fileInput(path)).rejects.toThrow('is a directory');
  });
});
