import * as z from 'zod/mini';

/** One word of a final on the wire; seconds on the sample clock. */
export interface TranscriptWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** 0..1; absent when the engine does not know it. */
  readonly confidence?: number | undefined;
}

/** The `result` of a `transcript` message. */
export interface TranscriptResult {
  readonly text: string;
  readonly is_final: boolean;
  /** Seconds of audio: the end of the text in the stream. Never goes back. */
  readonly timestamp: number;
  /** Number of the segment, from 0: any number of partials, then one final. */
  readonly segment: number;
  /** Seconds of audio: where the text begins. */
  readonly start: number;
  readonly language: string;
  /** 0..1, on partials: the likelihood that the words will not change. */
  readonly stability?: number | undefined;
  /** On partials: how many of the first words will not change. */
  readonly stable_words?: number | undefined;
  /** 0..1, on finals: mean of the words' confidences. */
  readonly confidence?: number | undefined;
  /** On finals. */
  readonly words?: readonly TranscriptWord[] | undefined;
}

/** Facts every message but an early `error` carries. */
interface Numbered {
  /** Number of the message in its session, from 0, without gaps. */
  readonly seq: number;
}

/**
 * `state`: what the session does now. `resumed` is no message of the session's own: its `seq` is the number the
 * client gave as `last_seq`, so that the next message has the next number.
 */
export interface StateMessage extends Numbered {
  readonly type: 'state';
  readonly state: 'listening' | 'stopped' | 'shutting_down' | 'resumed';
  readonly session_id?: string | undefined;
  /** With `listening` and `resumed`: what a new connection needs to resume the session. */
  readonly resume_token?: string | undefined;
  /** With `resumed`: audio the server has, in ms. */
  readonly received_ms?: number | undefined;
  /** With `resumed`: bytes of binary messages the server has; audio goes on from there. */
  readonly received_bytes?: number | undefined;
  readonly language?: string | undefined;
  readonly model?: string | undefined;
  /** With `listening`: `fast` or `quality`, as the session is served; may be less than was asked for. */
  readonly served_type?: string | undefined;
  /** With `listening`, where `served_type` is `quality`: the model that hears each segment again. */
  readonly second_model?: string | undefined;
  /** With `listening`: silence that ends a segment, in ms. */
  readonly endpointing_ms?: number | undefined;
  /** With `listening`: the longest a segment gets, in ms. */
  readonly max_segment_ms?: number | undefined;
  /** With `listening`: how many key terms are preferred; absent when none was given. */
  readonly key_terms?: number | undefined;
  /** With `stopped`: seconds of audio heard. */
  readonly duration?: number | undefined;
  /** With `stopped`: true when all of the session can be read over HTTP. */
  readonly recorded?: boolean | undefined;
  /** With `shutting_down`: when, in Unix seconds. */
  readonly at?: number | undefined;
}

/** A message of the server in the format `transcript`, as it is on the wire. */
export type ServerMessage =
  | StateMessage
  | (Numbered & { readonly type: 'transcript'; readonly result: TranscriptResult })
  | (Numbered & { readonly type: 'flushed'; readonly id?: unknown })
  | (Numbered & { readonly type: 'speech_start' | 'speech_end'; readonly timestamp: number })
  | (Numbered & { readonly type: 'ack'; readonly received_ms: number })
  | (Numbered & {
      readonly type: 'warning';
      readonly code: string;
      readonly message: string;
      /** With `lag`: ms of audio received and not decoded. */
      readonly lag_ms?: number | undefined;
    })
  | {
      readonly type: 'error';
      /** Absent when the request was refused before a session began. */
      readonly seq?: number | undefined;
      readonly code: string;
      readonly message: string;
      readonly details?: unknown;
    };

const numbered: { readonly seq: z.ZodMiniType<number> } = { seq: z.int() };

const resultSchema: z.ZodMiniType<TranscriptResult> = z.looseObject({
  text: z.string(),
  is_final: z.boolean(),
  timestamp: z.number(),
  segment: z.int(),
  start: z.number(),
  language: z.string(),
  stability: z.optional(z.number()),
  stable_words: z.optional(z.int()),
  confidence: z.optional(z.number()),
  words: z.optional(
    z.array(
      z.looseObject({ word: z.string(), start: z.number(), end: z.number(), confidence: z.optional(z.number()) }),
    ),
  ),
});

const serverMessageSchema: z.ZodMiniType<ServerMessage> = z.union([
  z.looseObject({
    type: z.literal('state'),
    ...numbered,
    state: z.enum(['listening', 'stopped', 'shutting_down', 'resumed']),
    session_id: z.optional(z.string()),
    resume_token: z.optional(z.string()),
    received_ms: z.optional(z.number()),
    received_bytes: z.optional(z.int()),
    language: z.optional(z.string()),
    model: z.optional(z.string()),
    served_type: z.optional(z.string()),
    second_model: z.optional(z.string()),
    endpointing_ms: z.optional(z.int()),
    max_segment_ms: z.optional(z.int()),
    key_terms: z.optional(z.int()),
    duration: z.optional(z.number()),
    recorded: z.optional(z.boolean()),
    at: z.optional(z.number()),
  }),
  z.looseObject({ type: z.literal('transcript'), ...numbered, result: resultSchema }),
  z.looseObject({ type: z.literal('flushed'), ...numbered, id: z.optional(z.unknown()) }),
  z.looseObject({ type: z.enum(['speech_start', 'speech_end']), ...numbered, timestamp: z.number() }),
  z.looseObject({ type: z.literal('ack'), ...numbered, received_ms: z.number() }),
  z.looseObject({
    type: z.literal('warning'),
    ...numbered,
    code: z.string(),
    message: z.string(),
    lag_ms: z.optional(z.number()),
  }),
  z.looseObject({
    type: z.literal('error'),
    seq: z.optional(z.int()),
    code: z.string(),
    message: z.string(),
    details: z.optional(z.unknown()),
  }),
]);

/**
 * Reads a text message of a server.
 *
 * @returns undefined for a message of a type this version does not know, which a client ignores.
 * @throws TypeError when the text is no JSON or a known type has wrong fields.
 */
export function parseServerMessage(text: string): ServerMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TypeError('the server sent a text message that is not JSON', { cause });
  }
  const parsed = z.safeParse(serverMessageSchema, value);
  if (parsed.success) return parsed.data;
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type === 'string' && !knownTypes.includes(type)) return undefined;
  throw new TypeError(`the server sent a "${String(type)}" message with wrong fields`, { cause: parsed.error });
}

const knownTypes: readonly string[] = [
  'state',
  'transcript',
  'flushed',
  'speech_start',
  'speech_end',
  'ack',
  'warning',
  'error',
];

/** A stable code of a `warning` message. */
export type WarningCode =
  | 'unknown_parameter'
  | 'option_not_served'
  | 'key_terms_not_served'
  | 'quality_not_served'
  | 'audio_gap'
  | 'audio_after_stop'
  | 'idle'
  | 'lag'
  | 'recognizer_replaced'
  | 'not_recorded';

/** Codes of `warning` messages. */
export const warningCodes: readonly WarningCode[] = [
  'unknown_parameter',
  'option_not_served',
  'key_terms_not_served',
  'quality_not_served',
  'audio_gap',
  'audio_after_stop',
  'idle',
  'lag',
  'recognizer_replaced',
  'not_recorded',
];
