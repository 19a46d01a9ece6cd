import { FakeClock } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { Limits } from '../../src/limits/limits.ts';

const address = '192.0.2.1';

function limits(maxConnectionsPerSecond: number) {
  const clock = new FakeClock();
  const settings = {
    maxSessions: 1,
    maxSessionsPerOwner: 1,
    maxSessionsPerKey: 1,
    maxConnectionsPerSecondPerKey: 0,
    allowedOrigins: ['*'],
    maxConnectionsPerSecond,
  };
  return { clock, limits: new Limits(settings, () => clock.nowMs()) };
}

/** How many of a thousand connections at once need not wait. */
function promptOf(of: Limits): number {
  return Array.from({ length: 1000 }, () => of.takesConnection(address)).filter(Boolean).length;
}

describe('connections of an address that need not wait', () => {
  it.each([
    [1, 10],
    [5, 50],
    [20, 100],
    [100, 100],
    [300, 300],
  ])('at %i a second are %i at once, and then as many a second', (perSecond, prompt) => {
    const { clock, limits: some } = limits(perSecond);
    expect(promptOf(some)).toBe(prompt);
    clock.advance(1000);
    expect(promptOf(some)).toBe(perSecond);
  });

  it('are any number where there is no limit', () => {
    expect(promptOf(limits(0).limits)).toBe(1000);
  });

  it('are none for up to ten seconds after it broke the rules again and again', () => {
    const { clock, limits: some } = limits(100);
    for (let count = 0; count < 50; count += 1) some.penalise(address);
    clock.advance(10_000);
    expect(promptOf(some)).toBe(0);
    clock.advance(10);
    expect(promptOf(some)).toBe(1);
  });
});
