import * as z from 'zod/mini';
import { type Http, readJson } from './http.ts';

/** What others need to watch a session. */
export interface Share {
  /** A view token: read-only, for this session only. */
  readonly token: string;
  readonly expiresAt: Date;
}

const schema = z.object({ token: z.string(), expires_at: z.string() });

/** Makes a view token of a session. */
export async function shareSession(http: Http, sessionId: string, ttlSeconds: number): Promise<Share> {
  const path = `v2/sessions/${encodeURIComponent(sessionId)}/share`;
  const response = await http({ method: 'POST', path, body: { ttl_seconds: ttlSeconds } });
  const { token, expires_at: expiresAt } = await readJson(response, schema);
  return { token, expiresAt: new Date(expiresAt) };
}

/** Ends every view token of a session, and whoever watches with one. */
export async function endSharing(http: Http, sessionId: string): Promise<void> {
  await http({ method: 'DELETE', path: `v2/sessions/${encodeURIComponent(sessionId)}/share` });
}
