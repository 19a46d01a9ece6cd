import type { OpenSocket, SocketListener, SocketPort } from '../../src/common/socket-port.ts';

/** A socket that does what a test says. */
export class FakeSocket implements SocketPort {
  readonly sent: (string | Uint8Array)[] = [];
  readonly calls: string[] = [];
  bufferedBytes = 0;
  listener: SocketListener | undefined;
  #onSent: (() => void)[] = [];

  /** Opens this very socket. */
  readonly open: OpenSocket = (listener) => {
    this.listener = listener;
    return Promise.resolve(this);
  };

  send(data: string | Uint8Array, onSent: () => void): void {
    this.sent.push(data);
    this.bufferedBytes += data.length;
    this.#onSent.push(onSent);
  }

  /** Lets everything leave. */
  drain(): void {
    this.bufferedBytes = 0;
    for (const onSent of this.#onSent.splice(0)) onSent();
  }

  /** Delivers a message of the server. */
  say(message: unknown): void {
    this.listener?.onText(JSON.stringify(message));
  }

  ping(): void {
    this.calls.push('ping');
  }

  pause(): void {
    this.calls.push('pause');
  }

  resume(): void {
    this.calls.push('resume');
  }

  close(): void {
    this.calls.push('close');
  }

  terminate(): void {
    this.calls.push('terminate');
  }
}
