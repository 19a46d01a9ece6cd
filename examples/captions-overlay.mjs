// Captions over a picture: node examples/captions-overlay.mjs, then add http://127.0.0.1:4000/ to OBS as a browser source.
// With a file as its argument it plays that in place of the microphone.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createClient, fileInput, microphoneInput } from '@steno/client/node';

const [file] = process.argv.slice(2);
const input = file === undefined ? await microphoneInput() : await fileInput(file, { pace: 'real-time' });
const client = createClient({
  url: process.env.STENO_URL ?? 'ws://127.0.0.1:8080',
  token: process.env.STENO_KEY ?? '',
});
const session = client.transcribe({ language: 'en-US' });

/** The pages that are open, each with a stream of events that goes on until it is closed. */
const viewers = new Set();
/** @param {{ text: string }} result */
const show = ({ text }) => {
  for (const viewer of viewers) viewer.write(`data: ${JSON.stringify({ text })}\n\n`);
};
session.on('partial', show);
session.on('final', show);

const server = createServer(async (request, response) => {
  if (request.url === '/captions') {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.flushHeaders();
    viewers.add(response);
    response.on('close', () => viewers.delete(response));
  } else {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(await readFile(new URL('captions-overlay.html', import.meta.url)));
  }
});
server.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : address}/`);
});

process.once('SIGINT', () => void input.close());
await input.readable.pipeTo(session.audio);
await session.stop();
server.close();
server.closeAllConnections();
