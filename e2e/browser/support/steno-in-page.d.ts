/** The client, as the page of `startPageServer` loaded it. For functions that run in the page. */
// eslint-disable-next-line @typescript-eslint/consistent-type-imports -- an import would make the name local to this file
declare const steno: typeof import('@steno/client/browser');
