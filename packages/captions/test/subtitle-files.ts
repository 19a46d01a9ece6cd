/** A cue as a reader of a file sees it. */
export interface ReadCue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

const srtTimes = /^(\d{2,}):(\d\d):(\d\d),(\d{3}) --> (\d{2,}):(\d\d):(\d\d),(\d{3})$/;
const vttTimes = /^(\d{2,}):(\d\d):(\d\d)\.(\d{3}) --> (\d{2,}):(\d\d):(\d\d)\.(\d{3})$/;

/** Reads SubRip strictly: number, times, one line or more, a blank line. */
export function readSrt(file: string): readonly ReadCue[] {
  if (file === '') return [];
  return blocksOf(file).map((block, index) => {
    const [number, times = '', ...lines] = block;
    if (number !== String(index + 1)) throw new Error(`block ${index + 1} has the number "${number ?? ''}"`);
    return readCue(srtTimes, times, lines);
  });
}

/** Reads WebVTT strictly, as far as this package writes it. */
export function readVtt(file: string): readonly ReadCue[] {
  const [head, ...blocks] = blocksOf(file);
  if (head?.join('\n') !== 'WEBVTT') throw new Error('there is no head');
  return blocks.map(([times = '', ...lines]) => {
    for (const line of lines) {
      if (/[<>]|&(?!amp;|lt;|gt;)/.test(line)) throw new Error(`not escaped: ${line}`);
    }
    const plain = lines.map((line) => line.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
    return readCue(vttTimes, times, plain);
  });
}

function blocksOf(file: string): readonly (readonly string[])[] {
  if (!file.endsWith('\n') || file.includes('\r')) throw new Error('lines do not end with LF');
  if (/^(?!\d).*-->/m.test(file)) throw new Error('an arrow stands in a text');
  return file
    .slice(0, -1)
    .split('\n\n')
    .map((block) => block.split('\n'));
}

function readCue(pattern: RegExp, times: string, lines: readonly string[]): ReadCue {
  const [, ...digits] = pattern.exec(times) ?? [];
  if (digits.length !== 8) throw new Error(`no times: "${times}"`);
  if (lines.length === 0 || lines.some((line) => line.trim() === '')) {
    throw new Error(`lines that break a reader: ${JSON.stringify(lines)}`);
  }
  const [h1 = 0, m1 = 0, s1 = 0, ms1 = 0, h2 = 0, m2 = 0, s2 = 0, ms2 = 0] = digits.map(Number);
  return { startMs: ((h1 * 60 + m1) * 60 + s1) * 1000 + ms1, endMs: ((h2 * 60 + m2) * 60 + s2) * 1000 + ms2, lines };
}
