import { type ServiceType, type SessionOptions, WireError } from '@steno/protocol';
import type { EndpointRules, RecognitionHost } from '@steno/recognition';
import type { CoreMessage } from './core-message.ts';
import { sessionWords } from './session-words.ts';

/** What the operator says about how sessions are served. */
export interface ServiceTerms {
  /** For clients that name no type; they are served as `fast` where there is no second model. */
  readonly defaultType: ServiceType;
  /** What a client gets that asks for `quality` where there is no second model. */
  readonly qualityFallback: 'fast' | 'refuse';
  /** Silence that ends a segment, for clients that name none, in ms. */
  readonly endpointingMs: number;
  /** The longest a segment gets, for clients that name nothing, in ms. */
  readonly maxSegmentMs: number;
}

/** How a session is served: what its client asked for, as far as it can be had. */
export interface Agreement {
  readonly type: ServiceType;
  /** The model that hears segments again; undefined with `fast`. */
  readonly secondModelId: string | undefined;
  readonly endpointing: EndpointRules;
  /** Those that are preferred; undefined when the client gave none, empty when the model can prefer none of them. */
  readonly keyTerms: readonly string[] | undefined;
  /** False for the engine's words as they are. */
  readonly isFormatted: boolean;
  /** True for digits in place of number words. */
  readonly actualNumbers: boolean;
  /** One for each thing the client asked for and does not get. */
  readonly warnings: readonly Extract<CoreMessage, { type: 'warning' }>[];
}

/** Who is to be served, and by what. */
export interface AgreementParts {
  readonly recognition: Pick<RecognitionHost, 'service'>;
  /** What the client asked for, BCP-47. */
  readonly language: string;
  /** The served language it was matched to. */
  readonly servedLanguage: string;
  readonly terms: ServiceTerms;
}

/** The primary language whose number words are written as digits. */
const languageOfNumbers = 'en';

/**
 * Decides how a client is served that asks for these options. What cannot be had is left out with a warning, never in silence.
 *
 * @throws WireError `unsupported_type` for `quality` where there is no second model and the operator wants it refused.
 */
export function agree(parts: AgreementParts, options: SessionOptions): Agreement {
  const { recognition, language, servedLanguage, terms } = parts;
  const service = recognition.service(servedLanguage);
  const wanted = options.type ?? terms.defaultType;
  const secondModelId = wanted === 'quality' ? service?.secondModelId : undefined;
  const isLess = options.type === 'quality' && secondModelId === undefined;
  if (isLess && terms.qualityFallback === 'refuse') throw qualityNotServed(language);

  const wantsKeyTerms = options.keyTerms.length > 0;
  const takesKeyTerms = service?.takesKeyTerms ?? false;
  const whyNoNumbers = options.actualNumbers ? reasonForNoNumbers(options, language) : undefined;
  return {
    type: secondModelId === undefined ? 'fast' : 'quality',
    secondModelId,
    endpointing: {
      endpointingMs: options.endpointingMs ?? terms.endpointingMs,
      maxSegmentMs: options.maxSegmentMs ?? terms.maxSegmentMs,
    },
    keyTerms: wantsKeyTerms ? (takesKeyTerms ? options.keyTerms : []) : undefined,
    isFormatted: options.formatted,
    actualNumbers: options.actualNumbers && whyNoNumbers === undefined,
    warnings: [
      ...(whyNoNumbers === undefined ? [] : [sessionWords.numbersNotServed(whyNoNumbers)]),
      ...(wantsKeyTerms && !takesKeyTerms ? [sessionWords.keyTermsNotServed(language)] : []),
      ...(isLess ? [sessionWords.qualityNotServed(language)] : []),
    ],
  };
}

/**
 * What is left of an agreement once it is known which key terms the model cannot write: the warning tells how many, never
 * which.
 *
 * @param unusable - those of its key terms that have no effect.
 * @param language - what the client asked for, BCP-47.
 */
export function withoutKeyTerms(agreement: Agreement, unusable: readonly string[], language: string): Agreement {
  const { keyTerms = [], warnings } = agreement;
  const left = keyTerms.filter((term) => !unusable.includes(term));
  if (left.length === keyTerms.length) return agreement;
  const counts = { unwritable: keyTerms.length - left.length, given: keyTerms.length };
  return {
    ...agreement,
    keyTerms: left,
    warnings: [...warnings, sessionWords.keyTermsNotWritten(counts, language)],
  };
}

function reasonForNoNumbers({ formatted }: SessionOptions, language: string): string | undefined {
  if (!formatted) return 'with formatted=false';
  return language.split('-', 1)[0] === languageOfNumbers ? undefined : `for ${language}`;
}

function qualityNotServed(language: string): WireError {
  return new WireError(
    'unsupported_type',
    `type=quality is not served for ${language}: there is no second model for it. Ask for type=fast.`,
    { type: 'quality', language },
  );
}
