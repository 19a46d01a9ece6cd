import { describe, expect, test } from 'vitest';
import type { InstalledModel, ModelFiles } from '../../src/contract/model.ts';
import { ModelChoice } from '../../src/worker/host/model-choice.ts';

const files: Readonly<Record<'streaming' | 'offline' | 'punctuation', ModelFiles>> = {
  streaming: { kind: 'zipformer2_ctc', model: '', tokens: '' },
  offline: { kind: 'sense_voice', model: '', tokens: '' },
  punctuation: { kind: 'punctuation', model: '', bpeVocab: '' },
};

function model(modelId: string, task: keyof typeof files, ...languages: readonly string[]): InstalledModel {
  return { modelId, engine: 'sherpa', languages, languagesAreDeclared: true, files: files[task] };
}

describe('ModelChoice', () => {
  const choice = new ModelChoice([
    model('whole', 'offline', 'en', 'de'),
    model('english', 'streaming', 'en-US', 'en'),
    model('many', 'streaming', 'en', 'fr-FR'),
    model('british', 'offline', 'en-GB'),
    model('marks', 'punctuation', 'en'),
  ]);

  test('serves the languages of streaming models only, each with the first model that has it', () => {
    expect(choice.languages).toEqual(['en-US', 'en', 'fr-FR']);
    expect(choice.streaming.map(({ modelId }) => modelId)).toEqual(['english', 'many']);
    expect(choice.streamingOf('en')?.modelId).toBe('english');
    expect(choice.streamingOf('de')).toBeUndefined();
  });

  test('finds the second model of the very language, else one of the language in any region', () => {
    expect(choice.secondOf('en-GB')?.modelId).toBe('british');
    expect(choice.secondOf('en-US')?.modelId).toBe('whole');
    expect(choice.secondOf('fr-FR')).toBeUndefined();
  });

  test('finds the model that punctuates a language likewise', () => {
    expect(choice.punctuationOf('en-US')?.modelId).toBe('marks');
    expect(choice.punctuationOf('fr-FR')).toBeUndefined();
  });
});
