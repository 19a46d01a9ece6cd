import * as z from 'zod/mini';
import { type Http, readJson } from './http.ts';

/** What is known of an API key; the key itself is not. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly type: string;
  readonly state: 'usable' | 'expired' | 'revoked';
  /** ISO 8601, as the other moments. */
  readonly createdAt: string;
  readonly expiresAt: string | undefined;
  readonly revokedAt: string | undefined;
  /** Undefined for all. */
  readonly languages: readonly string[] | undefined;
  readonly types: readonly string[] | undefined;
  readonly flags: readonly string[];
  readonly maxSessions: number | undefined;
  readonly maxSessionMs: number | undefined;
}

/** What a key is made with; what is undefined is left to the server. */
export interface NewKey {
  readonly name: string;
  readonly owner?: string | undefined;
  readonly type: 'realtime' | 'admin';
  /** `1y`, `2y`, `5y`, a date, or `never`. */
  readonly expires: string;
  readonly languages?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  readonly maxSessions?: number | undefined;
  readonly maxSessionMs?: number | undefined;
}

const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  type: z.string(),
  state: z.enum(['usable', 'expired', 'revoked']),
  created_at: z.string(),
  expires_at: z.nullable(z.string()),
  revoked_at: z.nullable(z.string()),
  languages: z.nullable(z.array(z.string())),
  types: z.nullable(z.array(z.string())),
  flags: z.array(z.string()),
  max_sessions: z.nullable(z.number()),
  max_session_ms: z.nullable(z.number()),
});

const listSchema = z.object({ keys: z.array(keySchema) });
const createdSchema = z.extend(keySchema, { key: z.string() });

/** All keys of the server. */
export async function fetchKeys(http: Http, signal: AbortSignal): Promise<readonly ApiKey[]> {
  return (await readJson(await http({ path: 'v2/keys', signal }), listSchema)).keys.map(toKey);
}

/** Makes a key; the secret is told this once. */
export async function createKey(http: Http, key: NewKey): Promise<{ readonly secret: string; readonly key: ApiKey }> {
  const body = {
    name: key.name,
    owner: key.owner,
    type: key.type,
    expires: key.expires,
    languages: key.languages,
    types: key.types,
    max_sessions: key.maxSessions,
    max_session_ms: key.maxSessionMs,
  };
  const created = await readJson(await http({ method: 'POST', path: 'v2/keys', body }), createdSchema);
  return { secret: created.key, key: toKey(created) };
}

/** Makes a key useless from now on. */
export async function revokeKey(http: Http, id: string): Promise<void> {
  await http({ method: 'DELETE', path: `v2/keys/${encodeURIComponent(id)}` });
}

function toKey(body: z.infer<typeof keySchema>): ApiKey {
  return {
    id: body.id,
    name: body.name,
    owner: body.owner,
    type: body.type,
    state: body.state,
    createdAt: body.created_at,
    expiresAt: body.expires_at ?? undefined,
    revokedAt: body.revoked_at ?? undefined,
    languages: body.languages ?? undefined,
    types: body.types ?? undefined,
    flags: body.flags,
    maxSessions: body.max_sessions ?? undefined,
    maxSessionMs: body.max_session_ms ?? undefined,
  };
}
