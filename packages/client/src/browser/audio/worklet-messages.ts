import type { MeasuredChunk } from './chunk-maker.ts';

/** The name under which the audio thread knows the processor. */
export const processorName = 'steno-capture';

/** What the page tells the audio thread: `end` asks for what is left. */
export interface PageMessage {
  readonly type: 'end';
}

/** What the audio thread tells the page; `ended` is the last message. */
export type ProcessorMessage = ({ readonly type: 'chunk' } & MeasuredChunk) | { readonly type: 'ended' };
