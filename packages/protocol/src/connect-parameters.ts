import { canonicalLanguage } from './language.ts';
import { type AudioEncoding, defaultMediaType, parseAudioMediaType } from './media-type.ts';
import { readChoice, textOptions } from './option-sources.ts';
import { optionNames, readSessionOptions, type SessionOptionChanges } from './session-options.ts';
import { WireError } from './wire-error.ts';

/** The paths of the real-time API. */
export const realtimePaths = ['/v2/realtime', '/realtime'] as const;

/** The wire dialects served. */
export const formatNames = ['transcript'] as const;

/** The name of a wire dialect. */
export type FormatName = (typeof formatNames)[number];

/** Which session a client resumes, and from which message on. */
export interface ResumeParameters {
  /** As `listening` told it, up to 64 characters. */
  readonly sessionId: string;
  /** As `listening` or `resumed` told it, up to 128 characters. */
  readonly resumeToken: string;
  /** The number of the last message the client has; -1 when it has none. */
  readonly lastSeq: number;
}

/** What a client asks for when it connects. */
export interface ConnectParameters {
  readonly encoding: AudioEncoding;
  /** A canonical BCP-47 tag; absent when the client named none. */
  readonly language?: string;
  readonly format: FormatName;
  /** The options that the client named. */
  readonly options: SessionOptionChanges;
  /** The session to resume; absent for a new one. */
  readonly resume?: ResumeParameters;
  /** Names of query parameters the server does not know, at most 10, for one warning. */
  readonly unknown: readonly string[];
}

/** The parts of an upgrade request that carry parameters. */
export interface UpgradeRequest {
  /** Names and values of the query, decoded, in their order; a `URLSearchParams` fits. */
  readonly query: Iterable<readonly [string, string]>;
  /**
   * The value of a header.
   *
   * @param name - in lower case.
   */
  readonly header: (name: string) => string | undefined;
}

const credentialHeaders = ['authorization', 'x-zoom-s2t-key', 'x-api-key', 'api-key'] as const;
const credentialQueries = ['authorization', 'token'] as const;
const parameterNames: readonly string[] = [
  ...credentialHeaders,
  'token',
  'content-type',
  'language',
  'format',
  ...optionNames,
  'session',
  'resume_token',
  'last_seq',
];

/** The WebSocket subprotocol that says that the next one in the list is the credential. */
export const tokenSubprotocol = 'token';

/**
 * Finds the credential of an upgrade request: the headers `Authorization` (raw or `Bearer x`),
 * `x-zoom-s2t-key`, `x-api-key`, `api-key`; the subprotocols `token, <credential>`; the query
 * parameters `Authorization` and `token`. The first one in this order counts.
 *
 * @returns undefined when there is none.
 */
export function readCredential(request: UpgradeRequest): string | undefined {
  for (const name of credentialHeaders) {
    const value = bare(request.header(name));
    if (value !== undefined) return value;
  }
  const subprotocols = (request.header('sec-websocket-protocol') ?? '').split(',').map((part) => part.trim());
  const position = subprotocols.indexOf(tokenSubprotocol);
  const fromSubprotocol = position < 0 ? undefined : bare(subprotocols[position + 1]);
  if (fromSubprotocol !== undefined) return fromSubprotocol;
  const query = lowerCaseNames(request.query);
  for (const name of credentialQueries) {
    const value = bare(query.get(name));
    if (value !== undefined) return value;
  }
  return undefined;
}

/**
 * Reads the parameters of an upgrade request. A header wins over the query; names count in any case.
 *
 * @throws WireError `bad_request` or `unsupported_media_type` for a value out of range.
 */
export function parseConnectParameters(request: UpgradeRequest): ConnectParameters {
  const query = lowerCaseNames(request.query);
  const read = (name: string): string | undefined => nonEmpty(request.header(name)) ?? nonEmpty(query.get(name));
  return {
    encoding: parseAudioMediaType(read('content-type') ?? defaultMediaType),
    ...language(read('language')),
    format: readChoice('format', read('format') ?? 'transcript', formatNames),
    options: readSessionOptions(textOptions(read, (name) => keyTermsOf(request, name))),
    ...resumption(read),
    unknown: [...query.keys()].filter((name) => !parameterNames.includes(name)).slice(0, 10),
  };
}

function resumption(read: (name: string) => string | undefined): { readonly resume?: ResumeParameters } {
  const sessionId = read('session');
  if (sessionId === undefined) return {};
  const resumeToken = read('resume_token') ?? '';
  const lastSeq = read('last_seq') ?? '-1';
  if (resumeToken === '') {
    throw new WireError('bad_request', 'session goes with resume_token, both as the state message told them.', {
      parameter: 'resume_token',
    });
  }
  if (!/^(?:-1|\d{1,15})$/.test(lastSeq)) {
    throw new WireError(
      'bad_request',
      `last_seq is "${lastSeq.slice(0, 40)}"; it must be the number of the last message you have, or -1 for none.`,
      { parameter: 'last_seq' },
    );
  }
  // Longer than any that was ever told: cut, they are as unknown as they were.
  return {
    resume: { sessionId: sessionId.slice(0, 64), resumeToken: resumeToken.slice(0, 128), lastSeq: Number(lastSeq) },
  };
}

function language(text: string | undefined): { readonly language?: string } {
  if (text === undefined) return {};
  const tag = canonicalLanguage(text);
  if (tag === undefined) {
    throw new WireError('bad_request', `language is "${text.slice(0, 40)}"; it must be a BCP-47 tag such as en-US.`, {
      parameter: 'language',
    });
  }
  return { language: tag };
}

/** Each query parameter of the name is one term; a header has them with commas between. */
function keyTermsOf({ query, header }: UpgradeRequest, name: string): readonly string[] {
  const fromHeader = nonEmpty(header(name))?.split(',');
  const terms = fromHeader ?? [...query].flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []));
  return terms.filter((term) => term.trim() !== '');
}

function bare(value: string | undefined): string | undefined {
  return nonEmpty(value?.trim().replace(/^bearer(?:\s+|$)/i, ''));
}

function nonEmpty(value: string | undefined): string | undefined {
  const text = value?.trim();
  return text === '' ? undefined : text;
}

function lowerCaseNames(query: UpgradeRequest['query']): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of query) {
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, value);
  }
  return found;
}
