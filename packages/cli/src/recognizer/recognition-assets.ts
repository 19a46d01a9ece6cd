import { createRequire } from 'node:module';

/** A part of the engine `sherpa` and whether it is installed. */
export interface RecognitionAsset {
  readonly mark: 'done' | 'missing';
  readonly label: string;
  readonly text: string;
}

const assets = [
  { label: 'sherpa-onnx', file: `sherpa-onnx-${platformName()}-${process.arch}/package.json` },
  { label: 'VAD model', file: '@ricky0123/vad-web/dist/silero_vad_v5.onnx' },
] as const;

/**
 * Looks for the files of the engine, without loading native code into this process.
 *
 * @param require - resolves from the package of the command.
 */
export function recognitionAssets(require: NodeJS.Require): readonly RecognitionAsset[] {
  // The packages belong to the recognition package, which need not share them with this one.
  const ofRecognition = createRequire(require.resolve('@steno/recognition'));
  return assets.map(({ label, file }) => {
    try {
      ofRecognition.resolve(file);
      return { mark: 'done', label, text: 'installed' };
    } catch {
      // Not installed, or not for this kind of machine.
      return { mark: 'missing', label, text: `not installed for ${process.platform} ${process.arch}; type: npm ci` };
    }
  });
}

function platformName(): string {
  return process.platform === 'win32' ? 'win' : process.platform;
}
