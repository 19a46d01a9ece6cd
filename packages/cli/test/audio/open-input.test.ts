import { describe, expect, it } from 'vitest';
import { type AudioPorts, openInput } from '../../src/audio/open-input.ts';

function ports(pieces: readonly Uint8Array[], isTTY = false): AudioPorts {
  const stdin = {
    isTTY,
    destroy: (): undefined => undefined,
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
      for (const piece of pieces) yield await Promise.resolve(piece);
    },
  };
  return { stdin, environment: {} };
}

describe('audio from standard input', () => {
  it('is given as it comes', async () => {
    const pieces = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)];
    const input = await openInput('-', ports(pieces), 'max');
    expect(input).toMatchObject({ name: 'standard input', durationMs: undefined });
    const read: Uint8Array[] = [];
    for await (const piece of input.readable) read.push(piece);
    expect(read).toEqual(pieces);
  });

  it('is not waited for when a person would have to type it', async () => {
    await expect(openInput('-', ports([], true), 'max')).rejects.toMatchObject({ code: 'input' });
  });

  it('must hold some', async () => {
    await expect(openInput('-', ports([]), 'max')).rejects.toThrow('standard input holds no audio.');
  });
});
