import type { Random } from '../random.ts';

/** Bytes that readers of text and numbers stumble over. */
const oddBytes = [
  [0],
  [0xff],
  [0x7f],
  [0x80],
  [0x0a],
  [0x0d, 0x0a],
  [0x0d, 0x0a, 0x0d, 0x0a],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xef, 0xbb, 0xbf],
  [0x25, 0x32, 0x46],
] as const;

/** One of a list. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[random.integer(0, items.length - 1)];
  if (item === undefined) throw new RangeError('there is nothing to pick from');
  return item;
}

/** True once in so many times. */
export function onceIn(random: Random, times: number): boolean {
  return random.integer(1, times) === 1;
}

/** Bytes of all values. */
export function randomBytes(random: Random, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 1) bytes[at] = random.integer(0, 255);
  return bytes;
}

/** Changes some bytes: turns bits, cuts out, doubles, puts in what is hard to read. */
export function mutateBytes(random: Random, given: Buffer): Buffer {
  let bytes = Buffer.from(given);
  for (let count = random.integer(1, 3); count > 0; count -= 1) {
    const at = random.integer(0, bytes.length);
    const length = random.integer(1, 8);
    switch (random.integer(0, 4)) {
      case 0:
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(0, 7));
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(random, oddBytes)), bytes.subarray(at)]);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(0, at), randomBytes(random, length), bytes.subarray(at + length)]);
    }
  }
  return bytes;
}
