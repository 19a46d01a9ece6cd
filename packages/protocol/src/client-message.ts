import { jsonOptions } from './option-sources.ts';
import { optionNames, readSessionOptions, type SessionOptionChanges } from './session-options.ts';
import { WireError } from './wire-error.ts';

/** A text message of a client, parsed. */
export type ClientMessage =
  | { readonly type: 'start'; readonly options: SessionOptionChanges; readonly unknown: readonly string[] }
  | { readonly type: 'flush'; readonly id: unknown }
  | { readonly type: 'audio_from'; readonly byte: number }
  | { readonly type: 'stop' }
  | { readonly type: 'keepalive' };

const actions = ['start', 'audio_from', 'flush', 'stop', 'keepalive'] as const;

const startNames: readonly string[] = ['action', ...optionNames];

/** The largest `id` of a flush, in characters of its JSON; it is sent back as it came. */
export const maxFlushIdLength = 256;

/**
 * Reads a text message of a client.
 *
 * @param text - the whole message.
 * @throws WireError `bad_request`, saying what to send instead; audio in JSON or base64 is recognised
 *   and answered with exactly that.
 */
export function parseClientMessage(text: string): ClientMessage {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notACommand(text);
  const fields = value as Readonly<Record<string, unknown>>;
  const action = actions.find((name) => name === fields['action']);
  switch (action) {
    case 'start':
      return parseStart(fields);
    case 'audio_from':
      return parseAudioFrom(fields);
    case 'flush':
      return parseFlush(fields);
    case 'stop':
    case 'keepalive':
      return { type: action };
    case undefined:
      throw carriesAudio(fields) ? audioAsText('audio wrapped in JSON') : notACommand(text);
  }
}

function parseStart(fields: Readonly<Record<string, unknown>>): ClientMessage {
  return {
    type: 'start',
    options: readSessionOptions(jsonOptions(fields, 'start')),
    unknown: Object.keys(fields)
      .filter((name) => !startNames.includes(name))
      .slice(0, 10),
  };
}

function parseAudioFrom(fields: Readonly<Record<string, unknown>>): ClientMessage {
  const byte = fields['byte'];
  if (typeof byte === 'number' && Number.isSafeInteger(byte) && byte >= 0) return { type: 'audio_from', byte };
  throw new WireError('bad_request', '"byte" in audio_from must be the position of the next byte of audio, from 0.', {
    parameter: 'byte',
  });
}

function parseFlush(fields: Readonly<Record<string, unknown>>): ClientMessage {
  const id = fields['id'];
  if (id !== undefined && jsonLength(id) > maxFlushIdLength) {
    throw new WireError('bad_request', `The id of a flush is longer than ${maxFlushIdLength} characters of JSON.`, {
      parameter: 'id',
    });
  }
  return { type: 'flush', id };
}

/** Infinity when the value is nested deeper than JSON can be written from. */
function jsonLength(value: unknown): number {
  try {
    return JSON.stringify(value).length;
  } catch (error) {
    // Reading JSON needs no stack, writing it does: 32,000 brackets can be read but not written.
    if (error instanceof RangeError) return Infinity;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever is no JSON is no command; what it looks like decides which sentence helps.
    throw looksLikeBase64(text) ? audioAsText('base64 text') : notACommand(text);
  }
}

function carriesAudio(fields: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(fields).map((name) => name.toLowerCase());
  if (names.some((name) => ['audio', 'audio_data', 'chunk', 'media', 'payload', 'data', 'samples'].includes(name)))
    return true;
  return Object.values(fields).some((value) => typeof value === 'string' && looksLikeBase64(value));
}

function looksLikeBase64(text: string): boolean {
  // Trimmed here, not in the pattern: a pattern that ends in spaces twice takes quadratic time over them.
  const beginning = text.slice(0, 4096).trimEnd();
  const isInAlphabet = /^(?:data:[^,]{0,60},)?[A-Za-z0-9+/_\s-]+={0,2}$/.test(beginning);
  return text.length >= 64 && isInAlphabet && !/\s[a-z]/i.test(text.slice(0, 256));
}

function audioAsText(what: string): WireError {
  return new WireError(
    'bad_request',
    `This text message looks like ${what}. Send audio as raw binary WebSocket messages: 16-bit little-endian mono PCM at 16 kHz, no JSON, no base64.`,
    { expected: 'binary' },
  );
}

function notACommand(text: string): WireError {
  return new WireError(
    'bad_request',
    `This text message of ${text.length} characters is not a command. Text messages are JSON such as {"action":"stop"}, with action ${actions.join(', ')}; audio is sent as raw binary messages.`,
    { actions },
  );
}
