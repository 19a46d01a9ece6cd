/** Samples of one chunk: 100 ms. */
export const chunkSamples = 1600;
/** Bytes of one chunk. */
export const chunkBytes: number = chunkSamples * Int16Array.BYTES_PER_ELEMENT;
