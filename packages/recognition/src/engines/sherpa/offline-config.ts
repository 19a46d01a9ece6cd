import { sampleRateHz } from '@steno/audio';
import type { OfflineFiles } from '../../contract/model.ts';

/** Settings of a model that decodes whole segments. */
export interface OfflineConfigOptions {
  /** Threads of one decoding; integer, >= 1. Default 1. */
  readonly threads?: number;
  /**
   * BCP-47 tag of what is spoken, for the models that are told: Whisper and SenseVoice. They tell the language
   * themselves when it is absent or none of theirs. Default absent.
   */
  readonly language?: string;
}

/** The configuration of sherpa-onnx' `OfflineRecognizer`. */
export function offlineConfig(files: OfflineFiles, options: OfflineConfigOptions = {}): unknown {
  const { threads = 1, language } = options;
  return {
    featConfig: { sampleRate: sampleRateHz, featureDim: 80 },
    modelConfig: {
      ...networks(files, language),
      tokens: files.tokens,
      numThreads: threads,
      provider: 'cpu',
      debug: 0,
    },
    decodingMethod: 'greedy_search',
  };
}

function networks(files: OfflineFiles, language: string | undefined): object {
  switch (files.kind) {
    case 'offline_transducer':
    case 'offline_nemo_transducer': {
      const { encoder, decoder, joiner } = files;
      // The two are loaded by different code, and a transducer's metadata does not always tell which.
      const modelType = files.kind === 'offline_transducer' ? 'transducer' : 'nemo_transducer';
      return { transducer: { encoder, decoder, joiner }, modelType };
    }
    case 'whisper': {
      const { encoder, decoder } = files;
      return { whisper: { encoder, decoder, language: whisperLanguage(language), task: 'transcribe' } };
    }
    case 'moonshine': {
      const { preprocessor, encoder, uncachedDecoder, cachedDecoder } = files;
      return { moonshine: { preprocessor, encoder, uncachedDecoder, cachedDecoder } };
    }
    case 'moonshine_merged':
      return { moonshine: { encoder: files.encoder, mergedDecoder: files.mergedDecoder } };
    case 'sense_voice': {
      const senseVoice = { model: files.model, language: senseVoiceLanguage(language), useInverseTextNormalization: 1 };
      return { senseVoice };
    }
    case 'offline_nemo_ctc':
      return { nemoCtc: { model: files.model } };
  }
}

/** Whisper's codes: github.com/openai/whisper/blob/main/whisper/tokenizer.py (LANGUAGES). Another one ends the process. */
const whisperCodes: ReadonlySet<string> = new Set(
  (
    'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml ' +
    'cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am ' +
    'yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su'
  ).split(' '),
);

/** Where Whisper has another code than BCP-47. */
const whisperSpellings: Readonly<Record<string, string>> = { nb: 'no', jv: 'jw', iw: 'he', fil: 'tl', cmn: 'zh' };

function whisperLanguage(language: string | undefined): string {
  const primary = primaryOf(language);
  const code = whisperSpellings[primary] ?? primary;
  return whisperCodes.has(code) ? code : '';
}

/** SenseVoice's codes: github.com/FunAudioLLM/SenseVoice (README). */
const senseVoiceCodes: ReadonlySet<string> = new Set(['zh', 'en', 'ja', 'ko', 'yue']);

function senseVoiceLanguage(language: string | undefined): string {
  const primary = primaryOf(language);
  const code = primary === 'cmn' ? 'zh' : primary;
  return senseVoiceCodes.has(code) ? code : 'auto';
}

function primaryOf(language: string | undefined): string {
  return (language ?? '').split('-', 1)[0]?.toLowerCase() ?? '';
}
