import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { makeTemporaryDirectory } from '@steno/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { KeyTermWriter } from '../../src/engines/sherpa/key-term-writer.ts';

async function writerFor(tokens: readonly string[]): Promise<KeyTermWriter> {
  const { path } = await makeTemporaryDirectory();
  const file = join(path, 'tokens.txt');
  await writeFile(file, tokens.map((token, index) => `${token} ${index}\n`).join(''));
  return new KeyTermWriter(file);
}

describe('KeyTermWriter', () => {
  let upper: KeyTermWriter;

  beforeAll(async () => {
    upper = await writerFor([
      '<blk>',
      '<unk>',
      '#1',
      ...Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ'").map((letter) => `▁${letter}`),
    ]);
  });

  test("writes terms with the model's letters, each once, with single spaces", () => {
    expect(upper.write(['Thornton', '  shop\tboy ', 'THORNTON', 'O’Neil'])).toEqual({
      written: ['THORNTON', 'SHOP BOY', "O'NEIL"],
      unusable: [],
    });
  });

  test('takes off accents and marks that the model does not know', () => {
    expect(upper.write(['Zürich', 'Coca-Cola, Inc.', 'AC/DC']).written).toEqual(['ZURICH', 'COCA COLA INC', 'AC DC']);
  });

  test('leaves out terms with letters or digits the model does not know, or without any, and says which', () => {
    expect(upper.write(['東京', 'R2D2', '...', '', 'ok']).unusable).toEqual(['東京', 'R2D2', '...', '']);
  });

  test('writes nothing that sherpa-onnx reads as a score or a name, and no control characters', () => {
    expect(upper.write(['HELLO :x', 'A #0.2', 'A @name', 'one\ntwo\u0000three']).written).toEqual([
      'HELLO X',
      'A NAME',
      'ONE TWO THREE',
    ]);
  });

  test('keeps the casing of a model that writes both', async () => {
    const mixed = await writerFor(Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'));
    expect(mixed.write(['iPhone']).written).toEqual(['iPhone']);
  });

  test("writes only the model's letters and single spaces, whatever it is given", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), (terms) => {
        const { written, unusable } = upper.write(terms);
        for (const term of written) expect(term).toMatch(/^[A-Z']+( [A-Z']+)*$/);
        for (const term of unusable) expect(terms).toContain(term);
      }),
    );
  });
});
