export type { CaptionSegment, CaptionWord } from './caption-segment.ts';
export { type Cue, cuesOf } from './cue.ts';
export { type CueRules, defaultCueRules } from './cue-rules.ts';
export { toText } from './plain-text.ts';
export { toSrt } from './srt.ts';
export { toVtt } from './vtt.ts';
