import { connect, type Socket } from 'node:net';

/** How a connection of an attacker is opened. */
export interface AttackSocketOptions {
  readonly port: number;
  /** Where the attacker comes from, of 127.0.0.0/8, so that the rate of an address is its own. */
  readonly localAddress: string;
  /** Sent as soon as it is open. */
  readonly first: Buffer;
  /** Leaves everything unread after the first bytes of an answer. */
  readonly isDeaf?: boolean;
  /** Called when the answer to `first` has come. */
  readonly onAnswer?: (socket: Socket) => void;
  /** Called at the end of the connection with what the server said: a status or an error code. */
  readonly onEnd: (end: string) => void;
}

/** As much of an answer is kept. */
const maxKeptBytes = 4096;

/** Opens a connection. */
export function openAttackSocket(options: AttackSocketOptions): Socket {
  const { port, localAddress, first, isDeaf = false, onAnswer, onEnd } = options;
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  let heard = '';
  let isAnswered = false;
  socket.setNoDelay(true);
  socket.once('connect', () => {
    if (first.length > 0) socket.write(first);
  });
  socket.on('data', (bytes: Buffer) => {
    // The end of what is kept tells the reason: an error is the last thing said.
    heard = (heard + bytes.toString('latin1')).slice(-maxKeptBytes);
    if (isAnswered) return;
    isAnswered = true;
    if (isDeaf) socket.pause();
    onAnswer?.(socket);
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (heard === '') heard = `error ${error.code ?? ''}`;
  });
  socket.once('close', () => {
    onEnd(endIn(heard));
  });
  return socket;
}

/** What a server said last: the code of an error, else its status. */
export function endIn(heard: string): string {
  const code = /"code":"([a-z_]+)"/.exec(heard.slice(Math.max(0, heard.lastIndexOf('"error"'))))?.[1];
  if (code !== undefined && heard.includes('"error"')) return code;
  const status = /HTTP\/1\.1 (\d{3})/.exec(heard)?.[1];
  if (status !== undefined) return status;
  if (heard.startsWith('error ')) return heard;
  return heard === '' ? 'ended without an answer' : 'session';
}
