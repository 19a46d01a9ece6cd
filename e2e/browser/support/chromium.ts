import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Resampler } from '@steno/audio';
import { joinSamples, silence, tellLeftOut } from '@steno/testkit';
import { type Browser, chromium } from 'playwright-core';

const program = '/usr/bin/chromium';
const quietFlags = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** Starting on a busy machine. */
const launchTimeoutMs = 60_000;
const fileRateHz = 48_000;
const paddingMs = 1000;

/** Flags for a microphone that is there and allowed. */
export const fakeMicrophoneFlags = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] as const;

/** Whether there is a browser; tells what is left out otherwise. */
export function findChromium(what: string): boolean {
  const isThere = existsSync(program);
  if (!isThere) tellLeftOut(what, 'chromium is not installed');
  return isThere;
}

/** Starts Debian's Chromium without a window; the caller closes it. */
export function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
    headless: true,
    timeout: launchTimeoutMs,
    args: [...quietFlags, ...flags],
  });
}

/**
 * Flags for a microphone that hears a recording once, with a second of silence before and after it: what comes before
 * the page is ready is lost. At 48 kHz, the rate of Chromium's device, so that Chromium does not resample it.
 *
 * @param samples - 16 kHz.
 * @param directory - where the file is written.
 */
export async function speakingMicrophoneFlags(samples: Int16Array, directory: string): Promise<readonly string[]> {
  const padded = joinSamples(silence(paddingMs), samples, silence(paddingMs));
  const file = join(directory, 'microphone.wav');
  await writeFile(file, wavAt48k(padded));
  return [...fakeMicrophoneFlags, `--use-file-for-fake-audio-capture=${file}%noloop`];
}

/**
 * A WAVE file of 48 kHz mono.
 *
 * @param samples - 16 kHz.
 */
export function wavAt48k(samples: Int16Array): Buffer {
  const resampler = new Resampler({ fromHz: 16_000, toHz: fileRateHz });
  const resampled = [resampler.push(Float32Array.from(samples)), resampler.end()];
  const length = resampled.reduce((sum, part) => sum + part.length, 0);
  const bytes = Buffer.alloc(44 + 2 * length);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + 2 * length, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(fileRateHz, 24);
  bytes.writeUInt32LE(fileRateHz * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(2 * length, 40);
  let offset = 44;
  for (const part of resampled) {
    for (const sample of part) {
      bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample))), offset);
      offset += 2;
    }
  }
  return bytes;
}
