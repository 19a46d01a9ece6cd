import type { Casing } from '../contract/engine.ts';

/** What a file of a streaming transducer is for. */
export type CatalogueFileRole = 'encoder' | 'decoder' | 'joiner' | 'tokens';

/** One file of a model in the catalogue. */
export interface CatalogueFile {
  readonly role: CatalogueFileRole;
  /** The file's name at its source, and in the installed folder. */
  readonly name: string;
  /** Size in bytes; integer, > 0. */
  readonly bytes: number;
  /** SHA-256 of the content, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** A model that can be downloaded, checked byte by byte and loaded by the engine `sherpa`. */
export interface CatalogueEntry {
  /** The name of the folder it is installed in. */
  readonly modelId: string;
  /** BCP-47 tags in canonical spelling, at least one. */
  readonly languages: readonly string[];
  /** `fast`: small and cheap to run. `quality`: fewer errors for more memory, compute or latency. */
  readonly type: 'fast' | 'quality';
  /** How it writes letters. */
  readonly casing: Casing;
  /** True when it writes punctuation. */
  readonly hasPunctuation: boolean;
  /** SPDX identifier of the licence its publisher names. */
  readonly licence: string;
  /** Where its files are: a URL that ends in `/`, of one fixed revision. */
  readonly source: string;
  /** One file for each {@link CatalogueFileRole}. */
  readonly files: readonly CatalogueFile[];
}
