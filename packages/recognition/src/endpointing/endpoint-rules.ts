/** When an utterance is over. */
export interface EndpointRules {
  /** Silence after speech that ends an utterance, in ms; integer, 100..10000. */
  readonly minTrailingSilenceMs: number;
  /**
   * The length after which an utterance is ended at the next short pause, and after half as much again
   * without one; in ms; integer, 1000..600000.
   */
  readonly maxUtteranceMs: number;
}
