import koffi, { type LibraryHandle } from 'koffi';
import { libraryNames } from './library-names.ts';
import { PocketSphinxLoadError } from './pocketsphinx-load-error.ts';

/** The most samples {@link PocketSphinxLibrary.computeFrames} takes at once: 100 ms. */
export const maxBlockSamples = 1_600;

/** The most frames {@link PocketSphinxLibrary.decodeFrames} takes at once. */
export const maxDecodedFrames = 64;

declare const pointerTarget: unique symbol;

/** The address of a native object. It lives until it is given to the `free` function of its kind. */
export type NativePointer<Target extends string> = bigint & { readonly [pointerTarget]: Target };

/** A `ps_decoder_t`. */
export type DecoderPointer = NativePointer<'decoder'>;

/** An `fe_t`, which turns samples into cepstral frames. */
export type FrontEndPointer = NativePointer<'front end'>;

/** One entry of a decoder's word segmentation, as the library gives it. */
export interface NativeSegment {
  /** Spelling in the dictionary, with its variant, or the name of a filler. */
  readonly word: string;
  /** First frame, from the first one decoded in this utterance. */
  readonly firstFrame: number;
  /** Last frame, inclusive. */
  readonly lastFrame: number;
  /** Posterior probability, 0..1; 1 where the search computed none. */
  readonly probability: number;
}

/**
 * What is used of PocketSphinx. Every call is synchronous; a pointer that was freed must not be used
 * again, which the library does not notice.
 */
export interface PocketSphinxLibrary {
  /**
   * Loads a model.
   *
   * @param settings - names (with the dash) and values by turns; unknown names are ignored.
   * @returns undefined when the library refuses; it does not say why.
   */
  createDecoder(settings: readonly string[]): DecoderPointer | undefined;
  /**
   * Changes a setting of a decoder; read by searches added afterwards only.
   *
   * @param value - an integer, or 0 and 1 for no and yes.
   */
  setInteger(decoder: DecoderPointer, name: string, value: number): void;
  /** Adds a search over the language model of the decoder's first search, which has the name given by the library. */
  addSearch(decoder: DecoderPointer, name: string): boolean;
  /** Chooses the search of the utterances that follow; not allowed within one. */
  selectSearch(decoder: DecoderPointer, name: string): boolean;
  startUtterance(decoder: DecoderPointer): boolean;
  /**
   * Searches frames.
   *
   * @param frames - cepstra, row after row; at most {@link maxDecodedFrames} rows; copied.
   */
  decodeFrames(decoder: DecoderPointer, frames: Float32Array): boolean;
  endUtterance(decoder: DecoderPointer): boolean;
  /** The segmentation of the best path so far. */
  segments(decoder: DecoderPointer): NativeSegment[];
  freeDecoder(decoder: DecoderPointer): void;
  /** Makes a front end with the settings of a decoder. */
  createFrontEnd(decoder: DecoderPointer): FrontEndPointer | undefined;
  /** Forgets the noise that was heard, which otherwise helps with the next utterance. */
  forgetNoise(frontEnd: FrontEndPointer): void;
  startFrames(frontEnd: FrontEndPointer): void;
  /**
   * @param samples - 16 kHz mono s16, at most {@link maxBlockSamples}; copied.
   * @returns new cepstra, row after row; samples that fill no frame yet are kept for the next call.
   */
  computeFrames(frontEnd: FrontEndPointer, samples: Int16Array): Float32Array;
  /** The frame of the samples that filled none, or an empty array. Ends what `startFrames` began. */
  endFrames(frontEnd: FrontEndPointer): Float32Array;
  freeFrontEnd(frontEnd: FrontEndPointer): void;
  /** Frees the library's own buffers; no call is allowed afterwards. */
  close(): void;
}

/** The name that the library gives to the search a decoder is created with. */
export const firstSearchName = '_default';

/** Values of one cepstral frame: the only size the library's acoustic models for speech use. */
export const cepstrumSize = 13;

/** Frames that come out of one block at most: one per 160 samples, and what was kept from before. */
const maxComputedFrames = 16;

const floatBytes = 4;

/**
 * Loads the PocketSphinx libraries; for worker processes only. They are found by the dynamic linker.
 *
 * @throws PocketSphinxLoadError `library_absent` when one is absent or lacks a function.
 */
export function loadPocketSphinxLibrary(): PocketSphinxLibrary {
  try {
    return bind();
  } catch (cause) {
    const names = `${libraryNames.pocketSphinx} and ${libraryNames.sphinxBase}`;
    const message = `cannot load ${names}: on Debian and Ubuntu they come with the package libpocketsphinx3`;
    throw new PocketSphinxLoadError('library_absent', message, cause);
  }
}

type Config = NativePointer<'config'>;
type Model = NativePointer<'language model'>;
type LogMath = NativePointer<'log math'>;
type Segment = NativePointer<'segment'>;
type Rows = NativePointer<'rows'>;

/** The two shared objects. What is bound below is cast to its C prototype, which the FFI cannot know. */
interface Libraries {
  readonly sphinx: LibraryHandle;
  readonly base: LibraryHandle;
}

/** Configuration and messages. */
function bindSettings({ sphinx, base }: Libraries) {
  const psArgs = sphinx.func('void *ps_args()') as () => bigint;
  const parseConfig = base.func('void *cmd_ln_parse_r(void *, void *, int, const char **, int)') as (
    ...parameters: [config: null, definitions: bigint, count: number, settings: readonly string[], isStrict: number]
  ) => Config | null;
  const freeConfig = base.func('int cmd_ln_free_r(void *)') as (config: Config) => number;
  const setConfigInteger = base.func('void cmd_ln_set_int_r(void *, const char *, long)') as (
    ...parameters: [config: Config, name: string, value: number]
  ) => void;
  const setLogFile = base.func('void err_set_logfp(void *)') as (file: null) => void;
  return { psArgs, parseConfig, freeConfig, setConfigInteger, setLogFile };
}

/** The decoder. */
function bindDecoder({ sphinx }: Libraries) {
  const psInit = sphinx.func('void *ps_init(void *)') as (config: Config) => DecoderPointer | null;
  const psFree = sphinx.func('int ps_free(void *)') as (decoder: DecoderPointer) => number;
  const psConfig = sphinx.func('void *ps_get_config(void *)') as (decoder: DecoderPointer) => Config;
  const psGetModel = sphinx.func('void *ps_get_lm(void *, const char *)') as (
    ...parameters: [decoder: DecoderPointer, name: string]
  ) => Model | null;
  const psSetModel = sphinx.func('int ps_set_lm(void *, const char *, void *)') as (
    ...parameters: [decoder: DecoderPointer, name: string, model: Model]
  ) => number;
  const psSetSearch = sphinx.func('int ps_set_search(void *, const char *)') as (
    ...parameters: [decoder: DecoderPointer, name: string]
  ) => number;
  const psStart = sphinx.func('int ps_start_utt(void *)') as (decoder: DecoderPointer) => number;
  const psEnd = sphinx.func('int ps_end_utt(void *)') as (decoder: DecoderPointer) => number;
  const psProcess = sphinx.func('int ps_process_cep(void *, void *, int, int, int)') as (
    ...parameters: [decoder: DecoderPointer, rows: Rows, count: number, noSearch: number, isWhole: number]
  ) => number;
  return { psInit, psFree, psConfig, psGetModel, psSetModel, psSetSearch, psStart, psEnd, psProcess };
}

/** What a decoder has heard. */
function bindSegments({ sphinx, base }: Libraries) {
  const psLogMath = sphinx.func('void *ps_get_logmath(void *)') as (decoder: DecoderPointer) => LogMath;
  const exponentiate = base.func('double logmath_exp(void *, int)') as (math: LogMath, value: number) => number;
  const firstSegment = sphinx.func('void *ps_seg_iter(void *)') as (decoder: DecoderPointer) => Segment | null;
  const nextSegment = sphinx.func('void *ps_seg_next(void *)') as (segment: Segment) => Segment | null;
  const segmentWord = sphinx.func('const char *ps_seg_word(void *)') as (segment: Segment) => string;
  const segmentFrames = sphinx.func('void ps_seg_frames(void *, _Out_ int *, _Out_ int *)') as (
    ...parameters: [segment: Segment, first: [number], last: [number]]
  ) => void;
  const segmentProbability = sphinx.func('int ps_seg_prob(void *, void *, void *, void *)') as (
    ...parameters: [segment: Segment, acoustic: null, language: null, backOff: null]
  ) => number;
  return { psLogMath, exponentiate, firstSegment, nextSegment, segmentWord, segmentFrames, segmentProbability };
}

/** Samples to cepstra. */
function bindFrontEnd({ base }: Libraries) {
  const feInit = base.func('void *fe_init_auto_r(void *)') as (config: Config) => FrontEndPointer | null;
  const feFree = base.func('int fe_free(void *)') as (frontEnd: FrontEndPointer) => number;
  const feStartStream = base.func('void fe_start_stream(void *)') as (frontEnd: FrontEndPointer) => void;
  const feStart = base.func('int fe_start_utt(void *)') as (frontEnd: FrontEndPointer) => number;
  const feProcess = base.func(
    'int fe_process_frames(void *, _Inout_ void **, _Inout_ size_t *, void *, _Inout_ int *, void *)',
  ) as (
    ...parameters: [
      frontEnd: FrontEndPointer,
      samples: [bigint],
      count: [number],
      rows: Rows,
      rowCount: [number],
      index: null,
    ]
  ) => number;
  const feEnd = base.func('int fe_end_utt(void *, void *, _Inout_ int *)') as (
    ...parameters: [frontEnd: FrontEndPointer, row: bigint, rowCount: [number]]
  ) => number;
  return { feInit, feFree, feStartStream, feStart, feProcess, feEnd };
}

function bind(): PocketSphinxLibrary {
  const libraries = { sphinx: koffi.load(libraryNames.pocketSphinx), base: koffi.load(libraryNames.sphinxBase) };
  const native = {
    ...bindSettings(libraries),
    ...bindDecoder(libraries),
    ...bindSegments(libraries),
    ...bindFrontEnd(libraries),
  };
  // Messages of the library are for its developers; what went wrong is told by return values.
  native.setLogFile(null);
  const rows = { in: new NativeRows(maxDecodedFrames), out: new NativeRows(maxComputedFrames) };
  const samples = new NativeBuffer(maxBlockSamples * Int16Array.BYTES_PER_ELEMENT);
  return {
    ...decoderCalls(native, rows.in),
    ...frontEndCalls(native, samples, rows.out),
    close() {
      samples.free();
      rows.in.free();
      rows.out.free();
    },
  };
}

type DecoderNatives = ReturnType<typeof bindSettings> &
  ReturnType<typeof bindDecoder> &
  ReturnType<typeof bindSegments>;
type FrontEndCall = 'createFrontEnd' | 'forgetNoise' | 'startFrames' | 'computeFrames' | 'endFrames' | 'freeFrontEnd';

function decoderCalls(native: DecoderNatives, framesIn: NativeRows): Omit<PocketSphinxLibrary, FrontEndCall | 'close'> {
  return {
    createDecoder(settings) {
      const config = native.parseConfig(null, native.psArgs(), settings.length, settings, 0);
      if (config === null) return undefined;
      const decoder = native.psInit(config);
      native.freeConfig(config);
      return decoder ?? undefined;
    },
    setInteger: (decoder, name, value) => native.setConfigInteger(native.psConfig(decoder), name, value),
    addSearch(decoder, name) {
      const model = native.psGetModel(decoder, firstSearchName);
      return model !== null && native.psSetModel(decoder, name, model) === 0;
    },
    selectSearch: (decoder, name) => native.psSetSearch(decoder, name) === 0,
    startUtterance(decoder) {
      if (native.psStart(decoder) !== 0) return false;
      // Frames without a search make the library keep the features of the whole utterance, which the second
      // search of `endUtterance` goes back to. It forgets to when a search without one was added last.
      return native.psProcess(decoder, framesIn.pointer as Rows, 0, 1, 0) >= 0;
    },
    decodeFrames(decoder, frames) {
      framesIn.write(frames);
      return native.psProcess(decoder, framesIn.pointer as Rows, frames.length / cepstrumSize, 0, 0) >= 0;
    },
    endUtterance: (decoder) => native.psEnd(decoder) === 0,
    segments(decoder) {
      const math = native.psLogMath(decoder);
      const segments: NativeSegment[] = [];
      // The library frees the iterator when it reaches the end.
      for (let segment = native.firstSegment(decoder); segment !== null; segment = native.nextSegment(segment)) {
        const first: [number] = [0];
        const last: [number] = [0];
        native.segmentFrames(segment, first, last);
        const probability = native.exponentiate(math, native.segmentProbability(segment, null, null, null));
        segments.push({ word: native.segmentWord(segment), firstFrame: first[0], lastFrame: last[0], probability });
      }
      return segments;
    },
    freeDecoder: (decoder) => void native.psFree(decoder),
  };
}

function frontEndCalls(
  native: ReturnType<typeof bindDecoder> & ReturnType<typeof bindFrontEnd>,
  samplesIn: NativeBuffer,
  framesOut: NativeRows,
): Pick<PocketSphinxLibrary, FrontEndCall> {
  return {
    createFrontEnd: (decoder) => native.feInit(native.psConfig(decoder)) ?? undefined,
    forgetNoise: (frontEnd) => {
      native.feStartStream(frontEnd);
    },
    startFrames: (frontEnd) => void native.feStart(frontEnd),
    computeFrames(frontEnd, samples) {
      samplesIn.write(samples);
      const rowCount: [number] = [maxComputedFrames];
      native.feProcess(frontEnd, [samplesIn.pointer], [samples.length], framesOut.pointer as Rows, rowCount, null);
      return framesOut.read(rowCount[0]);
    },
    endFrames(frontEnd) {
      const rowCount: [number] = [1];
      native.feEnd(frontEnd, framesOut.data.pointer, rowCount);
      return framesOut.read(rowCount[0]);
    },
    freeFrontEnd: (frontEnd) => void native.feFree(frontEnd),
  };
}

/** Native memory that both sides see; the owner frees it. */
class NativeBuffer {
  readonly pointer: bigint;
  readonly #bytes: ArrayBuffer;

  constructor(sizeBytes: number) {
    this.pointer = koffi.address(koffi.alloc('uint8', sizeBytes));
    this.#bytes = koffi.view(this.pointer, sizeBytes);
  }

  write(samples: Int16Array): void {
    if (samples.byteLength > this.#bytes.byteLength) throw new RangeError(`a block holds ${samples.length} samples`);
    new Int16Array(this.#bytes).set(samples);
  }

  get bytes(): ArrayBuffer {
    return this.#bytes;
  }

  free(): void {
    koffi.free(this.pointer);
  }
}

/** Cepstra in native memory, with the array of row addresses that the library wants. */
class NativeRows {
  readonly data: NativeBuffer;
  readonly #rows: NativeBuffer;
  readonly #values: Float32Array;

  constructor(rowCount: number) {
    const rowBytes = cepstrumSize * floatBytes;
    this.data = new NativeBuffer(rowCount * rowBytes);
    this.#rows = new NativeBuffer(rowCount * BigUint64Array.BYTES_PER_ELEMENT);
    this.#values = new Float32Array(this.data.bytes);
    const addresses = new BigUint64Array(this.#rows.bytes);
    for (let row = 0; row < rowCount; row += 1) addresses[row] = this.data.pointer + BigInt(row * rowBytes);
  }

  get pointer(): bigint {
    return this.#rows.pointer;
  }

  write(frames: Float32Array): void {
    this.#values.set(frames);
  }

  read(rowCount: number): Float32Array {
    return this.#values.slice(0, rowCount * cepstrumSize);
  }

  free(): void {
    this.data.free();
    this.#rows.free();
  }
}
