import { open, type FileHandle } from 'node:fs/promises';

/** What a look at a network's file tells. */
export type NetworkFile =
  | {
      readonly type: 'network';
      /** What its publisher wrote into it, such as `model_type`; empty for the format ORT, where it is not looked at. */
      readonly metadata: ReadonlyMap<string, string>;
    }
  /** It cannot be loaded; the reason is a sentence for the user. */
  | { readonly type: 'broken'; readonly reason: string };

/** The fields of ONNX's ModelProto that matter here: github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const fields = { graph: 7, opsetImport: 8, metadata: 14, last: 26 } as const;
/** How a field's value is laid out: protobuf.dev/programming-guides/encoding */
const wireTypes = { varint: 0, eightBytes: 1, lengthDelimited: 2, fourBytes: 5 } as const;
/** Chosen: the largest entry of metadata that is read; vocabularies and means are larger than names, not than this. */
const maxMetadataBytes = 65_536;
/** Chosen: real files have about 30 fields, those with functions in them a few hundred. */
const maxFields = 10_000;
/** A tag and a length are at most 10 bytes each. */
const headBytes = 20;

/**
 * Looks at the file of a network without reading it as a whole: the parts of an ONNX file have to end exactly where
 * the file ends, and have to hold a graph. Of a file in the format ORT only its mark is looked at: it does not tell
 * its length.
 *
 * @param file - absolute path.
 * @throws the file system's error when it cannot be read.
 */
export async function inspectNetwork(file: string): Promise<NetworkFile> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const start = await readAt(handle, 0, 256);
    const reason = whyNoBinary(file, start);
    if (reason !== undefined) return { type: 'broken', reason };
    const isOrt = start.toString('latin1', 4, 8) === 'ORTM';
    if (isOrt) return { type: 'network', metadata: new Map() };
    if (file.endsWith('.ort')) return broken(`${file} is no network in the format ORT`);
    return await walk(file, handle, size);
  } finally {
    await handle.close();
  }
}

/**
 * Tells files that are not what their name says by how they begin.
 *
 * @param start - the first bytes of the file, at most 256.
 * @returns a sentence for the user; undefined when nothing is wrong.
 */
export function whyNoContent(file: string, start: Buffer): string | undefined {
  if (start.length === 0) return `${file} is empty; ${again}.`;
  const text = start.toString('utf8').replace(/^\ufeff/, '');
  if (text.startsWith('version https://git-lfs.github.com/')) {
    return `${file} is a pointer of Git LFS, not the file itself; fetch it with "git lfs pull", or download it again.`;
  }
  if (/^\s*<(!doctype|html|head|\?xml)/i.test(text)) return `${file} is a web page and not what its name says; ${again}.`;
  return undefined;
}

const again = 'download it again';

function whyNoBinary(file: string, start: Buffer): string | undefined {
  const reason = whyNoContent(file, start);
  if (reason !== undefined) return reason;
  // A network begins with a field's tag and a small number, which no text does.
  const isText = start.length >= 8 && /^[\t\n\r\x20-\x7e]*$/.test(start.toString('latin1'));
  return isText ? `${file} is text and no network; ${again}.` : undefined;
}

function broken(what: string): NetworkFile {
  return { type: 'broken', reason: `${what}; ${again}, or remove its folder.` };
}

async function walk(file: string, handle: FileHandle, size: number): Promise<NetworkFile> {
  const metadata = new Map<string, string>();
  const seen = new Set<number>();
  let position = 0;
  for (let count = 0; position < size; count += 1) {
    const field = readField(await readAt(handle, position, headBytes));
    if (field === undefined || count >= maxFields) return broken(`${file} is no ONNX network`);
    const end = position + field.headBytes + field.valueBytes;
    if (end > size) {
      return broken(`${file} is cut off: it has ${size} bytes, and its parts need at least ${end}`);
    }
    if (field.number === fields.metadata && field.valueBytes <= maxMetadataBytes) {
      const entry = readEntry(await readAt(handle, position + field.headBytes, field.valueBytes));
      if (entry !== undefined) metadata.set(entry.key, entry.value);
    }
    seen.add(field.number);
    position = end;
  }
  // The operators' versions are written after the graph: where they are missing the file ends too early.
  if (seen.has(fields.graph) && seen.has(fields.opsetImport)) return { type: 'network', metadata };
  return broken(`${file} is cut off or no ONNX network: there is no whole graph in its ${size} bytes`);
}

interface Field {
  readonly number: number;
  readonly headBytes: number;
  readonly valueBytes: number;
}

/** The field that begins here; undefined when none of a ModelProto does. */
function readField(bytes: Buffer): Field | undefined {
  const tag = readVarint(bytes, 0);
  if (tag === undefined) return undefined;
  const [number, wireType] = [Math.floor(tag.value / 8), tag.value % 8];
  if (number < 1 || number > fields.last) return undefined;
  switch (wireType) {
    case wireTypes.varint: {
      const value = readVarint(bytes, tag.end);
      return value === undefined ? undefined : { number, headBytes: value.end, valueBytes: 0 };
    }
    case wireTypes.lengthDelimited: {
      const length = readVarint(bytes, tag.end);
      return length === undefined ? undefined : { number, headBytes: length.end, valueBytes: length.value };
    }
    case wireTypes.eightBytes:
      return { number, headBytes: tag.end, valueBytes: 8 };
    case wireTypes.fourBytes:
      return { number, headBytes: tag.end, valueBytes: 4 };
    default:
      return undefined;
  }
}

/** A StringStringEntryProto: field 1 is the key, field 2 the value. */
function readEntry(bytes: Buffer): { readonly key: string; readonly value: string } | undefined {
  const texts = new Map<number, string>();
  let position = 0;
  while (position < bytes.length) {
    const field = readField(bytes.subarray(position));
    if (field === undefined) return undefined;
    const start = position + field.headBytes;
    position = start + field.valueBytes;
    texts.set(field.number, bytes.toString('utf8', start, position));
  }
  const key = texts.get(1);
  return key === undefined ? undefined : { key, value: texts.get(2) ?? '' };
}

function readVarint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  return undefined;
}

async function readAt(handle: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(buffer, 0, bytes, position);
  return buffer.subarray(0, bytesRead);
}
