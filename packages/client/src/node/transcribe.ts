import { readFile } from 'node:fs/promises';
import { realtimePaths, type SessionOptionChanges } from '@steno/protocol';
import { ClientError } from '../common/client-error.ts';
import {
  openTranscription,
  type Transcription,
  transcriptionDefaults,
  type TranscriptionLimits,
} from '../common/transcription.ts';
import { wsSocketOpener } from './ws-socket.ts';

/** What a session is opened with. */
export interface TranscribeOptions {
  /** The server: `ws://`, `wss://`, `http://` or `https://`; without a path the real-time path is added. */
  readonly url: string;
  /** The API key; it goes into the `Authorization` header, never into the URL. Default: none. */
  readonly key?: string;
  /** A BCP-47 tag; default: what the server is set to. */
  readonly language?: string;
  /**
   * Default: the server's. With key terms they go into the first message and not into the URL: what somebody is going to
   * say does not belong into a log of addresses.
   */
  readonly options?: SessionOptionChanges;
  /** How long the opening may take, in ms; default 10,000. */
  readonly connectTimeoutMs?: number;
  /** How to trust a server with TLS; default: as the system does. */
  readonly tls?: {
    /** A PEM file with the authorities to trust instead of the system's. */
    readonly caFile?: string;
    /** True accepts any certificate: for a test on the own machine only. */
    readonly isInsecure?: boolean;
  };
  /** Default: {@link transcriptionDefaults}. */
  readonly limits?: Partial<TranscriptionLimits>;
}

type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

const defaultConnectTimeoutMs = 10_000;

/**
 * Opens a session.
 *
 * @returns once the server accepted it. The caller ends it by `stop` or `abort`.
 * @throws TypeError (as a rejection) for a URL that is none; ClientError `unreachable`, `refused` or `timeout`.
 */
export async function transcribe(options: TranscribeOptions): Promise<Transcription> {
  const url = realtimeUrl(options);
  const ca = options.tls?.caFile === undefined ? undefined : await readAuthorities(options.tls.caFile);
  const openSocket = wsSocketOpener({
    url,
    headers: options.key === undefined ? {} : { Authorization: options.key },
    connectTimeoutMs: options.connectTimeoutMs ?? defaultConnectTimeoutMs,
    ca,
    isInsecure: options.tls?.isInsecure ?? false,
  });
  const start = isInMessage(options.options)
    ? JSON.stringify({ action: 'start', ...wireOptions(options.options), key_terms: options.options?.keyTerms })
    : undefined;
  return openTranscription(openSocket, { ...transcriptionDefaults, ...options.limits }, start);
}

function realtimeUrl({ url: text, language, options }: TranscribeOptions): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['ws:', 'wss:', 'http:', 'https:'].includes(url.protocol)) {
    throw new TypeError(`"${text.slice(0, 200)}" is not the URL of a server; it must be like ws://127.0.0.1:8080.`);
  }
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.pathname === '/') url.pathname = realtimePaths[0];
  // A fragment means nothing to a server, and a WebSocket URL must not have one.
  url.hash = '';
  const parameters: Parameters = { language, ...(isInMessage(options) ? {} : wireOptions(options)) };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

function isInMessage(options: TranscribeOptions['options']): boolean {
  return options?.keyTerms !== undefined && options.keyTerms.length > 0;
}

/** The options by their names on the wire, without key terms. */
function wireOptions(options: TranscribeOptions['options']): Parameters {
  return {
    type: options?.type,
    endpointing_ms: options?.endpointingMs,
    max_segment_ms: options?.maxSegmentMs,
    partial: options?.partial,
    formatted: options?.formatted,
    actual_numbers: options?.actualNumbers,
    events: options?.events,
    ack: options?.ack,
  };
}

async function readAuthorities(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new ClientError('unreachable', `The CA file ${file} cannot be read (${code}).`, { cause, retryable: false });
  }
}
