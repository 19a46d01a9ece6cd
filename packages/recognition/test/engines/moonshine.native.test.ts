import { toFloatSamples } from '@steno/audio';
import {
  moonshineModel,
  readDebianRecording,
  readRecording,
  tellLeftOut,
  testAssets,
  wordErrors,
} from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { loadSherpaAddon } from '../../src/engines/sherpa/addon.ts';
import { offlineConfig } from '../../src/engines/sherpa/offline-config.ts';

/** What is used of sherpa-onnx here. */
interface OfflineAddon {
  readonly OfflineRecognizer: new (config: unknown) => {
    createStream(): { acceptWaveform(waveform: { samples: Float32Array; sampleRate: number }): void };
    decode(stream: unknown): void;
    getResult(stream: unknown): { readonly text: string };
  };
}

const assets = testAssets();
const model = await moonshineModel();
const recording =
  assets === undefined
    ? await readDebianRecording()
    : await readRecording(assets, 'ls-test-clean-1089-134691-0001.flac');
if (model === undefined) tellLeftOut('the tests of a model for whole segments', 'the npm registry does not answer');
if (recording === undefined) tellLeftOut('the tests of a model for whole segments', 'no recordings of speech');

describe.skipIf(model === undefined || recording === undefined)('the model from the npm registry', () => {
  it('is loaded with its configuration and hears what is said, with casing and marks', () => {
    if (model === undefined || recording === undefined) return;
    if (model.files.kind !== 'moonshine_merged') expect.unreachable(model.files.kind);
    // The addon has more than what the engine for live text uses.
    const { OfflineRecognizer } = loadSherpaAddon() as unknown as OfflineAddon;
    const recognizer = new OfflineRecognizer(offlineConfig(model.files));
    const stream = recognizer.createStream();
    stream.acceptWaveform({ samples: toFloatSamples(recording.samples), sampleRate: 16_000 });
    recognizer.decode(stream);
    const { text } = recognizer.getResult(stream);
    expect(text.trim()).toMatch(/^\p{Lu}.*[.?!]$/u);
    const { errors, referenceWords } = wordErrors(recording.reference, text);
    expect(errors / referenceWords).toBeLessThan(0.2);
  });
});
