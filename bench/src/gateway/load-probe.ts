import { BenchError } from '../bench-error.ts';
import type { SentSample } from '../client/load-program.ts';
import type { ChildProgram } from '../processes/child-program.ts';
import { pause } from '../processes/pause.ts';
import type { LoadSample } from '../server/load-meter.ts';
import type { ServerAddress } from '../server/server-program.ts';

/** A server that is measured, and the load generator. */
export interface LoadedServer {
  readonly name: 'bare' | 'gateway';
  readonly program: ChildProgram;
  readonly address: ServerAddress;
  readonly load: ChildProgram;
}

/** What came of one number of connections. */
export interface Probe {
  readonly connections: number;
  readonly isSustained: boolean;
  /** True when it was not sustained and the server was not at work all the time: others had its core. */
  readonly isDisturbed: boolean;
  readonly p99DelayMs: number;
  /** Messages received, of those that were due; 0..1. */
  readonly receivedShare: number;
  /** Messages the load generator sent, of those that were due; 0..1. */
  readonly sentShare: number;
  /** CPU time of the server by time; 0..1. */
  readonly serverCpuShare: number;
  readonly generatorCpuShare: number;
  /** CPU time of the server for each message, in us. */
  readonly cpuPerMessageUs: number;
}

/** The delay at which a number of connections is too much, p99 in ms. */
const maxDelayMs = 200;
/** Messages that must arrive; less than all, as the two sides do not count at the same moment. */
const minShare = 0.98;
/** A server that fails by itself has used this share of its core. Chosen. */
const minBusyShare = 0.9;
const messagesPerSecond = 10;
const settleMs = 1000;
const drainTimeoutMs = 15_000;

/** Holds a number of connections at 10 chunks/s for a while. Leaves them open and silent. */
export async function probeConnections(server: LoadedServer, connections: number, windowMs: number): Promise<Probe> {
  const { program, address, load } = server;
  await load.ask('connect', { address, count: connections });
  await load.ask('begin');
  await pause(settleMs);
  await Promise.all([program.ask('load'), load.ask('take')]);
  await pause(windowMs);
  const [received, sent] = await Promise.all([program.ask<LoadSample>('load'), load.ask<SentSample>('take')]);
  await load.ask('end');
  await drained(program);
  const { elapsedMs, messages, cpuSeconds } = received;
  const receivedShare = messages / ((elapsedMs / 1000) * connections * messagesPerSecond);
  // Without messages JSON has null for the delay.
  const p99DelayMs = messages === 0 ? Infinity : received.p99DelayMs;
  const isSustained = p99DelayMs <= maxDelayMs && receivedShare >= minShare;
  const sentShare = sent.sent / sent.due;
  const serverCpuShare = (cpuSeconds * 1000) / elapsedMs;
  return {
    connections,
    isSustained,
    isDisturbed: !isSustained && (serverCpuShare < minBusyShare || sentShare < minShare),
    p99DelayMs,
    receivedShare,
    sentShare,
    serverCpuShare,
    generatorCpuShare: (sent.cpuSeconds * 1000) / elapsedMs,
    cpuPerMessageUs: (cpuSeconds * 1e6) / messages,
  };
}

async function drained(program: ChildProgram): Promise<void> {
  const deadlineMs = performance.now() + drainTimeoutMs;
  await program.ask('load');
  do {
    await pause(200);
    const { messages } = await program.ask<LoadSample>('load');
    if (messages === 0) return;
  } while (performance.now() < deadlineMs);
  throw new BenchError('no_answer', `A server still receives ${drainTimeoutMs} ms after the last message was sent.`);
}
