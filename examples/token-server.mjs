// Keeps the API key and gives browsers tokens instead: node examples/token-server.mjs, then open http://127.0.0.1:3000/
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

/** Where the page connects; for people on other machines an address that they can reach. */
const stenoUrl = process.env.STENO_URL ?? 'ws://127.0.0.1:8080';
const steno = stenoUrl.replace(/^ws/, 'http');
const key = process.env.STENO_KEY ?? '';

/** Asks the server for a token that is good for one connection within a minute. */
async function makeToken() {
  const answer = await fetch(`${steno}/v2/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ttl_seconds: 60, language: 'en-US' }),
  });
  if (!answer.ok) throw new Error(`no token: HTTP ${answer.status}`);
  return await answer.text();
}

/** The page and the two files of the client that it loads, by path. */
const files = new Map([
  ['/', { url: import.meta.resolve('./browser-microphone.html'), type: 'text/html; charset=utf-8' }],
  ['/steno.min.js', { url: import.meta.resolve('@steno/client/browser/steno.min.js'), type: 'text/javascript' }],
  ['/steno-worklet.min.js', { url: import.meta.resolve('@steno/client/worklet'), type: 'text/javascript' }],
]);

const server = createServer(async (request, response) => {
  try {
    const [path = '/'] = (request.url ?? '/').split('?');
    const file = files.get(path);
    if (request.method === 'POST' && path === '/token') {
      // Here goes your own check of who asks: a session cookie, a login. Whoever gets a token can transcribe.
      response.setHeader('content-type', 'application/json').setHeader('cache-control', 'no-store');
      response.end(await makeToken());
    } else if (path === '/server') {
      response.setHeader('content-type', 'text/plain').end(stenoUrl);
    } else if (file !== undefined) {
      response.setHeader('content-type', file.type);
      response.end(await readFile(new URL(file.url)));
    } else {
      response.writeHead(404).end();
    }
  } catch (error) {
    console.error(error);
    response.writeHead(502).end();
  }
});

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : address}/`);
});
