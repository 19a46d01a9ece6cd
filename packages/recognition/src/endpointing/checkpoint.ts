/**
 * A position at which the state of a stream began anew: a tracker that resumes from it and is given the audio from
 * there tells what the tracker that told it goes on to tell.
 */
export interface Checkpoint {
  /** The position on the sample clock; integer, >= 0. Nothing of the state depends on audio before it. */
  readonly sample: number;
  /** True when the stream was in a long silence, so that audio passes the VAD only. */
  readonly isGated: boolean;
  /** True when somebody was speaking, which a VAD that begins anew needs a moment to hear. */
  readonly isSpeaking: boolean;
}
