import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Serves a page that has loaded the built client from one file, without a bundler. */
export interface PageServer {
  /** `http://127.0.0.1:port/`: browsers count it as secure. */
  readonly url: string;
  readonly port: number;
  /** What more is served, by path. */
  readonly files: Map<string, { readonly type: string; readonly bytes: Uint8Array }>;
  /** Idempotent. */
  close(): Promise<void>;
}

const page = '<!doctype html><title>Steno</title><script type="module" src="/page.js"></script>';
const script = "import * as steno from '/sdk/steno.min.js';\nglobalThis.steno = steno;\n";
/** Nothing inline, no `blob:`, no `data:`: what the client loads has to do with that. */
const policy = "default-src 'none'; script-src 'self'; media-src 'self'; connect-src ws://127.0.0.1:*";

/** Starts it on a free port; the caller closes it. */
export async function startPageServer(): Promise<PageServer> {
  const files: PageServer['files'] = new Map();
  const text = (type: string, content: string): { type: string; bytes: Uint8Array } => ({
    type,
    bytes: Buffer.from(content),
  });
  files.set('/', text('text/html; charset=utf-8', page));
  files.set('/page.js', text('text/javascript', script));
  for (const [name, module] of [
    ['steno.min.js', '@steno/client/browser/steno.min.js'],
    ['steno-worklet.min.js', '@steno/client/worklet'],
  ] as const) {
    const bytes = await readFile(fileURLToPath(import.meta.resolve(module)));
    files.set(`/sdk/${name}`, { type: 'text/javascript', bytes });
  }
  const server = createServer(({ url = '/' }, response) => {
    const file = files.get(url);
    response.statusCode = file === undefined ? 404 : 200;
    response.setHeader('content-security-policy', policy);
    if (file !== undefined) response.setHeader('content-type', file.type);
    response.end(file?.bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    files,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}
