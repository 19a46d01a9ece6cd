import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findModels } from '../../src/models/discovery.ts';
import { network, streamingMetadata } from './network-content.ts';
import { temporaryFolder, transducer, writeFiles } from './temporary-folder.ts';

const encoder = network(streamingMetadata, 5_000);
const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 42845182\n';
const page = '<!DOCTYPE html>\n<html><body>Not found</body></html>\n';

/** Why the folder with that content in that file is rejected, beside one that is not. */
async function reasonFor(name: string, content: string | Buffer): Promise<string> {
  const directory = await temporaryFolder();
  await writeFiles(directory, { ...transducer('kroko-de'), ...transducer('kroko-fr') });
  const file = path.join(directory, 'kroko-de', name);
  await writeFiles(directory, { [path.join('kroko-de', name)]: content });
  const { models, rejected } = await findModels([directory]);
  expect(models.map((model) => model.modelId)).toEqual(['kroko-fr']);
  expect(rejected.map(({ directory: folder }) => folder)).toEqual([path.dirname(file)]);
  const reason = rejected[0]?.reason ?? '';
  expect(reason.startsWith(`${file} `)).toBe(true);
  return reason.slice(file.length + 1);
}

describe('a network', () => {
  test.each([
    ['that is empty', '', 'is empty; download it again.'],
    ['that is a pointer of Git LFS', pointer, 'is a pointer of Git LFS, not the file itself; fetch it with "git lfs pull"'],
    ['that is a web page', page, 'is a web page and not what its name says; download it again.'],
    ['that is text', 'no network at all\n', 'is text and no network; download it again.'],
    ['that is something else', Buffer.alloc(4_000, 0xff), 'is no ONNX network; download it again, or remove its folder.'],
    ['that is an archive', Buffer.from('1f8b0800000000000003edbd', 'hex'), 'is no ONNX network;'],
    ['that ends in its graph', encoder.subarray(0, 3_000), 'is cut off: it has 3000 bytes, and its parts need at least 5005'],
    ['that ends before its graph', encoder.subarray(0, 2), 'is cut off or no ONNX network: there is no whole graph'],
    ['that ends after its graph', encoder.subarray(0, 5_005), 'is cut off or no ONNX network: there is no whole graph'],
    ['with something after its end', Buffer.concat([encoder, Buffer.alloc(9)]), 'is no ONNX network;'],
  ])('%s rejects its folder with a sentence that names the file', async (_what, content, reason) => {
    expect(await reasonFor('encoder.int8.onnx', content)).toContain(reason);
  });

  test('cut off anywhere rejects its folder', async () => {
    for (let bytes = 0; bytes < encoder.length; bytes += 97) {
      expect(await reasonFor('encoder.int8.onnx', encoder.subarray(0, bytes))).toContain('download it again');
    }
  });
});

describe('a list of tokens', () => {
  test.each([
    ['that is a web page', page, 'is a web page and not what its name says'],
    ['that is a pointer of Git LFS', pointer, 'is a pointer of Git LFS'],
    ['that is a network', encoder, 'is damaged or no list of tokens: line 1 is not a token and its number'],
    ['that is cut off in a line', '<blk> 0\na 1\n▁TH', 'line 3 is not a token and its number; download it again.'],
    ['that is empty', '', 'is empty; download it again.'],
  ])('%s rejects its folder with a sentence that names the file', async (_what, content, reason) => {
    expect(await reasonFor('tokens.txt', content)).toContain(reason);
  });
});
