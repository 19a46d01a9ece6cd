import * as z from 'zod/mini';
import { type Http, readJson } from './http.ts';

const schema = z.object({ token: z.string() });

/** A new session token for one WebSocket connection, in place of the key. */
export async function fetchSessionToken(http: Http): Promise<string> {
  const response = await http({ method: 'POST', path: 'v2/tokens', body: {} });
  return (await readJson(response, schema)).token;
}
