import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '@steno/server';
import { type ScriptedHost, startScriptedServer, type TestServer, type TestServerOptions } from '@steno/testkit';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** The built files of the console. */
export const consoleDirectory: string = join(
  dirname(fileURLToPath(import.meta.resolve('@steno/console/package.json'))),
  'dist',
);

/** A server of a scripted recognizer that shows the console. */
export interface ConsoleServer extends TestServer<ScriptedHost> {
  /** `http://127.0.0.1:port/`. */
  readonly pageUrl: string;
}

/** Starts one; the caller closes it. */
export async function startConsoleServer(
  options: Partial<Omit<TestServerOptions<ScriptedHost>, 'start'>> = {},
): Promise<ConsoleServer> {
  const server = await startScriptedServer({
    ...options,
    // A recognizer that tells what it is told to decodes nothing and does not answer the end of the audio: nobody waits for it.
    settings: { closeTimeoutMs: '2000', maxAudioAheadMs: '600000', ...options.settings },
    start: (parts) => startServer({ ...parts, consoleDirectory }),
  });
  return { ...server, pageUrl: `${server.url.replace(/^ws/, 'http')}/` };
}

/** A page of the console, and what went wrong in it. */
export interface ConsolePage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page, and what its Content-Security-Policy refused. */
  readonly faults: readonly string[];
}

/** How a page is opened. */
export interface ConsolePageOptions {
  /** `http://127.0.0.1:port/`. */
  readonly url: string;
  /** Comes in the fragment, as `npm start` prints it; none for a page that has one. */
  readonly key?: string;
  /** The place, such as `/watch/<id>?token=<token>`, in place of a key. */
  readonly place?: string;
  /** Default: a new one. */
  readonly context?: BrowserContext;
  readonly contextOptions?: BrowserContextOptions;
}

/** Opens the console in a browser. */
export async function openConsolePage(browser: Browser, options: ConsolePageOptions): Promise<ConsolePage> {
  const { url, key, place, contextOptions } = options;
  const context = options.context ?? (await browser.newContext({ locale: 'en-GB', ...contextOptions }));
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (/Content.Security.Policy/iu.test(message.text())) faults.push(message.text());
  });
  await page.goto(`${url}#${place ?? (key === undefined ? '' : `key=${key}`)}`);
  return { page, context, faults };
}
