import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseServerMessage } from '@steno/protocol';
import { formats } from '../../src/formats/formats.ts';
import { transcriptFormat } from '../../src/formats/transcript-format.ts';
import type { CoreMessage } from '../../src/session/core-message.ts';
import { fixture } from '../session/session-under-test.ts';

const segment = { segment: 2, startSample: 16_000, endSample: 51_215, language: 'en-US' } as const;

const listening = {
  type: 'listening',
  sessionId: 's1',
  language: 'en-US',
  modelId: 'm1',
  resumeToken: 't1',
} as const;
const agreement = {
  secondModelId: undefined,
  endpointing: { endpointingMs: 700, maxSegmentMs: 20_000 },
  keyTerms: undefined,
} as const;

/** A core message for each fixture. */
const messages: Readonly<Record<string, CoreMessage>> = {
  'state-listening': { ...listening, agreement: { ...agreement, type: 'fast' } },
  'state-listening-quality': { ...listening, agreement: { ...agreement, type: 'quality', secondModelId: 'm2' } },
  'state-listening-key-terms': { ...listening, agreement: { ...agreement, type: 'fast', keyTerms: ['Ada', 'Steno'] } },
  'state-listening-key-terms-not-served': { ...listening, agreement: { ...agreement, type: 'fast', keyTerms: [] } },
  'state-stopped': { type: 'stopped', sessionId: 's1', receivedSamples: 51_216, isRecorded: true },
  'state-stopped-without-record': { type: 'stopped', sessionId: 's1', receivedSamples: 0, isRecorded: false },
  'state-shutting-down': { type: 'shutting_down', atUnixSeconds: 1_674_567_890 },
  'transcript-partial': {
    type: 'segment',
    text: { ...segment, isFinal: false, text: 'Hello', words: [], stability: 0.12345 },
  },
  'transcript-partial-stable-words': {
    type: 'segment',
    text: { ...segment, isFinal: false, text: 'Hello', words: [], stability: 0.12345, stableWords: 0 },
  },
  'transcript-partial-unknown-stability': {
    type: 'segment',
    text: { ...segment, isFinal: false, text: 'Hello', words: [] },
  },
  'transcript-final': {
    type: 'segment',
    text: {
      ...segment,
      isFinal: true,
      text: 'Hello you',
      confidence: 0.87654,
      words: [
        { text: 'Hello', startSample: 16_000, endSample: 24_000, confidence: 0.99999 },
        { text: 'you', startSample: 24_016, endSample: 51_215 },
      ],
    },
  },
  flushed: { type: 'flushed', id: { mine: 7 } },
  'flushed-without-id': { type: 'flushed', id: undefined },
  'speech-start': { type: 'speech_start', sample: 16_015 },
  'speech-end': { type: 'speech_end', sample: 32_000 },
  ack: { type: 'ack', receivedSamples: 16_015 },
  warning: { type: 'warning', code: 'audio_gap', message: 'No audio.' },
  'warning-lag': { type: 'warning', code: 'lag', message: 'Late.', lagMs: 2500 },
  error: { type: 'error', code: 'internal', message: 'Sorry.', details: { reason: 'worker_lost' } },
  'error-without-details': { type: 'error', code: 'bad_request', message: 'No.', details: undefined },
};

describe('the format transcript', () => {
  it.each(Object.entries(messages))(
    'writes %s byte for byte as its fixture, and it can be read back',
    (name, message) => {
      const text = transcriptFormat.write(message, 3);
      expect(text).toBe(fixture(name));
      expect(parseServerMessage(text)).toEqual(JSON.parse(text));
    },
  );

  it.each([
    ['state-resumed', 3],
    ['state-resumed-from-the-beginning', -1],
  ])('writes %s byte for byte as its fixture, with the number the client gave', (name, lastSeq) => {
    const resumed = { type: 'resumed', sessionId: 's1', resumeToken: 't2' } as const;
    const text = transcriptFormat.writeResumed({ ...resumed, receivedSamples: 16_015, receivedBytes: 32_031 }, lastSeq);
    expect(text).toBe(fixture(name));
    expect(parseServerMessage(text)).toEqual(JSON.parse(text));
  });

  it('has a message for each fixture', () => {
    const files = readdirSync(new URL('fixtures', import.meta.url));
    const names = [...Object.keys(messages), 'state-resumed', 'state-resumed-from-the-beginning'];
    expect(files.sort()).toEqual(names.map((name) => `${name}.json`).sort());
  });

  it('is found by its name', () => {
    expect(formats.transcript).toBe(transcriptFormat);
  });
});
