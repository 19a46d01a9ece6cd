import type { InstalledModel } from '@steno/recognition';
import { corpusChunk, readCorpusChunks } from '../assets/corpus.ts';
import { GatedStream } from '../engine/gated-stream.ts';
import { type BareRecognizer, loadBareRecognizer, loadBareVad, toFloat } from '../engine/sherpa.ts';
import { pause } from '../processes/pause.ts';
import { serveParent } from '../processes/serve-parent.ts';
import { LagRecorder, type LagSummary } from './lag-recorder.ts';
import { Pacing } from './pacing.ts';

/** What a bare loop is started with. */
export interface BareLoopStart {
  readonly model: InstalledModel;
  /** The corpus of all streams. */
  readonly file: string;
}

/** What a bare loop, or a load generator, is to run. */
export interface PacedRun {
  /** Numbers of the streams. */
  readonly streams: readonly number[];
  readonly seconds: number;
  /** How long it runs before lags count, in s. */
  readonly settleSeconds: number;
}

interface LoopStream {
  readonly gated: GatedStream;
  /** Chunks that are due and not consumed. */
  readonly queue: { readonly samples: Float32Array; readonly dueMs: number }[];
  /** When the chunk that was consumed last was due. */
  consumedDueMs: number;
}

/** Streams decoded together: what the server's engine takes. */
const batchSize = 8;

const streams = new Map<number, LoopStream>();
const recorder = new LagRecorder();
let recognizer: BareRecognizer | undefined;
let chunks: readonly Float32Array[] = [];

function start({ model, file }: BareLoopStart): void {
  recognizer = loadBareRecognizer(model);
  chunks = readCorpusChunks(file).map((bytes) =>
    toFloat(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / Int16Array.BYTES_PER_ELEMENT)),
  );
}

function open({ numbers }: { readonly numbers: readonly number[] }): void {
  if (recognizer === undefined) throw new Error('no model is loaded');
  for (const number of numbers) {
    const gated = new GatedStream(recognizer, loadBareVad());
    streams.set(number, { gated, queue: [], consumedDueMs: 0 });
  }
  globalThis.gc?.();
}

/** The loop: takes what is due, then decodes one batch, and sleeps only when there is neither. */
async function run({ streams: numbers, seconds, settleSeconds }: PacedRun): Promise<LagSummary> {
  if (recognizer === undefined) throw new Error('no model is loaded');
  recorder.clear();
  const startMs = performance.now() + 50;
  const pacing = new Pacing(numbers, startMs, seconds);
  const pending = new Set<LoopStream>();
  const ready = new Set<LoopStream>();
  while (!pacing.isOver || ready.size > 0 || pending.size > 0) {
    for (const { stream: number, sequence, dueMs } of pacing.take()) {
      const stream = streams.get(number);
      if (stream === undefined) throw new Error(`stream ${number} is not open`);
      stream.queue.push({ samples: corpusChunk(chunks, number, sequence), dueMs });
      if (!ready.has(stream)) pending.add(stream);
    }
    for (const stream of pending) consume(stream, ready);
    pending.clear();
    if (ready.size > 0) {
      for (const stream of decodeBatch(recognizer, ready)) pending.add(stream);
    } else if (!pacing.isOver) {
      await pause(Math.max(0, pacing.nextMs - performance.now()));
    }
  }
  return recorder.summary({ fromMs: startMs + settleSeconds * 1000, toMs: startMs + seconds * 1000 });
}

/** Leads the queue through VAD and gate until a step can be decoded. */
function consume(stream: LoopStream, ready: Set<LoopStream>): void {
  for (let next = stream.queue.shift(); next !== undefined; next = stream.queue.shift()) {
    stream.consumedDueMs = next.dueMs;
    stream.gated.accept(next.samples);
    if (stream.gated.isReady) {
      ready.add(stream);
      return;
    }
    recorder.note(next.dueMs, performance.now());
  }
}

/** Decodes one step of the streams that wait longest; returns those that have no other step. */
function decodeBatch(engine: BareRecognizer, ready: Set<LoopStream>): readonly LoopStream[] {
  const batch: LoopStream[] = [];
  for (const stream of ready) {
    batch.push(stream);
    if (batch.length === batchSize) break;
  }
  engine.decodeStreams(batch.map(({ gated }) => gated.native));
  const usedMs = performance.now();
  return batch.filter((stream) => {
    stream.gated.text();
    ready.delete(stream);
    if (stream.gated.isReady) {
      ready.add(stream);
      return false;
    }
    recorder.note(stream.consumedDueMs, usedMs);
    return true;
  });
}

serveParent({ start, open, run }, () => Promise.resolve());
