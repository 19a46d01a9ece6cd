/**
 * Makes the smallest thing that is built like an ONNX file: a version, a graph, metadata, the version of its operators.
 *
 * @param metadata - what its publisher wrote into it.
 * @param graphBytes - the size of its graph.
 */
export function network(metadata: Readonly<Record<string, string>> = {}, graphBytes = 100): Buffer {
  return Buffer.concat([
    Buffer.from([1 << 3, 8]),
    field(7, Buffer.alloc(graphBytes, 'graph ')),
    field(8, Buffer.from([2 << 3, 17])),
    ...Object.entries(metadata).map(([key, value]) =>
      field(14, Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from(value))])),
    ),
  ]);
}

/** What the encoder of a streaming model says of itself. */
export const streamingMetadata = { model_type: 'zipformer2', decode_chunk_len: '32' };

function field(number: number, value: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(value.length), value]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Buffer.from([...bytes, rest]);
}
