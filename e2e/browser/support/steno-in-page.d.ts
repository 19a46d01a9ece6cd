/** The client, as the page of `startPageServer` loaded it. For functions that run in the page. */
declare const steno: typeof import('@steno/client/browser');
