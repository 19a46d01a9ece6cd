import { randomInt } from 'node:crypto';

/** Chance that can be had again. */
export interface Random {
  /** Gives the same numbers again when put into the environment variable `STENO_TEST_SEED`. */
  readonly seed: number;
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
}

/**
 * Makes random numbers from a seed: that of the environment, else a new one.
 *
 * The generator is mulberry32 by Tommy Ettinger, public domain.
 */
export function makeRandom(seed: number = Number(process.env['STENO_TEST_SEED'] ?? randomInt(2 ** 31))): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { seed, integer: (min, max) => min + Math.floor(next() * (max - min + 1)) };
}
