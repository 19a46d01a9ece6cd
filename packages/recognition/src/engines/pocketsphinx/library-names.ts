/**
 * The shared objects, as the dynamic linker knows them: the last interface before version 5.0. Apart from
 * `library.ts`, so that one can look for them without loading the FFI.
 */
export const libraryNames = { pocketSphinx: 'libpocketsphinx.so.3', sphinxBase: 'libsphinxbase.so.3' } as const;
