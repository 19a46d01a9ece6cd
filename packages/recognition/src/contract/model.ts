/** The engines a model can be for. */
export const engineNames = ['sherpa', 'pocketsphinx'] as const;

/** The name of an engine. */
export type EngineName = (typeof engineNames)[number];

/** A sherpa-onnx streaming transducer: three networks and the list of tokens, as absolute paths. */
export interface TransducerFiles {
  readonly kind: 'transducer';
  readonly encoder: string;
  readonly decoder: string;
  readonly joiner: string;
  readonly tokens: string;
}

/** A PocketSphinx model: acoustic model folder, language model and dictionary, as absolute paths. */
export interface PocketSphinxFiles {
  readonly kind: 'pocketsphinx';
  readonly acousticModel: string;
  readonly languageModel: string;
  readonly dictionary: string;
}

/** The files of one model that an engine loads. */
export type ModelFiles = TransducerFiles | PocketSphinxFiles;

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
}
