import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeWavHeader } from '@steno/audio';
import { makeTemporaryDirectory } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AudioSource } from '../../src/audio/audio-source.ts';
import { type AudioSourcePorts, openAudioSource } from '../../src/audio/open-audio-source.ts';

const audio = Uint8Array.from({ length: 3_200 }, (_, index) => index % 256);

async function makeFile(name: string, ...parts: readonly Uint8Array[]): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  const path = join(directory.path, name);
  await writeFile(path, Buffer.concat(parts));
  return path;
}

function ports(isTTY = false): AudioSourcePorts {
  const stdin = {
    isTTY,
    destroy: (): undefined => undefined,
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(audio);
    },
  };
  // Without a PATH there is no ffmpeg, as on a fresh machine.
  return { stdin, environment: {} };
}

async function bytesOf(source: AudioSource): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.pieces) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('an audio source', () => {
  it('reads a 16 kHz mono 16-bit WAV file without another program', async () => {
    const path = await makeFile('a.wav', makeWavHeader(16_000, 1_600), audio);
    const source = await openAudioSource(path, ports());
    expect(source).toMatchObject({ name: 'a.wav', durationMs: 100 });
    expect(await bytesOf(source)).toEqual(Buffer.from(audio));
  });

  it('leaves out what follows the audio in a WAV file', async () => {
    const path = await makeFile('a.wav', makeWavHeader(16_000, 1_600), audio, Buffer.from('LIST....tail'));
    expect(await bytesOf(await openAudioSource(path, ports()))).toEqual(Buffer.from(audio));
  });

  it('reads a WAV file whose header does not know its length to the end', async () => {
    const path = await makeFile('a.wav', makeWavHeader(16_000), audio);
    expect(await bytesOf(await openAudioSource(path, ports()))).toEqual(Buffer.from(audio));
  });

  it('gives raw audio from standard input as it comes', async () => {
    const source = await openAudioSource('-', ports());
    expect(source.durationMs).toBeUndefined();
    expect(await bytesOf(source)).toEqual(Buffer.from(audio));
  });

  it('does not wait for a person to type audio', async () => {
    await expect(openAudioSource('-', ports(true))).rejects.toMatchObject({ code: 'input' });
  });

  it('says what to install when a file has to be converted and ffmpeg is missing', async () => {
    const path = await makeFile('a.wav', makeWavHeader(44_100, 1_600), audio);
    await expect(openAudioSource(path, ports())).rejects.toMatchObject({ code: 'program_missing' });
    await expect(openAudioSource(path, ports())).rejects.toThrow('install ffmpeg');
  });

  it('says that a file does not exist', async () => {
    await expect(openAudioSource('/nowhere/a.wav', ports())).rejects.toThrow('/nowhere/a.wav does not exist.');
  });

  it('says that a file is empty', async () => {
    const path = await makeFile('a.wav');
    await expect(openAudioSource(path, ports())).rejects.toThrow('is empty.');
  });

  it('says that a WAV file holds no audio', async () => {
    const path = await makeFile('a.wav', makeWavHeader(16_000, 0));
    await expect(openAudioSource(path, ports())).rejects.toThrow('holds no audio.');
  });

  it('says that a directory is no file', async () => {
    const path = `${await makeFile('a.wav', audio)}.d`;
    await mkdir(path);
    await expect(openAudioSource(path, ports())).rejects.toThrow('is a directory');
  });
});
