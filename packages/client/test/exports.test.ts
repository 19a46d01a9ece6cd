import { describe, expect, expectTypeOf, it } from 'vitest';
import * as browser from '../src/browser/index.ts';
import type { TranscriptionSession as BrowserSession } from '../src/browser/index.ts';
import * as node from '../src/node/index.ts';
import type {
  AudioChunk,
  Client,
  ClosedReason,
  Restart,
  Result,
  SessionEvents,
  TranscribeOptions,
  TranscriptionSession,
  TranscriptSnapshot,
} from '../src/node/index.ts';

const common = [
  'ClientError',
  'InvalidStateError',
  'clientErrorCodes',
  'createClient',
  'defaultSessionLimits',
  'toInt16',
];

describe('what the package offers', () => {
  it('is the same in browsers', () => {
    expect(Object.keys(browser)).toEqual(expect.arrayContaining(common));
  });

  it('is the same in Node', () => {
    expect(Object.keys(node)).toEqual(expect.arrayContaining(common));
  });

  it('does nothing when it is loaded but define', () => {
    for (const entry of [browser, node]) {
      for (const value of Object.values(entry)) expect(['function', 'object']).toContain(typeof value);
    }
  });
});

describe('the types of the package', () => {
  it('give a client that makes sessions', () => {
    expectTypeOf(node.createClient).returns.toEqualTypeOf<Client>();
    expectTypeOf(browser.createClient).returns.toEqualTypeOf<Client>();
    expectTypeOf<Client['transcribe']>().returns.toEqualTypeOf<TranscriptionSession>();
    expectTypeOf<BrowserSession>().toEqualTypeOf<TranscriptionSession>();
    expectTypeOf(node.createClient).parameter(0).toHaveProperty('tls');
    expectTypeOf(browser.createClient).parameter(0).not.toHaveProperty('tls');
  });

  it('know what each event carries', () => {
    expectTypeOf<SessionEvents['final']>().toEqualTypeOf<Result>();
    expectTypeOf<SessionEvents['restarted']>().toEqualTypeOf<Restart>();
    expectTypeOf<SessionEvents['closed']>().toEqualTypeOf<ClosedReason>();
    const listen = (session: TranscriptionSession): (() => void) =>
      session.on('final', (event) => {
        expectTypeOf(event).toEqualTypeOf<Result>();
      });
    expectTypeOf(listen).returns.toEqualTypeOf<() => void>();
  });

  it('take audio as samples and bytes, and no floating-point numbers', () => {
    expectTypeOf<Int16Array>().toExtend<AudioChunk>();
    expectTypeOf<Uint8Array>().toExtend<AudioChunk>();
    expectTypeOf<ArrayBuffer>().toExtend<AudioChunk>();
    expectTypeOf<Float32Array>().not.toExtend<AudioChunk>();
    expectTypeOf<TranscriptionSession['audio']>().toEqualTypeOf<WritableStream<AudioChunk>>();
  });

  it('give the transcript at the end, and options by their names', () => {
    expectTypeOf<TranscriptionSession['stop']>().returns.resolves.toEqualTypeOf<TranscriptSnapshot>();
    expectTypeOf<TranscribeOptions>().toHaveProperty('endpointingMs');
    expectTypeOf<TranscribeOptions['whenBufferFull']>().toEqualTypeOf<'block' | 'fail' | undefined>();
  });
});
