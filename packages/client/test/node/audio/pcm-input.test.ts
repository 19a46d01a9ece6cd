import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { pcmInput } from '../../../src/node/audio/pcm-input.ts';
import { bytesOfInput } from './bytes-of-input.ts';

describe('raw audio as input', () => {
  it('is given as it comes, and long pieces in chunks of a second', async () => {
    const input = pcmInput(Readable.from([Buffer.alloc(3), Buffer.alloc(80_000)]));
    const lengths: number[] = [];
    for await (const chunk of input.readable) lengths.push(chunk.length);
    expect(lengths).toEqual([3, 32_000, 32_000, 16_000]);
  });

  it('is pulled: nothing is read before it is asked for', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        given += 1;
        yield await Promise.resolve(new Uint8Array(2));
      }
    }
    const input = pcmInput(endless());
    const reader = input.readable.getReader();
    await reader.read();
    await reader.read();
    expect(given).toBe(2);
    await input.close();
  });

  it('destroys its stream when it is closed, and a read that waits is over', async () => {
    const source = new PassThrough();
    const input = pcmInput(source);
    const waiting = input.readable.getReader().read();
    await input.close();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(source.destroyed).toBe(true);
  });

  it('destroys its stream when the reader cancels', async () => {
    const source = new PassThrough();
    await pcmInput(source).readable.cancel();
    expect(source.destroyed).toBe(true);
  });

  it('fails with what its source fails with', async () => {
    const source = new PassThrough();
    const read = bytesOfInput(pcmInput(source));
    source.destroy(new Error('the cable came off'));
    await expect(read).rejects.toThrow('the cable came off');
  });

  it('says what to do about a stream that gives text', async () => {
    const source = Readable.from(['abc']) as unknown as AsyncIterable<Uint8Array>;
    await expect(bytesOfInput(pcmInput(source))).rejects.toThrow(
      'Raw audio must come as Uint8Array or Buffer, not as string; a stream with an encoding gives text, set none.',
    );
  });
});
