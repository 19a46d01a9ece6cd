/** The limits of subtitles. */
export interface CueRules {
  /**
   * Characters in a line, 10..200; a wide one (Chinese, Japanese, Korean) counts as 2.625, so that a line of 42 has
   * room for 16 of them.
   */
  readonly maxLineCharacters: number;
  /** Reading speed, counted as in a line; kept where the time before the next cue allows it. Above 0. */
  readonly maxCharactersPerSecond: number;
  /** The shortest time a cue is shown, in ms; above 0. */
  readonly minCueMs: number;
  /** The longest time a cue is shown, in ms; at least `minCueMs`. */
  readonly maxCueMs: number;
  /** The shortest time between two cues, in ms; 0 or more. */
  readonly gapMs: number;
  /** A longer silence between two words, in ms, is never inside a cue. */
  readonly pauseMs: number;
}

/**
 * Limits after Netflix's Timed Text Style Guide (General Requirements, English Template): 42 characters a line, 17
 * characters a second, 5/6 s to 7 s a cue, 2 frames between cues (80 ms at 25 frames a second). The pause is chosen.
 */
export const defaultCueRules: CueRules = {
  maxLineCharacters: 42,
  maxCharactersPerSecond: 17,
  minCueMs: 834,
  maxCueMs: 7000,
  gapMs: 80,
  pauseMs: 1500,
};

/**
 * Fills in the defaults.
 *
 * @throws RangeError when a limit is out of its range.
 */
export function completeRules(given: Partial<CueRules>): CueRules {
  const rules = { ...defaultCueRules, ...given };
  const { maxLineCharacters, minCueMs } = rules;
  check('maxLineCharacters', maxLineCharacters, maxLineCharacters >= 10 && maxLineCharacters <= 200);
  check('maxCharactersPerSecond', rules.maxCharactersPerSecond, rules.maxCharactersPerSecond > 0);
  check('minCueMs', minCueMs, minCueMs > 0);
  check('maxCueMs', rules.maxCueMs, rules.maxCueMs >= minCueMs);
  check('gapMs', rules.gapMs, rules.gapMs >= 0);
  check('pauseMs', rules.pauseMs, rules.pauseMs >= 0);
  return rules;
}

function check(name: string, value: number, isInRange: boolean): void {
  if (!isInRange || !Number.isFinite(value)) throw new RangeError(`${name} cannot be ${value}`);
}
