import { readFile } from 'node:fs/promises';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as browser from '../src/browser/index.ts';
import type { TranscriptionSession as BrowserSession } from '../src/browser/index.ts';
import * as measure from '../src/common/measure/index.ts';
import * as node from '../src/node/index.ts';
import * as programs from '../src/node/programs/index.ts';
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
  'AudioInputError',
  'ClientError',
  'InvalidStateError',
  'audioInputErrorCodes',
  'clientErrorCodes',
  'createClient',
  'defaultSessionLimits',
  'toInt16',
];

/** What each entry of the package offers; whatever is added or taken away here is a change for its users. */
const surfaces = [
  ['browser', browser, [...common, 'audioDevices', 'mediaStreamInput', 'microphone']],
  ['node', node, [...common, 'fileInput', 'listMicrophones', 'microphoneInput', 'pcmInput']],
  [
    'measure',
    measure,
    ['alignWords', 'latenciesOf', 'median', 'normalisedWords', 'percentile', 'spreadOf', 'wordLatenciesOf'],
  ],
  ['programs', programs, ['findMicrophonePrograms', 'findProgram', 'installCommand', 'runProgram']],
] as const;

describe('what the package offers', () => {
  it.each(surfaces)('for %s is what is listed, and nothing else', (_name, entry, names) => {
    expect(Object.keys(entry).sort()).toEqual([...names].sort());
  });

  it('is found by the names in package.json', async () => {
    const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
    const { exports } = JSON.parse(text) as { exports: object };
    expect(Object.keys(exports)).toEqual([
      '.',
      './node',
      './browser',
      './browser/steno.min.js',
      './worklet',
      './measure',
      './programs',
    ]);
    const specifiers: readonly string[] = ['@steno/client', '@steno/client/node', '@steno/client/browser'];
    const [whole, inNode, inBrowser] = await Promise.all(
      specifiers.map(async (specifier) => Object.keys((await import(specifier)) as object)),
    );
    expect(whole).toEqual(inNode);
    expect(inBrowser).toContain('microphone');
  });

  it('does nothing when it is loaded but define', () => {
    for (const [, entry] of surfaces) {
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
