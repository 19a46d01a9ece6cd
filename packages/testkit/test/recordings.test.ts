import { describe, expect, it } from 'vitest';
import { readDebianRecording } from '../src/recordings.ts';
import { debianRecordings } from '../src/test-assets.ts';

describe.skipIf(debianRecordings() === undefined)('readDebianRecording', () => {
  it('gives the samples alone, without the header of the file', async () => {
    const recording = await readDebianRecording();
    // The file has 95,724 bytes, 44 of them header.
    expect(recording?.samples.buffer.byteLength).toBe(recording?.samples.byteLength);
    const first = new Uint8Array(recording?.samples.buffer ?? new ArrayBuffer(0)).subarray(0, 4);
    expect(Buffer.from(first).toString('latin1')).not.toBe('RIFF');
  });
});
