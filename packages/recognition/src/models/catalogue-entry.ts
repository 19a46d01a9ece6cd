import type { Casing } from '../contract/engine.ts';
import type { ModelKind } from '../contract/model.ts';
import type { FileRole } from './kind-files.ts';

/** One file of a model in the catalogue. */
export interface CatalogueFile {
  readonly role: FileRole;
  /** The file's name in the installed folder, and on a mirror. */
  readonly name: string;
  /** Where it is below the entry's source, or in its package; default: its name. */
  readonly path?: string;
  /**
   * What is done with what is there. `llama_vocabulary`: the list of tokens is made from the vocabulary that a program
   * for Llama's tokens carries; see llama-vocabulary.ts. Default: nothing.
   */
  readonly made?: 'llama_vocabulary';
  /** Size in bytes; integer, > 0. */
  readonly bytes: number;
  /** SHA-256 of the content, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** A package of the npm registry; what is published under a version never changes. */
export interface CataloguePackage {
  readonly name: string;
  readonly version: string;
  /** Size of its archive in bytes; integer, > 0. */
  readonly bytes: number;
  /** SHA-256 of its archive, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** A model that can be downloaded, checked byte by byte and loaded by the engine `sherpa`. */
export interface CatalogueEntry {
  /** The name of the folder it is installed in. */
  readonly modelId: string;
  readonly kind: Exclude<ModelKind, 'pocketsphinx'>;
  /** BCP-47 tags in canonical spelling, at least one. */
  readonly languages: readonly string[];
  /** `fast`: small and cheap to run. `quality`: fewer errors for more memory, compute or latency. */
  readonly type: 'fast' | 'quality';
  /** How it writes letters; absent when its publisher does not say, or its script has no case. */
  readonly casing?: Casing;
  /** True when it writes punctuation; absent when its publisher does not say. */
  readonly hasPunctuation?: boolean;
  /** SPDX identifier of the licence its publisher names, `LicenseRef-` before one that SPDX does not list. */
  readonly licence: string;
  /** Where its files are: a URL that ends in `/`; of a package, a page about it. */
  readonly source: string;
  /** The package that its files are in; absent when each file has an address of its own. */
  readonly package?: CataloguePackage;
  /** One file for each role of its kind. */
  readonly files: readonly CatalogueFile[];
}
