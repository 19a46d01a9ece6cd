import type { Random } from '../random.ts';
import { mutateBytes, onceIn, pick, randomBytes } from './mutate-bytes.ts';

/** What a frame can be made of. */
interface FrameParts {
  /** The first byte: FIN, three reserved bits, opcode. */
  readonly first?: number;
  readonly isMasked?: boolean;
  /** What the head says the length is; default the truth. */
  readonly length?: bigint;
  /** How the length is written; default the shortest way. */
  readonly form?: 7 | 16 | 64;
}

/** The bytes of a WebSocket frame; a client's when it is masked. */
export function frame(payload: Uint8Array, parts: FrameParts = {}): Buffer {
  const { first = 0x82, isMasked = true, length = BigInt(payload.length) } = parts;
  const form = parts.form ?? (length < 126n ? 7 : length < 65_536n ? 16 : 64);
  const maskBit = isMasked ? 0x80 : 0;
  const head = Buffer.alloc(2 + (form === 7 ? 0 : form === 16 ? 2 : 8));
  head.writeUInt8(first, 0);
  head.writeUInt8(maskBit | (form === 7 ? Number(length & 0x7fn) : form === 16 ? 126 : 127), 1);
  if (form === 16) head.writeUInt16BE(Number(length & 0xffffn), 2);
  if (form === 64) head.writeBigUInt64BE(BigInt.asUintN(64, length), 2);
  if (!isMasked) return Buffer.concat([head, payload]);
  const mask = Buffer.of(0x5a, 0xc3, 0x17, 0x99);
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]);
}

/** A text frame. */
export function textFrame(text: string): Buffer {
  return frame(Buffer.from(text), { first: 0x81 });
}

const ids: readonly string[] = [
  '1',
  '"a"',
  'null',
  '[]',
  '{"a":[1,{}]}',
  '"\\ud800"',
  '1e308',
  '-0',
  `"${'x'.repeat(250)}"`,
  '"é😀"',
];

/** An input that a session takes, whatever was before: the next one is heard, too. */
export function gentleInput(random: Random): Buffer {
  switch (random.integer(0, 8)) {
    case 0:
      return textFrame(`{"action":"flush","id":${pick(random, ids)}}`);
    case 1:
      return textFrame(
        pick(random, [
          '{"action":"keepalive"}',
          ' {"action" : "keepalive", "x":{"y":[]}} ',
          '{"action":"keepalive","action":"keepalive"}',
        ]),
      );
    case 2:
      return textFrame('{"action":"audio_from","byte":0}');
    case 3:
      return frame(randomBytes(random, random.integer(0, 125)), { first: 0x89 });
    case 4:
      return frame(randomBytes(random, random.integer(0, 125)), { first: 0x8a });
    case 5:
      return inFragments(random, randomBytes(random, random.integer(0, 60)));
    case 6:
      return frame(randomBytes(random, random.integer(0, 3)));
    default:
      return frame(randomBytes(random, random.integer(0, 200)), { form: pick(random, [16, 64] as const) });
  }
}

/** Fragments with control frames between them. */
function inFragments(random: Random, payload: Buffer): Buffer {
  const parts: Buffer[] = [frame(payload.subarray(0, 1), { first: 0x02 })];
  for (let at = 1; at < payload.length; at += 7) {
    parts.push(frame(payload.subarray(at, at + 7), { first: 0x00 }));
    if (onceIn(random, 4)) parts.push(frame(Buffer.alloc(0), { first: 0x89 }));
  }
  return Buffer.concat([...parts, frame(Buffer.alloc(0), { first: 0x80 })]);
}

const actions = ['start', 'audio_from', 'flush', 'stop', 'keepalive', 'START', '', 'close', '__proto__', 'toString'];
const fields = [
  'action',
  'byte',
  'id',
  'key',
  'partial',
  'formatted',
  'actual_numbers',
  'events',
  'ack',
  'type',
  'endpointing_ms',
  'max_segment_ms',
  'key_terms',
  'language',
  'audio',
  '__proto__',
  'constructor',
  '',
];
const values = [
  'true',
  'false',
  'null',
  '0',
  '-1',
  '1.5',
  '1e400',
  '9007199254740993',
  '500',
  '""',
  '"true"',
  '"fast"',
  '"quality"',
  '"\\u0000"',
  '[]',
  '[""]',
  '["Ada","ada",1]',
  '{}',
  '[[[[[[]]]]]]',
  '"\\ud83d"',
  '"AAAAAAAA"',
];

/** Text near to a command. */
function commandText(random: Random): string {
  const action = pick(random, actions);
  const more = Array.from({ length: random.integer(0, 4) }, () => `,"${pick(random, fields)}":${pick(random, values)}`);
  const text = `{"action":"${action}"${more.join('')}}`;
  if (onceIn(random, 40)) return `${'['.repeat(random.integer(1, 20_000))}${text}`;
  if (onceIn(random, 40)) return `{"action":"start","key_terms":[${'"ab",'.repeat(random.integer(0, 500))}"b"]}`;
  return text;
}

/** An input that may be the last one of its connection. */
export function wildInput(random: Random): Buffer {
  const payload = onceIn(random, 3) ? Buffer.from(commandText(random)) : randomBytes(random, random.integer(0, 150));
  switch (random.integer(0, 9)) {
    case 0:
    case 1:
    case 2:
      return textFrame(commandText(random));
    case 3:
      return frame(mutateBytes(random, Buffer.from(commandText(random))), { first: 0x81 });
    case 4:
      return frame(payload, { first: random.integer(0, 255) });
    case 5:
      return frame(payload, { first: pick(random, [0x81, 0x82, 0x88, 0x89]), isMasked: false });
    case 6:
      return frame(payload, {
        first: pick(random, [0x01, 0x81, 0x82, 0x02, 0x88]),
        length: pick(random, [
          0n,
          125n,
          126n,
          65_535n,
          65_536n,
          4_194_305n,
          2n ** 31n,
          2n ** 53n,
          2n ** 63n,
          2n ** 64n - 1n,
        ]),
        form: pick(random, [16, 64] as const),
      });
    case 7:
      return frame(payload.subarray(0, random.integer(0, 4)), { first: 0x88 });
    case 8:
      return mutateBytes(random, gentleInput(random));
    default:
      return frame(Buffer.concat([Buffer.from('RIFF\xff\xff\xff\xffWAVEfmt ', 'latin1'), payload]));
  }
}
