/** The time in us, cut to 32 bits; all processes of a machine read the same clock. */
export function stampNow(): number {
  return Number((process.hrtime.bigint() / 1000n) & 0xffffffffn);
}

/** How long ago a stamp was made, in ms; right for a little more than an hour. */
export function msSinceStamp(stamp: number): number {
  return ((stampNow() - stamp) >>> 0) / 1000;
}
