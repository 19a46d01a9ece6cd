import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findModels } from '../../src/models/discovery.ts';
import { network, streamingMetadata } from './network-content.ts';
import { temporaryFolder, tokens, writeFiles } from './temporary-folder.ts';

const offline = { model_type: 'zipformer2', comment: 'non-streaming zipformer2' };
const nemo = { model_type: 'EncDecRNNTBPEModel' };
const three = (encoder: Buffer): Record<string, string | Buffer> => ({
  'encoder.onnx': encoder,
  'decoder.onnx': network(),
  'joiner.onnx': network(),
  'tokens.txt': tokens,
});
const one = (model: Buffer): Record<string, string | Buffer> => ({ 'model.int8.onnx': model, 'tokens.txt': tokens });

async function search(
  folderName: string,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<Awaited<ReturnType<typeof findModels>> & { readonly folder: string }> {
  const directory = await temporaryFolder();
  const folder = path.join(directory, folderName);
  await writeFiles(folder, files);
  return { ...(await findModels([directory])), folder };
}

describe('the kind of a folder', () => {
  test.each([
    ['transducer', 'some-offline-name', three(network(streamingMetadata))],
    ['transducer', 'streaming-zipformer-en', three(network())],
    ['transducer', 'zipformer-en-tiny', three(network())],
    ['transducer', 'fast-conformer', three(network({ ...nemo, chunk_shift: '8' }))],
    ['offline_transducer', 'zipformer-ja', three(network(offline))],
    ['offline_transducer', 'reazonspeech-k2-v2-ja', three(network())],
    ['offline_nemo_transducer', 'm', three(network(nemo))],
    ['offline_nemo_transducer', 'parakeet-tdt-110m-en', three(network())],
    ['zipformer2_ctc', 'm', one(network({ ...streamingMetadata, model_type: 'zipformer2' }))],
    ['nemo_ctc', 'm', one(network({ model_type: 'EncDecCTCModelBPE', chunk_shift: '8' }))],
    ['offline_nemo_ctc', 'm', one(network({ model_type: 'EncDecCTCModelBPE' }))],
    ['sense_voice', 'm', one(network({ model_type: 'sense_voice_ctc' }))],
    ['sense_voice', 'sense-voice-int8', one(network())],
    ['punctuation', 'm', { 'model.int8.onnx': network(), 'bpe.vocab': '<unk>\t0\n▁a\t-2.5\n' }],
    [
      'paraformer',
      'streaming-paraformer-zh',
      { 'encoder.int8.onnx': network(), 'decoder.int8.onnx': network(), 'tokens.txt': tokens },
    ],
    [
      'whisper',
      'm',
      { 'tiny.en-encoder.int8.onnx': network(), 'tiny.en-decoder.int8.onnx': network(), 'tiny.en-tokens.txt': tokens },
    ],
    [
      'moonshine',
      'm',
      {
        'preprocess.onnx': network(),
        'encode.int8.onnx': network(),
        'uncached_decode.int8.onnx': network(),
        'cached_decode.int8.onnx': network(),
        'tokens.txt': tokens,
      },
    ],
    [
      'moonshine_merged',
      'm',
      { 'encoder_model.ort': ort(), 'decoder_model_merged.onnx': network(), 'tokens.txt': 'PHVuaz4= 0\nIA== 1\n' },
    ],
  ])('is %s for %s', async (kind, folderName, files) => {
    const { models, rejected } = await search(folderName, files);
    expect(rejected).toEqual([]);
    expect(models.map((model) => model.files.kind)).toEqual([kind]);
  });

  test('is what its model.json says, whatever the files are called', async () => {
    const { models, folder } = await search('m', {
      'model.json': JSON.stringify({
        kind: 'whisper',
        languages: ['de'],
        files: { encoder: 'a.onnx', decoder: 'b.onnx', tokens: 'list' },
      }),
      'a.onnx': network(),
      'b.onnx': network(),
      list: tokens,
    });
    expect(models[0]).toMatchObject({
      folder,
      languages: ['de'],
      files: { kind: 'whisper', encoder: path.join(folder, 'a.onnx'), tokens: path.join(folder, 'list') },
    });
  });

  test('of a transducer has the scores of its BPE tokens where they are there', async () => {
    const { models, folder } = await search('m', { ...three(network(streamingMetadata)), 'bpe.vocab': 'a\t-1\n' });
    expect(models[0]?.files).toMatchObject({ bpeVocab: path.join(folder, 'bpe.vocab') });
  });

  test.each([
    ['a transducer of NeMo', { ...nemo, chunk_shift: '56' }],
    ['a transducer that does not tell what it is', {}],
  ])('of %s is not known to have a beam search, so that nobody asks for it', async (_what, metadata) => {
    const { models } = await search('m', { ...three(network(metadata)), 'bpe.vocab': 'a\t-1\n' });
    expect(models[0]?.files).toMatchObject({ kind: 'transducer' });
    expect(models[0]).not.toHaveProperty('hasBeamSearch');
  });

  test('is asked for where nothing tells it', async () => {
    const { models, rejected, folder } = await search('m', one(network({ model_type: 'tdnn' })));
    expect(models).toEqual([]);
    expect(rejected[0]?.reason).toContain(
      `${path.join(folder, 'model.int8.onnx')} does not tell what kind of model it is; write it into a model.json`,
    );
  });

  test.each([
    ['offline_transducer', streamingMetadata, 'text while somebody speaks', 'transducer'],
    ['transducer', nemo, 'whole segments', 'offline_nemo_transducer'],
  ])('is refused as %s where the network says otherwise', async (kind, metadata, what, fitting) => {
    const files = { ...three(network(metadata)), 'model.json': JSON.stringify({ kind }) };
    const { models, rejected, folder } = await search('m', files);
    expect(models).toEqual([]);
    expect(rejected[0]?.reason).toBe(
      `${path.join(folder, 'encoder.onnx')} is a network for ${what} and not of the kind "${kind}"; ` +
        `write "kind": "${fitting}" into the model.json of its folder.`,
    );
  });
});

/** How a network in the format ORT begins. */
function ort(): Buffer {
  return Buffer.concat([Buffer.from([16, 0, 0, 0]), Buffer.from('ORTM'), Buffer.alloc(64)]);
}
