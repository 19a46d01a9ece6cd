/** How a session can be served. */
export const serviceTypes = ['fast', 'quality'] as const;

/** One of {@link serviceTypes}. */
export type ServiceType = (typeof serviceTypes)[number];

/** A range of whole numbers, both ends included. */
export interface IntegerRange {
  readonly min: number;
  readonly max: number;
}

/** The ranges of the options that are numbers, by their names on the wire. PROTOCOL.md has them; a test compares. */
export const optionRanges: Readonly<Record<'endpointing_ms' | 'max_segment_ms', IntegerRange>> = {
  endpointing_ms: { min: 100, max: 10_000 },
  max_segment_ms: { min: 2_000, max: 60_000 },
};

/** What a session is started with; in the `start` message the same names are allowed. */
export interface SessionOptions {
  /** `quality`: a second model hears each segment again for its final. Undefined for the operator's default. */
  readonly type: ServiceType | undefined;
  /** Silence that ends a segment, in ms; undefined for the operator's default. */
  readonly endpointingMs: number | undefined;
  /** The longest a segment gets, in ms; undefined for the operator's default. */
  readonly maxSegmentMs: number | undefined;
  /** Words and phrases to prefer, within `keyTermLimits`; default none. Never logged. */
  readonly keyTerms: readonly string[];
  /** Send partials; default true. */
  readonly partial: boolean;
  /** Readable text; false for the engine's words; default true. */
  readonly formatted: boolean;
  /** Digits instead of number words; default false. */
  readonly actualNumbers: boolean;
  /** Send `speech_start` and `speech_end`; default false. */
  readonly events: boolean;
  /** Send `ack` at most once a second; default false. */
  readonly ack: boolean;
}

/** Some of the options; those that are absent or undefined stay as they are. */
export type SessionOptionChanges = { readonly [Name in keyof SessionOptions]?: SessionOptions[Name] | undefined };

/** The options of a client that names none. */
export const usualSessionOptions: SessionOptions = {
  type: undefined,
  endpointingMs: undefined,
  maxSegmentMs: undefined,
  keyTerms: [],
  partial: true,
  formatted: true,
  actualNumbers: false,
  events: false,
  ack: false,
};

/** The name of an option on the wire. */
export type OptionName =
  | 'type'
  | 'endpointing_ms'
  | 'max_segment_ms'
  | 'key_terms'
  | 'partial'
  | 'formatted'
  | 'actual_numbers'
  | 'events'
  | 'ack';

/** The field of {@link SessionOptions} for each name on the wire. */
export const optionFields: Readonly<Record<OptionName, keyof SessionOptions>> = {
  type: 'type',
  endpointing_ms: 'endpointingMs',
  max_segment_ms: 'maxSegmentMs',
  key_terms: 'keyTerms',
  partial: 'partial',
  formatted: 'formatted',
  actual_numbers: 'actualNumbers',
  events: 'events',
  ack: 'ack',
};

/** The names of the options on the wire, as parameters and in `start`. */
export const optionNames: readonly OptionName[] = Object.keys(optionFields).filter(
  (name): name is OptionName => name in optionFields,
);

/** Where options are read from: each reader gives undefined for what is absent and throws WireError for what is wrong. */
export interface OptionSource {
  readonly boolean: (name: string) => boolean | undefined;
  readonly integer: (name: string, range: IntegerRange) => number | undefined;
  readonly choice: <T extends string>(name: string, allowed: readonly T[]) => T | undefined;
  readonly keyTerms: (name: string) => readonly string[] | undefined;
}

/**
 * Reads the options that a source names.
 *
 * @throws WireError `bad_request`, from the source.
 */
export function readSessionOptions(source: OptionSource): SessionOptionChanges {
  return {
    type: source.choice('type', serviceTypes),
    endpointingMs: source.integer('endpointing_ms', optionRanges.endpointing_ms),
    maxSegmentMs: source.integer('max_segment_ms', optionRanges.max_segment_ms),
    keyTerms: source.keyTerms('key_terms'),
    partial: source.boolean('partial'),
    formatted: source.boolean('formatted'),
    actualNumbers: source.boolean('actual_numbers'),
    events: source.boolean('events'),
    ack: source.boolean('ack'),
  };
}

/** The options with the changes made to them. */
export function changeSessionOptions(options: SessionOptions, changes: SessionOptionChanges): SessionOptions {
  return {
    type: changes.type ?? options.type,
    endpointingMs: changes.endpointingMs ?? options.endpointingMs,
    maxSegmentMs: changes.maxSegmentMs ?? options.maxSegmentMs,
    keyTerms: changes.keyTerms ?? options.keyTerms,
    partial: changes.partial ?? options.partial,
    formatted: changes.formatted ?? options.formatted,
    actualNumbers: changes.actualNumbers ?? options.actualNumbers,
    events: changes.events ?? options.events,
    ack: changes.ack ?? options.ack,
  };
}
