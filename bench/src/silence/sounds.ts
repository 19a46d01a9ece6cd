import { sampleRateHz } from '@steno/audio';

/** Something that is no speech. */
export interface Sound {
  readonly name: string;
  /** 16 kHz mono s16. */
  readonly samples: Int16Array;
}

const fullScale = 32_767;

/** What a stream hears in which nobody speaks: nothing, and rooms; levels are RMS, in dB of full scale. */
export function roomSounds(seconds: number): readonly Sound[] {
  return [
    { name: 'digital silence', samples: render(seconds, () => 0) },
    ...[-60, -50].flatMap((levelDb) => [
      { name: `white noise, ${levelDb} dB`, samples: render(seconds, whiteNoise(levelDb)) },
      { name: `pink noise, ${levelDb} dB`, samples: render(seconds, pinkNoise(levelDb)) },
    ]),
  ];
}

/** Sounds that must not become words; levels are RMS, in dB of full scale. */
export function wordlessSounds(seconds: number): readonly Sound[] {
  return [
    { name: 'digital silence', samples: render(seconds, () => 0) },
    { name: 'white noise, -50 dB', samples: render(seconds, whiteNoise(-50)) },
    { name: 'white noise, -20 dB', samples: render(seconds, whiteNoise(-20)) },
    { name: 'chords', samples: render(seconds, chords()) },
    { name: 'arpeggios', samples: render(seconds, arpeggios()) },
    { name: 'sweeps', samples: render(seconds, sweeps()) },
    { name: 'clicks', samples: render(seconds, clicks()) },
  ];
}

/** A value in -1..1 for each sample, asked in order. */
type Source = (index: number) => number;

function render(seconds: number, source: Source): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * sampleRateHz) }, (_, index) =>
    Math.round(Math.max(-1, Math.min(1, source(index))) * fullScale),
  );
}

/** Numbers in -1..1, the same in every run; the generator of Numerical Recipes. */
function random(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

function amplitudeOf(levelDb: number): number {
  return 10 ** (levelDb / 20);
}

function whiteNoise(levelDb: number): Source {
  const next = random();
  // The RMS of numbers spread evenly over -1..1 is 1 / sqrt(3).
  const scale = amplitudeOf(levelDb) * Math.sqrt(3);
  return () => next() * scale;
}

/** 1/f noise by three low passes after Paul Kellet: firstpr.com.au/dsp/pink-noise. */
function pinkNoise(levelDb: number): Source {
  const next = random();
  const state = [0, 0, 0];
  const poles = [
    { keep: 0.99765, gain: 0.099046 },
    { keep: 0.963, gain: 0.2965164 },
    { keep: 0.57, gain: 1.0526913 },
  ];
  // The RMS of what comes out for numbers spread evenly over -1..1, found by rendering a minute.
  const usualRms = 1.73;
  const scale = amplitudeOf(levelDb) / usualRms;
  return () => {
    const white = next();
    let sum = white * 0.1848;
    for (const [index, { keep, gain }] of poles.entries()) {
      state[index] = (state[index] ?? 0) * keep + white * gain;
      sum += state[index] ?? 0;
    }
    return sum * scale;
  };
}

/** A tone with overtones that rises in 20 ms and falls off like a plucked string. */
function pluck(frequency: number, seconds: number, fallSeconds: number): number {
  const envelope = Math.min(1, seconds / 0.02) * Math.exp(-seconds / fallSeconds);
  let value = 0;
  for (let overtone = 1; overtone <= 5; overtone += 1) {
    value += Math.sin(2 * Math.PI * frequency * overtone * seconds) / overtone ** 1.5;
  }
  return value * envelope;
}

function noteHz(semitones: number): number {
  return 220 * 2 ** (semitones / 12);
}

const progression = [
  [0, 4, 7],
  [-3, 0, 4],
  [5, 9, 12],
  [7, 11, 14],
];

/** Four chords in a circle, 1.5 s each. */
function chords(): Source {
  return (index) => {
    const at = index / sampleRateHz;
    const notes = progression[Math.floor(at / 1.5) % progression.length] ?? [];
    return notes.reduce((sum, note) => sum + 0.09 * pluck(noteHz(note), at % 1.5, 0.9), 0);
  };
}

/** The notes of the chords one by one over two octaves, eight a second. */
function arpeggios(): Source {
  return (index) => {
    const at = index / sampleRateHz;
    const notes = progression[Math.floor(at / 2) % progression.length] ?? [];
    const step = Math.floor(at * 8);
    const note = (notes[step % notes.length] ?? 0) + 12 * (Math.floor(step / notes.length) % 2);
    return 0.2 * pluck(noteHz(note), (at * 8 - step) / 8, 0.2);
  };
}

/** A tone that climbs from 100 to 3,000 Hz in 3 s and swells, then comes down. */
function sweeps(): Source {
  let phase = 0;
  return (index) => {
    const at = index / sampleRateHz;
    const way = Math.abs(((at / 3) % 2) - 1);
    phase += (2 * Math.PI * 100 * 30 ** way) / sampleRateHz;
    return 0.2 * Math.sin(phase) * Math.sin(Math.PI * way) ** 0.5;
  };
}

/** Bursts of noise of 3 ms that fall off, at irregular distances of 50 ms to 1.5 s. */
function clicks(): Source {
  const next = random();
  let begin = 0;
  let loudness = 0.5;
  return (index) => {
    if (index >= begin + sampleRateHz * 0.05 && next() < -0.9997) {
      begin = index;
      loudness = 0.1 + 0.4 * Math.abs(next());
    }
    const seconds = (index - begin) / sampleRateHz;
    return seconds > 0.02 ? 0 : loudness * next() * Math.exp(-seconds / 0.003);
  };
}
