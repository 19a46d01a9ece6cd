import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Browser, BrowserContextOptions, Page, Route } from 'playwright-core';
import { consoleDirectory } from './console-page.ts';

/** What is answered to a request: JSON unless it is a text, or nothing at all as from a server that is gone. */
export type StubAnswer = 'gone' | { readonly status?: number; readonly body?: unknown; readonly text?: string };

/** Answers to the API by path; the longest path that a request begins with counts. A test may change it at any time. */
export type StubAnswers = Map<string, StubAnswer | ((url: URL, method: string) => StubAnswer)>;

/** The built page over answers that a test chose: for states that a real server is in seldom. */
export interface StubbedConsole {
  readonly page: Page;
  readonly answers: StubAnswers;
  /** What went wrong in the page, and what its Content-Security-Policy refused. */
  readonly problems: readonly string[];
  /** Requests to anywhere but the own server. */
  readonly strangers: readonly string[];
  /** Requests to the API, as `GET /v2/keys`. */
  readonly requests: readonly string[];
  /** Opens a place with a key. */
  open(hash: string, key?: string): Promise<void>;
}

/** A secure origin for browsers; nobody listens there, all is answered by the test. */
const origin = 'http://127.0.0.1:9';
/** That of the server, word for word. */
const policy = `default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self' blob:; connect-src 'self' ws://127.0.0.1:9 wss://127.0.0.1:9; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Opens a page in a context of its own; the caller closes the browser. */
export async function openStubbedConsole(
  browser: Browser,
  answers: StubAnswers,
  options: BrowserContextOptions = {},
): Promise<StubbedConsole> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Amsterdam', ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  const strangers: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
  });
  await page.route('**/*', (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== origin) strangers.push(url.href);
    const isFile = url.pathname === '/' || url.pathname.startsWith('/assets/');
    if (isFile) return serveFile(route, url.pathname);
    const method = route.request().method();
    requests.push(`${method} ${url.pathname}`);
    return answer(route, answerTo(answers, url, method));
  });
  return {
    page,
    answers,
    problems,
    strangers,
    requests,
    open: async (hash, key = 'steno_stub') => {
      await page.addInitScript((value) => {
        if (value !== '' && sessionStorage.getItem('steno.console.key') === null)
          sessionStorage.setItem('steno.console.key', value);
      }, key);
      await page.goto(`${origin}/${hash}`);
    },
  };
}

async function serveFile(route: Route, pathname: string): Promise<void> {
  const path = pathname === '/' ? '/index.html' : pathname;
  const body = await readFile(join(consoleDirectory, path)).catch(() => undefined);
  if (body === undefined) return route.fulfill({ status: 404 });
  return route.fulfill({
    body,
    headers: { 'content-type': types[extname(path)] ?? '', 'content-security-policy': policy },
  });
}

function answerTo(answers: StubAnswers, url: URL, method: string): StubAnswer {
  const [found] = [...answers.keys()]
    .filter((path) => url.pathname.startsWith(path))
    .sort((one, other) => other.length - one.length);
  const stub = found === undefined ? undefined : answers.get(found);
  if (stub === undefined) return refusal(404, 'not_found');
  return typeof stub === 'function' ? stub(url, method) : stub;
}

async function answer(route: Route, stub: StubAnswer): Promise<void> {
  if (stub === 'gone') return route.abort('connectionrefused');
  const { status = 200, body, text } = stub;
  return route.fulfill({
    status,
    contentType: text === undefined ? 'application/json' : 'text/plain',
    body: text ?? JSON.stringify(body ?? {}),
  });
}

/** An error as the API tells it. */
export function refusal(status: number, code: string, message = code): StubAnswer {
  return { status, body: { error: { code, message } } };
}
