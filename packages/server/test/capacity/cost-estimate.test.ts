import { describe, expect, it } from 'vitest';
import { CostEstimate } from '../../src/capacity/cost-estimate.ts';

/** Workers that decode 5 s of audio each second, at a cost that changes. */
class Work {
  readonly estimate = new CostEstimate(0.05);
  #busyMs = 0;
  #seconds = 0;
  #nowMs = 0;

  constructor() {
    this.#note();
  }

  decode(seconds: number, cost: number): this {
    for (let done = 0; done < seconds; done += 5) {
      this.#busyMs += 5000 * cost;
      this.#seconds += 5;
      this.#nowMs += 1000;
      this.#note();
    }
    return this;
  }

  idle(ms: number): this {
    this.#busyMs += ms;
    this.#note();
    return this;
  }

  #note(): void {
    const totals = { busyMs: this.#busyMs, cpuMs: this.#busyMs / 2, decodedSamples: this.#seconds * 16_000 };
    this.estimate.note(totals, this.#nowMs);
  }
}

describe('an estimate of cost', () => {
  it('is the assumption of the start until five seconds of audio were decoded', () => {
    const { estimate } = new Work();
    expect(estimate).toMatchObject({ busyRatio: 0.05, cpuRatio: 0.05, isMeasured: false });
  });

  it('believes half of a rise with each measurement', () => {
    const work = new Work().decode(5, 0.25);
    expect(work.estimate.busyRatio).toBeCloseTo(0.15);
    expect(work.estimate.isMeasured).toBe(true);
    expect(work.decode(50, 0.25).estimate.busyRatio).toBeCloseTo(0.25, 3);
  });

  it('believes half of a fall after a minute', () => {
    const work = new Work().decode(100, 0.25);
    const high = work.estimate.busyRatio;
    work.decode(300, 0.05);
    expect(work.estimate.busyRatio).toBeCloseTo((high + 0.05) / 2, 2);
  });

  it('counts processor time apart from the time a worker is taken up', () => {
    const { estimate } = new Work().decode(200, 0.4);
    expect(estimate.busyRatio).toBeCloseTo(0.4);
    expect(estimate.cpuRatio).toBeCloseTo(0.2);
  });

  it('does not count what is used while nothing is decoded', () => {
    const work = new Work().decode(100, 0.1).idle(60_000);
    const before = work.estimate.busyRatio;
    expect(work.decode(5, before).estimate.busyRatio).toBeCloseTo(before);
  });
});
