/** The engines a model can be for. */
export const engineNames = ['sherpa', 'pocketsphinx'] as const;

/** The name of an engine. */
export type EngineName = (typeof engineNames)[number];

/** What a model is for: text while somebody speaks, text of a whole segment, or marks and casing of a text. */
export const modelTasks = ['streaming', 'offline', 'punctuation'] as const;

/** What a model is for. */
export type ModelTask = (typeof modelTasks)[number];

/** A sherpa-onnx streaming transducer: three networks and the list of tokens, as absolute paths. */
export interface TransducerFiles {
  readonly kind: 'transducer';
  readonly encoder: string;
  readonly decoder: string;
  readonly joiner: string;
  readonly tokens: string;
  /** The scores of the BPE tokens (`bpe.vocab`); key terms can only be cut into tokens with them. */
  readonly bpeVocab?: string;
}

/** A sherpa-onnx streaming model with one network that ends in CTC: Zipformer2 or NeMo. */
export interface StreamingCtcFiles {
  readonly kind: 'zipformer2_ctc' | 'nemo_ctc';
  readonly model: string;
  readonly tokens: string;
}

/** A sherpa-onnx streaming Paraformer. */
export interface ParaformerFiles {
  readonly kind: 'paraformer';
  readonly encoder: string;
  readonly decoder: string;
  readonly tokens: string;
}

/** An offline transducer: Zipformer, or of NeMo (Parakeet). */
export interface OfflineTransducerFiles {
  readonly kind: 'offline_transducer' | 'offline_nemo_transducer';
  readonly encoder: string;
  readonly decoder: string;
  readonly joiner: string;
  readonly tokens: string;
}

/** A Whisper model in sherpa-onnx's export. */
export interface WhisperFiles {
  readonly kind: 'whisper';
  readonly encoder: string;
  readonly decoder: string;
  readonly tokens: string;
}

/** A Moonshine model in four networks. */
export interface MoonshineFiles {
  readonly kind: 'moonshine';
  readonly preprocessor: string;
  readonly encoder: string;
  readonly uncachedDecoder: string;
  readonly cachedDecoder: string;
  readonly tokens: string;
}

/** A Moonshine model in two networks; its list of tokens is in base64. */
export interface MergedMoonshineFiles {
  readonly kind: 'moonshine_merged';
  readonly encoder: string;
  readonly mergedDecoder: string;
  readonly tokens: string;
}

/** An offline model with one network: SenseVoice, or CTC of NeMo. */
export interface OfflineSingleFiles {
  readonly kind: 'sense_voice' | 'offline_nemo_ctc';
  readonly model: string;
  readonly tokens: string;
}

/** A model that gives a text casing and marks, word by word, without waiting for the end of the text. */
export interface PunctuationFiles {
  readonly kind: 'punctuation';
  readonly model: string;
  readonly bpeVocab: string;
}

/** A PocketSphinx model: acoustic model folder, language model and dictionary, as absolute paths. */
export interface PocketSphinxFiles {
  readonly kind: 'pocketsphinx';
  readonly acousticModel: string;
  readonly languageModel: string;
  readonly dictionary: string;
}

/** The files of a model that decodes while audio comes. */
export type StreamingFiles = TransducerFiles | StreamingCtcFiles | ParaformerFiles | PocketSphinxFiles;

/** The files of a model that decodes whole segments. */
export type OfflineFiles =
  OfflineTransducerFiles | WhisperFiles | MoonshineFiles | MergedMoonshineFiles | OfflineSingleFiles;

/** The files of one model that an engine loads. */
export type ModelFiles = StreamingFiles | OfflineFiles | PunctuationFiles;

/** What sort of model it is: which files it has and how they are loaded. */
export type ModelKind = ModelFiles['kind'];

const tasks: Readonly<Record<ModelKind, ModelTask>> = {
  transducer: 'streaming',
  zipformer2_ctc: 'streaming',
  nemo_ctc: 'streaming',
  paraformer: 'streaming',
  pocketsphinx: 'streaming',
  offline_transducer: 'offline',
  offline_nemo_transducer: 'offline',
  whisper: 'offline',
  moonshine: 'offline',
  moonshine_merged: 'offline',
  sense_voice: 'offline',
  offline_nemo_ctc: 'offline',
  punctuation: 'punctuation',
};

/** What a model with these files is for. */
export function taskOf(files: { readonly kind: ModelKind }): ModelTask {
  return tasks[files.kind];
}

/** A model that is installed on this machine and can be loaded. */
export interface InstalledModel {
  /** The name of its folder; unique among the models of a server. */
  readonly modelId: string;
  readonly engine: EngineName;
  /** BCP-47 tags in canonical spelling, at least one. */
  readonly languages: readonly string[];
  /** False when nothing names the language and English was assumed. */
  readonly languagesAreDeclared: boolean;
  readonly files: ModelFiles;
  /**
   * True for a streaming transducer that is known to be icefall's, which can be searched with a beam. Asking it of one of
   * NeMo ends the process. Absent when it is not known.
   */
  readonly hasBeamSearch?: boolean;
  /** Absolute path of the folder of its files; absent for the model that the system has for PocketSphinx. */
  readonly folder?: string;
}
