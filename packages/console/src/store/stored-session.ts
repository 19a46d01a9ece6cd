import type { Result } from '@steno/client/browser';

/** Where the audio of a session came from. */
export type SourceKind = 'microphone' | 'tab' | 'file';

/** What is kept of a session beside its text and audio. */
export interface StoredSession {
  /** The page's own name of it. */
  readonly id: string;
  /** The server's newest name of it; undefined before it was opened. */
  readonly serverId: string | undefined;
  readonly source: SourceKind;
  /** For people: the device or the file. */
  readonly sourceName: string;
  readonly language: string;
  /** In Unix ms. */
  readonly startedAtMs: number;
  /** In Unix ms. */
  readonly updatedAtMs: number;
  /** Audio heard, in ms. */
  readonly durationMs: number;
  /** Bytes of audio that are kept; 0 when none is. */
  readonly audioBytes: number;
  /** Where the audio that is kept begins, in ms. */
  readonly audioFromMs: number;
  readonly finals: number;
  /** The beginning of the text, by which a person knows it again. */
  readonly opening: string;
  /** `live` until it has ended; a page that was closed leaves it so. */
  readonly state: 'live' | 'ended';
}

/** How much of the beginning of a text is kept as its `opening`, in characters. */
export const maxOpening = 120;

/**
 * Reads a session as an earlier page stored it.
 *
 * @returns undefined when it is none.
 */
export function parseStoredSession(value: unknown): StoredSession | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // Every field is looked at below.
  const record = value as Readonly<Record<string, unknown>>;
  const text = (name: string): string => (typeof record[name] === 'string' ? record[name] : '');
  const number = (name: string): number => (typeof record[name] === 'number' ? record[name] : 0);
  const id = text('id');
  if (id === '') return undefined;
  const source = record['source'];
  return {
    id,
    serverId: text('serverId') || undefined,
    source: source === 'tab' || source === 'file' ? source : 'microphone',
    sourceName: text('sourceName'),
    language: text('language'),
    startedAtMs: number('startedAtMs'),
    updatedAtMs: number('updatedAtMs'),
    durationMs: number('durationMs'),
    audioBytes: number('audioBytes'),
    audioFromMs: number('audioFromMs'),
    finals: number('finals'),
    opening: text('opening'),
    state: record['state'] === 'live' ? 'live' : 'ended',
  };
}

/**
 * Reads a final as an earlier page stored it.
 *
 * @returns undefined when it is none.
 */
export function parseStoredFinal(value: unknown): Result | undefined {
  if (typeof value !== 'object' || value === null || !('result' in value)) return undefined;
  const { result } = value;
  if (typeof result !== 'object' || result === null) return undefined;
  if (!('text' in result) || typeof result.text !== 'string') return undefined;
  if (!('segment' in result) || typeof result.segment !== 'number') return undefined;
  if (!('startMs' in result) || typeof result.startMs !== 'number') return undefined;
  if (!('endMs' in result) || typeof result.endMs !== 'number') return undefined;
  if (!('words' in result) || !Array.isArray(result.words)) return undefined;
  // Its parts were looked at; the words are as the client made them.
  return result as Result;
}

/** A name for a session. Not `randomUUID`, which pages that are not secure do not have. */
export function newSessionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A session that begins, without text or audio. */
export function newStoredSession(
  id: string,
  facts: {
    readonly source: { readonly kind: SourceKind; readonly name: string };
    readonly language: string;
    readonly startedAtMs: number;
  },
): StoredSession {
  const { source, language, startedAtMs } = facts;
  return {
    id,
    serverId: undefined,
    source: source.kind,
    sourceName: source.name,
    language,
    startedAtMs,
    updatedAtMs: startedAtMs,
    durationMs: 0,
    audioBytes: 0,
    audioFromMs: 0,
    finals: 0,
    opening: '',
    state: 'live',
  };
}
