import { describe, expect, it } from 'vitest';
import { FakeClock } from '../src/fake-clock.ts';

describe('FakeClock', () => {
  it('fires timers in the order they are due, those set meanwhile too, and stops where it was told', () => {
    const clock = new FakeClock();
    const fired: string[] = [];
    clock.schedule(30, () => fired.push(`late at ${clock.nowMs()}`));
    clock.schedule(10, () => {
      fired.push(`early at ${clock.nowMs()}`);
      clock.schedule(10, () => fired.push(`new at ${clock.nowMs()}`));
    });
    clock.schedule(15, () => fired.push('cancelled'))();
    clock.advance(25);
    expect(fired).toEqual(['early at 10', 'new at 20']);
    expect(clock.nowMs()).toBe(25);
    expect(clock.pendingTimers).toBe(1);
  });
});
