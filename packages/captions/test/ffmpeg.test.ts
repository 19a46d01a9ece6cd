import { execFile, execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTemporaryDirectory, tellLeftOut } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { cuesOf, toSrt, toVtt } from '../src/index.ts';
import { spoken } from './speech.ts';

const hasFfmpeg = isInstalled();
if (!hasFfmpeg) tellLeftOut('the test that ffmpeg reads our subtitles', 'ffmpeg is not installed');

function isInstalled(): boolean {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore', timeout: 5000 });
    return true;
  } catch {
    // What is missing is told by the caller.
    return false;
  }
}

const sentence = 'All the people that I had ever in my life refused were brought again upon the stage';
const cues = cuesOf([
  spoken(`${sentence} & more --> than <that> # 42 # {so} it is # سلام عليكم # 今日は天気がいい`),
  spoken('After a hundred hours', { fromMs: 360_000_000 }),
]);

describe('ffmpeg', () => {
  it.runIf(hasFfmpeg).each([
    ['srt', toSrt(cues)],
    ['vtt', toVtt(cues)],
  ])('reads every cue of a .%s file', async (ending, file) => {
    const directory = await makeTemporaryDirectory();
    try {
      const path = join(directory.path, `cues.${ending}`);
      await writeFile(path, file);
      const arguments_ = ['-v', 'error', '-nostdin', '-i', path, '-f', 'webvtt', '-'];
      const { stdout, stderr } = await promisify(execFile)('ffmpeg', arguments_, { timeout: 9000 });
      expect(stderr).toBe('');
      expect(stdout.split('\n').filter((line) => /^[\d:.]+ --> [\d:.]+$/.test(line))).toHaveLength(cues.length);
      expect(stdout).toContain('42');
    } finally {
      await directory.remove();
    }
  });
});
