import { describe, expect, it } from 'vitest';
import { LagGate } from '../../src/capacity/lag-gate.ts';

/** Notes a lag each half second; tells whether the gate is closed after each. */
function states(...lags: readonly number[]): readonly boolean[] {
  const gate = new LagGate();
  return lags.map((lagMs, index) => {
    gate.note(lagMs, index * 500);
    return gate.isClosed;
  });
}

describe('the gate of lag', () => {
  it('closes once live sessions have lagged for a second', () => {
    expect(states(600, 600, 600)).toEqual([false, false, true]);
  });

  it('stays open over a hiccup', () => {
    expect(states(900, 900, 100, 900, 900, 100)).not.toContain(true);
  });

  it('opens once lag has been below half of that for a second', () => {
    const closed = [600, 600, 600];
    expect(states(...closed, 300, 300, 300, 300).at(-1)).toBe(true);
    expect(states(...closed, 200, 200, 200).at(-1)).toBe(false);
  });
});
