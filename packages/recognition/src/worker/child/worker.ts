import { Socket } from 'node:net';
import { toFloatSamples } from '@steno/audio';
import type { Engine } from '../../contract/engine.ts';
import { loadEngine } from '../../engines/load-engine.ts';
import { createPunctuator, punctuatedWriting, type Punctuator } from '../../engines/sherpa/punctuator.ts';
import { createSileroVad } from '../../engines/sherpa/silero-vad.ts';
import { FrameChannel } from '../common/frame-channel.ts';
import { type Frame, frameTypes } from '../common/frame.ts';
import type { FlushRequest, StreamSetup, WorkerReady, WorkerSetup } from '../common/worker-setup.ts';
import type { WorkerStreamEvent } from '../common/worker-stream-event.ts';
import { LoadMeter } from './load-meter.ts';
import { Scheduler } from './scheduler.ts';

// The host is the same version of the same program, so what it sends is taken as it is.

/** The descriptor of the pipe to the host, as the host opens it. */
const pipeDescriptor = 3;

/** Serves one host until its pipe closes. The entry point of a worker process. */
function serve(): void {
  let scheduler: Scheduler | undefined;
  let meter: LoadMeter | undefined;
  const channel = new FrameChannel(
    new Socket({ fd: pipeDescriptor, readable: true, writable: true }),
    (frame) => {
      if (scheduler === undefined) {
        if (frame.type !== frameTypes.load) throw new Error('the first frame must be the model to load');
        scheduler = start(channel, channel.readJson(frame) as WorkerSetup);
        meter = new LoadMeter();
      } else if (frame.type === frameTypes.ping) {
        channel.sendJson(frameTypes.pong, 0, meter?.load);
      } else {
        dispatch(channel, scheduler, frame);
      }
    },
    (cause) => {
      // A host that is gone needs no worker. A broken frame is told by the exit code.
      process.exit(cause === undefined ? 0 : 1);
    },
  );
}

function start(channel: FrameChannel, { model, takesKeyTerms, punctuation }: WorkerSetup): Scheduler {
  const startedAt = performance.now();
  const engine: Engine = loadEngine(model, { takesKeyTerms });
  const { maxStreams, writing } = engine.capabilities;
  const isPunctuated = punctuation !== undefined && !writing.hasPunctuation;
  const punctuator = isPunctuated ? createPunctuator(punctuation, writing) : undefined;
  const scheduler = new Scheduler({
    engine,
    createVad: () => createSileroVad(),
    emit: (stream, event) => {
      channel.sendJson(frameTypes.event, stream, serialisable(punctuated(event, punctuator)));
    },
    onProven: () => {
      channel.sendBytes(frameTypes.proven, 0);
    },
    defer: setImmediate,
    onIdle: () => {
      // Native streams are freed by the garbage collector only, which does not see their size.
      globalThis.gc?.();
    },
  });
  const ready: WorkerReady = {
    maxStreams,
    writing: punctuator === undefined ? writing : punctuatedWriting,
    loadMs: Math.round(performance.now() - startedAt),
  };
  channel.sendJson(frameTypes.ready, 0, ready);
  return scheduler;
}

function dispatch(channel: FrameChannel, scheduler: Scheduler, frame: Frame): void {
  const { type, stream, payload } = frame;
  switch (type) {
    case frameTypes.open:
      scheduler.open(stream, channel.readJson(frame) as StreamSetup);
      break;
    case frameTypes.audio:
      scheduler.audio(stream, toFloatSamples(samplesOf(payload)));
      break;
    case frameTypes.flush: {
      const { flushId, mustRenew } = channel.readJson(frame) as FlushRequest;
      scheduler.flush(stream, flushId, { mustRenew });
      break;
    }
    case frameTypes.end:
      scheduler.end(stream);
      break;
    case frameTypes.close:
      scheduler.close(stream);
      break;
    default:
      throw new Error(`a worker takes no frame of type ${type}`);
  }
}

function samplesOf(payload: Uint8Array): Int16Array {
  const isAligned = payload.byteOffset % Int16Array.BYTES_PER_ELEMENT === 0;
  // Not `slice`: a payload may be a view of a Buffer, whose `slice` copies nothing.
  const bytes = isAligned ? payload : new Uint8Array(payload);
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / Int16Array.BYTES_PER_ELEMENT);
}

function punctuated(event: WorkerStreamEvent, punctuator: Punctuator | undefined): WorkerStreamEvent {
  if (punctuator === undefined || (event.type !== 'partial' && event.type !== 'final')) return event;
  return { ...event, hypothesis: punctuator.punctuate(event.hypothesis) };
}

/** An error has no enumerable fields of its own; the host makes it an error again. */
function serialisable(event: WorkerStreamEvent): unknown {
  if (event.type !== 'failed') return event;
  const { code, message } = event.error;
  return { type: 'failed', error: { code, message } };
}

serve();
