import * as z from 'zod/mini';
import { type Http, readJson } from './http.ts';

/** What the server says about itself to anybody. */
export interface Host {
  readonly version: string;
  /** Which listener served the page: that of clients, or that of administration. */
  readonly door: 'clients' | 'admin';
  /** Where the other door is, for those who look for Health and Keys; null where there is none. */
  readonly adminPort: number | null;
  /** Where clients are served, for the way back from the admin door. */
  readonly clientsPort: number | null;
}

const schema = z.object({
  version: z.string(),
  door: z.enum(['clients', 'admin']),
  admin_port: z.nullable(z.number()),
  clients_port: z.nullish(z.number()),
});

/** Reads `console.json`. */
export async function fetchHost(http: Http, signal?: AbortSignal): Promise<Host> {
  const response = await http({ path: 'console.json', key: '', ...(signal === undefined ? {} : { signal }) });
  const { version, door, admin_port: adminPort, clients_port: clientsPort } = await readJson(response, schema);
  return { version, door, adminPort, clientsPort: clientsPort ?? null };
}
