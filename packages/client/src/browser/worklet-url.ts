/**
 * Where the code of the audio thread is: a file of its own beside the compiled module. A file, because an audio worklet
 * is loaded by URL, and those of `blob:` and `data:` are refused by a strict Content-Security-Policy. Bundlers that know
 * `new URL(…, import.meta.url)` copy the file; for the others there is the option `workletUrl`.
 */
export function defaultWorkletUrl(): URL {
  return new URL('./steno-worklet.min.js', import.meta.url);
}
