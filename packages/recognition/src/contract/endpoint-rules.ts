/** When a segment ends. */
export interface EndpointRules {
  /** Silence after speech that ends a segment, in ms; integer, 100..10000. */
  readonly endpointingMs: number;
  /** The longest a segment gets, in ms; integer, 2000..60000. It is cut between words, at a pause where there is one. */
  readonly maxSegmentMs: number;
}

/** The rules of a stream that names none. */
export const usualEndpointRules: EndpointRules = { endpointingMs: 500, maxSegmentMs: 20_000 };
