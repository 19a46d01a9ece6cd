import type { Result } from '@steno/client/browser';
import * as z from 'zod/mini';
import type { StreamEvent } from './event-stream.ts';

/** What a viewer is told. */
export type CaptionEvent =
  | { readonly type: 'session'; readonly language: string; readonly state: string }
  | { readonly type: 'result'; readonly result: Result }
  | { readonly type: 'stopped'; readonly state: string };

const resultSchema = z.looseObject({
  text: z.string(),
  is_final: z.boolean(),
  timestamp: z.number(),
  segment: z.int(),
  start: z.number(),
  language: z.optional(z.string()),
  stable_words: z.optional(z.int()),
  words: z.optional(
    z.array(
      z.looseObject({ word: z.string(), start: z.number(), end: z.number(), confidence: z.optional(z.number()) }),
    ),
  ),
});
const sessionSchema = z.looseObject({ language: z.string(), state: z.string() });
const stoppedSchema = z.looseObject({ state: z.string() });

const toMs = (seconds: number): number => Math.round(seconds * 1000);

/**
 * Reads an event of a session's captions.
 *
 * @returns undefined for one of a type that this page does not know.
 * @throws TypeError when it is not what its type says.
 */
export function parseCaptionEvent({ type, data }: StreamEvent): CaptionEvent | undefined {
  try {
    switch (type) {
      case 'session':
        return { type, ...z.parse(sessionSchema, JSON.parse(data)) };
      case 'stopped':
        return { type, ...z.parse(stoppedSchema, JSON.parse(data)) };
      case 'final':
      case 'partial':
        return { type: 'result', result: toResult(z.parse(resultSchema, JSON.parse(data))) };
      default:
        return undefined;
    }
  } catch (cause) {
    throw new TypeError(`the server sent a "${type}" event with wrong fields`, { cause });
  }
}

function toResult(wire: z.infer<typeof resultSchema>): Result {
  return {
    segment: wire.segment,
    text: wire.text,
    isFinal: wire.is_final,
    startMs: toMs(wire.start),
    endMs: toMs(wire.timestamp),
    language: wire.language,
    ...(wire.stable_words === undefined ? {} : { stableWords: wire.stable_words }),
    words: (wire.words ?? []).map(({ word, start, end, confidence }) => ({
      word,
      startMs: toMs(start),
      endMs: toMs(end),
      ...(confidence === undefined ? {} : { confidence }),
    })),
  };
}
