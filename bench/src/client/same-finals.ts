import { isDeepStrictEqual } from 'node:util';
import type { TestClient } from '@steno/testkit';

/** How the finals of a session compare with those that were to come. */
export interface FinalsComparison {
  /** How many were to come. */
  readonly expected: number;
  /** How many came just so: words, times and numbers. */
  readonly same: number;
  /** How many did not come, came otherwise, or were not to come. */
  readonly different: number;
}

/** Compares finals one by one; a record has them as they were on the wire. */
export function compareFinals(expected: TestClient['finals'], found: readonly unknown[]): FinalsComparison {
  const same = expected.filter((final, index) => isDeepStrictEqual(plain(final), plain(found[index]))).length;
  return { expected: expected.length, same, different: Math.max(expected.length, found.length) - same };
}

/** Without fields that are undefined, which JSON does not have. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
