import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { serveParent } from '../processes/serve-parent.ts';
import { LoadMeter, memoryUse } from './load-meter.ts';
import type { ServerAddress } from './server-program.ts';

const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false, clientTracking: false });
const meter = new LoadMeter();
/** About as long as the partial of the null host. */
const answer = JSON.stringify({ type: 'transcript', text: 'x'.repeat(170) });

/** @param answer - `partial` to answer each message with a text, `decoded` to count them only. */
async function start(options: { readonly answer: 'decoded' | 'partial' }): Promise<ServerAddress> {
  const isEcho = options.answer === 'partial';
  sockets.on('connection', (socket) => {
    // Without a listener an error would end the process.
    socket.on('error', () => undefined);
    socket.on('message', (message: Buffer) => {
      if (message.length >= 4) meter.note(message.readUInt32LE(0));
      if (isEcho) socket.send(answer);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  // An address of TCP is an object.
  return { url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`, key: 'none' };
}

serveParent({ start, load: () => meter.take(), memory: memoryUse }, async () => {
  http.closeAllConnections();
});
