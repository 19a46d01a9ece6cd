import { FakeClock } from '@steno/testkit';
import { ClientError } from '../../src/common/client-error.ts';
import type { SocketListener, SocketPort, SocketRequest } from '../../src/common/socket-port.ts';
import { ToneReader } from './tone-reader.ts';

interface ServedSession {
  readonly id: string;
  token: string;
  /** What was said, by number. */
  readonly messages: object[];
  readonly reader: ToneReader;
  receivedBytes: number;
  skippedBytes: number;
  segment: number;
  isOver: boolean;
  connection: FakeConnection | undefined;
}

/** How long a message takes either way, in ms of the fake clock. */
const latencyMs = 10;

/**
 * A server of the protocol inside the process, over connections that a test can break at any moment: what is on its way
 * then is lost. It hears a word in every 500 ms of samples that are the same and not zero.
 */
export class FakeServer {
  readonly clock: FakeClock;
  /** All connections that were asked for, oldest first. */
  readonly requests: SocketRequest[] = [];
  /** All text messages that arrived, parsed. */
  readonly commands: Record<string, unknown>[] = [];
  /** Whether acknowledgements are sent. */
  acknowledges = true;
  /** What the next openings are refused with, in order; undefined lets one in. */
  readonly refusals: (ClientError | undefined)[] = [];
  /** What every opening is answered with instead of a session, as browsers are told; undefined for a session. */
  refusalMessage: object | undefined;
  readonly #sessions = new Map<string, ServedSession>();
  #connections: FakeConnection[] = [];
  #count = 0;

  constructor(clock: FakeClock = new FakeClock()) {
    this.clock = clock;
  }

  /** Connections that are open. */
  get openConnections(): number {
    return this.#connections.length;
  }

  /** The newest connection. */
  get connection(): FakeConnection {
    const connection = this.#connections.at(-1);
    if (connection === undefined) throw new Error('there is no connection');
    return connection;
  }

  readonly openSocket = async (request: SocketRequest, listener: SocketListener): Promise<void> => {
    this.requests.push(request);
    const refusal = this.refusals.shift();
    if (refusal !== undefined) throw refusal;
    if (this.refusalMessage !== undefined) {
      this.#refuse(listener, this.refusalMessage);
      return;
    }
    const query = new URL(request.url).searchParams;
    const id = query.get('session');
    const session = id === null ? this.#begin() : this.#sessions.get(id);
    const isRight = id === null || session?.token === query.get('resume_token');
    if (session === undefined || !isRight) {
      throw new ClientError('refused', 'No session of that name.', { wireCode: 'session_unknown' });
    }
    const connection = new FakeConnection(this, listener);
    connection.onMessage = (data) => {
      this.#take(session, data);
    };
    session.connection = connection;
    this.#connections.push(connection);
    listener.onOpen(connection);
    if (id === null) this.#say(session, this.#listening(session));
    else this.#resume(session, connection, Number(query.get('last_seq')));
  };

  /** Breaks all connections; what is on its way is lost. */
  cut(code = 1006): void {
    for (const connection of [...this.#connections]) connection.cut(code);
  }

  /** Ends at once and comes back without a memory. */
  restart(): void {
    this.#sessions.clear();
    this.cut();
  }

  /** Finalises all sessions and closes with 1001, as at the deadline of a shutdown. */
  shutDown(): void {
    for (const session of this.#sessions.values()) {
      this.#say(session, { type: 'state', state: 'shutting_down', at: 1_000 });
      this.#stop(session, 1001);
    }
  }

  /** A Close frame arrives late, of a connection that the client has given up: the audio that has come is all there is. */
  takeLateClose(): void {
    for (const session of this.#sessions.values()) if (!session.isOver) this.#stop(session, 1000);
  }

  /** Says something to the newest connection as a message of its session. */
  say(message: object): void {
    const session = [...this.#sessions.values()].at(-1);
    if (session === undefined) throw new Error('there is no session');
    this.#say(session, message);
  }

  /** For the connections. */
  forget(connection: FakeConnection): void {
    this.#connections = this.#connections.filter((other) => other !== connection);
  }

  #refuse(listener: SocketListener, message: object): void {
    const connection = new FakeConnection(this, listener);
    this.#connections.push(connection);
    listener.onOpen(connection);
    connection.deliver(message);
    connection.end(4000);
  }

  #begin(): ServedSession {
    this.#count += 1;
    const session: ServedSession = {
      id: `session-${this.#count}`,
      token: `token-${this.#count}`,
      messages: [],
      reader: new ToneReader(),
      receivedBytes: 0,
      skippedBytes: 0,
      segment: 0,
      isOver: false,
      connection: undefined,
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  #listening(session: ServedSession): object {
    return { type: 'state', state: 'listening', session_id: session.id, resume_token: session.token, language: 'en' };
  }

  #resume(session: ServedSession, connection: FakeConnection, lastSeq: number): void {
    connection.deliver({
      type: 'state',
      seq: lastSeq,
      state: 'resumed',
      session_id: session.id,
      resume_token: session.token,
      received_bytes: session.receivedBytes,
      received_ms: Math.floor(session.receivedBytes / 32),
    });
    for (const message of session.messages.slice(lastSeq + 1)) connection.deliver(message);
    if (session.isOver) connection.end(1000);
  }

  #take(session: ServedSession, data: string | Uint8Array): void {
    if (session.isOver) return;
    if (typeof data === 'string') {
      const command = JSON.parse(data) as Record<string, unknown>;
      this.commands.push(command);
      if (command['action'] === 'start') this.#say(session, this.#listening(session));
      if (command['action'] === 'flush') {
        this.#finalise(session);
        this.#say(session, { type: 'flushed', id: command['id'] });
      }
      if (command['action'] === 'stop') this.#stop(session, 1000);
      return;
    }
    session.receivedBytes += data.length;
    for (const event of session.reader.hear(data)) {
      if (event === 'pause') this.#finalise(session);
      else this.#tell(session, false);
    }
    if (this.acknowledges) this.#say(session, { type: 'ack', received_ms: Math.floor(session.receivedBytes / 32) });
  }

  #stop(session: ServedSession, code: number): void {
    this.#finalise(session);
    const duration = Math.floor(session.receivedBytes / 2) / 16_000;
    this.#say(session, { type: 'state', state: 'stopped', session_id: session.id, duration });
    session.isOver = true;
    session.connection?.end(code);
  }

  #finalise(session: ServedSession): void {
    if (session.reader.words.length > 0) this.#tell(session, true);
  }

  #tell(session: ServedSession, isFinal: boolean): void {
    const { words } = session.reader;
    this.#say(session, {
      type: 'transcript',
      result: {
        text: words.map(({ word }) => word).join(' '),
        is_final: isFinal,
        segment: session.segment,
        start: words[0]?.start,
        timestamp: words.at(-1)?.end,
        language: 'en',
        ...(isFinal ? { words } : { stability: 0.5 }),
      },
    });
    if (!isFinal) return;
    session.segment += 1;
    session.reader.finalised();
  }

  #say(session: ServedSession, message: object): void {
    const numbered = { ...message, seq: session.messages.length };
    session.messages.push(numbered);
    session.connection?.deliver(numbered);
  }
}

/** One connection to a {@link FakeServer}; the client's side of it is the socket. */
export class FakeConnection implements SocketPort {
  /** Takes what arrives at the server. */
  onMessage: (data: string | Uint8Array) => void = () => undefined;
  /** Messages of the client that have left it. */
  readonly sent: (string | Uint8Array)[] = [];
  bufferedBytes = 0;
  pings = 0;
  /** Whether anything passes; a frozen connection tells nobody. */
  isFrozen = false;
  /** Whether the client has ended it, before the server did. */
  isTerminated = false;
  readonly #server: FakeServer;
  readonly #listener: SocketListener;
  #isOver = false;

  /** For {@link FakeServer}. */
  constructor(server: FakeServer, listener: SocketListener) {
    this.#server = server;
    this.#listener = listener;
  }

  send(data: string | Uint8Array): void {
    this.sent.push(data);
    this.#later(() => {
      this.onMessage(data);
    });
  }

  readonly ping = (): void => {
    this.pings += 1;
    this.#later(() => {
      this.#later(() => {
        this.#listener.onActivity();
      });
    });
  };

  close(): void {
    this.#later(() => {
      this.end(1000);
    });
  }

  terminate(): void {
    if (!this.#isOver) this.isTerminated = true;
    this.#leave();
  }

  /** A message of the server. */
  deliver(message: object): void {
    const text = JSON.stringify(message);
    this.#later(() => {
      this.#listener.onText(text);
    });
  }

  /** The server closes, behind what it has said. */
  end(code: number): void {
    this.#later(() => {
      this.cut(code);
    });
  }

  /** It is over now. */
  cut(code: number): void {
    if (this.#isOver) return;
    this.#leave();
    this.#listener.onClosed(code, '');
  }

  /** Lets the socket have less to send. */
  drain(): void {
    this.bufferedBytes = 0;
    this.#listener.onDrained();
  }

  #leave(): void {
    this.#isOver = true;
    this.#server.forget(this);
  }

  #later(happens: () => void): void {
    this.#server.clock.schedule(latencyMs, () => {
      if (!this.#isOver && !this.isFrozen) happens();
    });
  }
}
