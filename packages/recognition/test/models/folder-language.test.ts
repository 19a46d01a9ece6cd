import { expect, test } from 'vitest';
import { languagesOfFolder } from '../../src/models/folder-language.ts';

test.each([
  ['zipformer-en-tiny', ['en']],
  ['sherpa-onnx-streaming-zipformer-en-20M-2023-02-17', ['en']],
  ['sherpa-onnx-streaming-zipformer-bilingual-zh-en-2023-02-20', ['zh', 'en']],
  ['sherpa-onnx-streaming-zipformer-ar_en_id_ja-2025-02-10', ['ar', 'en', 'id', 'ja']],
  ['kroko-de', ['de']],
  ['kroko-it-64l', ['it']],
  ['zipformer-id', ['id']],
  ['Zipformer-FR', ['fr']],
  ['kroko-pt-br', ['pt']],
  ['de', ['de']],
])('the folder name %s names %j', (name, languages) => {
  expect(languagesOfFolder(name)).toEqual(languages);
});

test.each([
  'aborts-on-decode',
  'speech-to-text',
  'as-is',
  'my-model',
  'it',
  'zipformer-no-punctuation',
  'zipformer-large-sm',
  'streaming-zipformer',
  'encoder_int8',
  'english',
  'models.en',
])('the folder name %s names no language', (name) => {
  expect(languagesOfFolder(name)).toEqual([]);
});
