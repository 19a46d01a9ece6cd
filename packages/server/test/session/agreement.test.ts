import { type SessionOptions, usualSessionOptions } from '@steno/protocol';
import type { RecognitionService } from '@steno/recognition';
import { describe, expect, it } from 'vitest';
import { agree, type Agreement, type ServiceTerms } from '../../src/session/agreement.ts';
import { testTerms } from './session-under-test.ts';

const fastOnly: RecognitionService = { modelId: 'm1', takesKeyTerms: false };
const withSecondModel: RecognitionService = { modelId: 'm1', secondModelId: 'm2', takesKeyTerms: true };

function agreed(
  options: Partial<SessionOptions>,
  given: {
    readonly service?: RecognitionService;
    readonly language?: string;
    readonly terms?: Partial<ServiceTerms>;
  } = {},
): Agreement {
  const { service = fastOnly, language = 'en-US', terms } = given;
  return agree(
    { recognition: { service: () => service }, language, servedLanguage: 'en', terms: { ...testTerms, ...terms } },
    { ...usualSessionOptions, ...options },
  );
}

function warningsOf({ warnings }: Agreement): readonly string[] {
  return warnings.map(({ code }) => code);
}

describe('a client that names nothing', () => {
  it('is served as the operator says, without a warning', () => {
    expect(agreed({}, { terms: { endpointingMs: 500, maxSegmentMs: 8000 } })).toEqual({
      type: 'fast',
      secondModelId: undefined,
      endpointing: { endpointingMs: 500, maxSegmentMs: 8000 },
      keyTerms: undefined,
      isFormatted: true,
      actualNumbers: false,
      warnings: [],
    });
  });

  it('gets the second model when the operator made quality the default', () => {
    expect(agreed({}, { service: withSecondModel, terms: { defaultType: 'quality' } })).toMatchObject({
      type: 'quality',
      secondModelId: 'm2',
    });
  });

  it.each(['fast', 'refuse'] as const)(
    'is served as fast where quality is the default and there is no second model, without a warning (fallback %s)',
    (qualityFallback) => {
      const agreement = agreed({}, { terms: { defaultType: 'quality', qualityFallback } });
      expect(agreement).toMatchObject({ type: 'fast', secondModelId: undefined, warnings: [] });
    },
  );
});

describe('a client that asks for a type', () => {
  it('gets quality where there is a second model', () => {
    const agreement = agreed({ type: 'quality' }, { service: withSecondModel, terms: { qualityFallback: 'refuse' } });
    expect(agreement).toMatchObject({ type: 'quality', secondModelId: 'm2', warnings: [] });
  });

  it('gets fast although the default is quality', () => {
    const agreement = agreed({ type: 'fast' }, { service: withSecondModel, terms: { defaultType: 'quality' } });
    expect(agreement).toMatchObject({ type: 'fast', secondModelId: undefined, warnings: [] });
  });

  it('is warned that quality is served as fast where there is no second model', () => {
    const agreement = agreed({ type: 'quality' });
    expect(agreement.type).toBe('fast');
    expect(warningsOf(agreement)).toEqual(['quality_not_served']);
  });

  it('is refused with the type and the language where the operator wants that', () => {
    expect(() => agreed({ type: 'quality' }, { terms: { qualityFallback: 'refuse' } })).toThrow(
      expect.objectContaining({ code: 'unsupported_type', details: { type: 'quality', language: 'en-US' } }),
    );
  });
});

describe('key terms', () => {
  it('are preferred where the model can', () => {
    const agreement = agreed({ keyTerms: ['Ada'] }, { service: withSecondModel });
    expect(agreement).toMatchObject({ keyTerms: ['Ada'], warnings: [] });
  });

  it('are left out with a warning, which does not repeat them, where the model cannot', () => {
    const agreement = agreed({ keyTerms: ['Ada'] });
    expect(agreement.keyTerms).toEqual([]);
    expect(warningsOf(agreement)).toEqual(['key_terms_not_served']);
    expect(JSON.stringify(agreement.warnings)).not.toContain('Ada');
  });
});

describe('actual_numbers', () => {
  it.each(['en', 'en-US', 'en-GB'])('is served for %s', (language) => {
    expect(agreed({ actualNumbers: true }, { language })).toMatchObject({ actualNumbers: true, warnings: [] });
  });

  it.each(['de', 'nl-NL', 'enm'])('is left out with a warning for %s', (language) => {
    const agreement = agreed({ actualNumbers: true }, { language });
    expect(agreement.actualNumbers).toBe(false);
    expect(warningsOf(agreement)).toEqual(['option_not_served']);
  });

  it('is left out with a warning when the words of the engine are wanted', () => {
    const agreement = agreed({ actualNumbers: true, formatted: false });
    expect(agreement).toMatchObject({ isFormatted: false, actualNumbers: false });
    expect(warningsOf(agreement)).toEqual(['option_not_served']);
  });
});

describe('endpointing', () => {
  it('is that of the client where it names one', () => {
    expect(agreed({ endpointingMs: 300 }).endpointing).toEqual({ endpointingMs: 300, maxSegmentMs: 20_000 });
    expect(agreed({ maxSegmentMs: 5000 }).endpointing).toEqual({ endpointingMs: 700, maxSegmentMs: 5000 });
  });
});
