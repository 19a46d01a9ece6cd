import { BenchError } from '../bench-error.ts';
import type { StenoServer } from './steno-server.ts';

/** The record of a session, as far as benchmarks read it. */
export interface SessionRecord {
  readonly state: string;
  /** The code that ended it; only when it failed. */
  readonly error?: string | null;
  /** Seconds of audio. */
  readonly duration: number;
  readonly complete: boolean;
  /** The finals, as on the wire. */
  readonly results: readonly unknown[];
}

/**
 * Reads the record of a session over HTTP.
 *
 * @throws rejects with BenchError `no_answer` when the server has none.
 */
export async function recordOf(server: StenoServer, sessionId: string): Promise<SessionRecord> {
  const response = await server.get(`/v2/sessions/${sessionId}`);
  if (!response.ok) throw new BenchError('no_answer', `No record of a session: HTTP ${response.status}.`);
  // The server under test is of this version.
  return (await response.json()) as SessionRecord;
}
