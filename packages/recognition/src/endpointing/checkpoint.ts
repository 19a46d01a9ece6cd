/**
 * A position at which the state of a stream began anew: a tracker that resumes from it and is given the lead-in and the
 * audio that follows tells what the tracker that told it goes on to tell.
 */
export interface Checkpoint {
  /** The position on the sample clock; integer, >= 0. Of the audio before it, the state depends on the lead-in only. */
  readonly sample: number;
  /** How much of the audio before it the engine hears again, without telling it; integer, 0..sample. */
  readonly leadInSamples: number;
  /** True when the stream was in a long silence, so that audio passes the VAD only. */
  readonly isGated: boolean;
  /** True when somebody was speaking, which a VAD that begins anew needs a moment to hear. */
  readonly isSpeaking: boolean;
}
