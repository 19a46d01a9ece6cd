import { connect } from 'node:net';
import { makeRandom, type Random } from '../random.ts';
import { readAnswer } from './answer-reader.ts';
import { goodHandshake, handshakeInput } from './handshake-input.ts';
import { frame, gentleInput, textFrame, wildInput } from './message-input.ts';
import { onceIn } from './mutate-bytes.ts';

/** How a server is fuzzed. */
export interface FuzzOptions {
  readonly port: number;
  /** A good key. */
  readonly key: string;
  /** The same seed makes the same inputs. */
  readonly seed: number;
  /** Requests and messages to send; integer, >= 1. */
  readonly inputs: number;
  /** Connections at once. */
  readonly lanes: number;
  /** Told now and then. */
  readonly onProgress?: (inputs: number) => void;
}

/** An answer that is not documented, or none. */
export interface FuzzFinding {
  /** Makes the connection again. */
  readonly seed: number;
  readonly problem: string;
  /** What was sent, base64. */
  readonly sent: string;
}

/** What came of it. */
export interface FuzzOutcome {
  readonly inputs: number;
  readonly connections: number;
  /** How often each end was seen: an HTTP status, or 101 and a close code. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** The first hundred. */
  readonly findings: readonly FuzzFinding[];
}

/** What one connection sends. */
interface Case {
  readonly seed: number;
  readonly bytes: Buffer;
  readonly inputs: number;
}

/** Of the connections, one in so many sends a mutated handshake; the others a good one, and messages. Chosen. */
const handshakeOnceIn = 3;
const maxMessages = 15;
/** A server that says nothing for so long has heard all it wants; then our side ends. */
const quietMs = 250;
/** After that it has so long to end its own, in ms. */
const endMs = 30_000;
const maxFindings = 100;

/** Sends mutated requests and messages, and holds each answer against PROTOCOL.md. Of a server without a resume window. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzOutcome> {
  const outcomes: Record<string, number> = {};
  const findings: FuzzFinding[] = [];
  const seeds = makeRandom(options.seed);
  let inputs = 0;
  let connections = 0;
  const lane = async (): Promise<void> => {
    while (inputs < options.inputs) {
      const given = makeCase(seeds.integer(0, 2 ** 31 - 1), options.key);
      inputs += given.inputs;
      connections += 1;
      const { problem, outcome } = await tryCase(options.port, given);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (problem !== undefined && findings.length < maxFindings) {
        findings.push({ seed: given.seed, problem, sent: given.bytes.toString('base64').slice(0, 4000) });
      }
      if (connections % 1000 === 0) options.onProgress?.(inputs);
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, lane));
  return { inputs, connections, outcomes, findings };
}

function makeCase(seed: number, key: string): Case {
  const random = makeRandom(seed);
  if (onceIn(random, handshakeOnceIn)) return { seed, bytes: handshakeInput(random, key), inputs: 1 };
  const messages = [...beginning(random, key)];
  for (let count = random.integer(1, maxMessages); count > 0; count -= 1) messages.push(gentleInput(random));
  messages.push(wildInput(random), frame(Buffer.of(0x03, 0xe8), { first: 0x88 }));
  // The handshake and the Close frame are none.
  return { seed, bytes: Buffer.concat(messages), inputs: messages.length - 2 };
}

/** A session, or a connection that has to bring its key in `start`. */
function beginning(random: Random, key: string): readonly Buffer[] {
  if (!onceIn(random, 6)) return [goodHandshake(key)];
  const isGood = !onceIn(random, 3);
  return [
    goodHandshake(key).subarray(0, -4 - `Authorization: ${key}\r\n`.length),
    endOfHead,
    textFrame(`{"action":"start","key":"${isGood ? key : 'x'}"}`),
  ];
}
const endOfHead = Buffer.from('\r\n\r\n');

async function tryCase(
  port: number,
  { bytes }: Case,
): Promise<{ readonly problem: string | undefined; readonly outcome: string }> {
  const chunks: Buffer[] = [];
  const isOver = await new Promise<boolean>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let timer: NodeJS.Timeout | undefined;
    let isEnded = false;
    const over = (isInTime: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isInTime);
    };
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          if (isEnded) {
            over(false);
            return;
          }
          isEnded = true;
          socket.end();
          wait();
        },
        isEnded ? endMs : quietMs,
      );
    };
    socket.once('connect', () => {
      socket.write(bytes);
      wait();
    });
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      wait();
    });
    // A reset is an end like any other: the server need not read all of it.
    socket.once('error', () => {
      over(true);
    });
    socket.once('end', () => {
      over(true);
    });
    socket.once('close', () => {
      over(true);
    });
  });
  if (!isOver) return { problem: `no end within ${endMs} ms`, outcome: 'hangs' };
  return readAnswer(Buffer.concat(chunks));
}
