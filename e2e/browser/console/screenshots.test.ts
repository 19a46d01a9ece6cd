import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { adminAnswers, arabicSession, clientAnswers, fullSessionId } from './support/stub-answers.ts';
import { openStubbedConsole, refusal, type StubAnswers, type StubbedConsole } from './support/stubbed-console.ts';

/** Ignored by git; for whoever wants to look. */
const folder = fileURLToPath(new URL('../../../coverage/console', import.meta.url));

interface Shot {
  readonly name: string;
  readonly hash: string;
  readonly answers: () => StubAnswers;
  /** Default: one that the stubs take. */
  readonly key?: string;
  /** Brings the view into the state; the shot is taken after it. */
  readonly prepare?: (opened: StubbedConsole) => Promise<void>;
  /** What stands there once the view is drawn. */
  readonly ready: string;
}

const session = `#/sessions/${fullSessionId}`;
const press =
  (name: string | RegExp) =>
  async ({ page }: StubbedConsole): Promise<void> => {
    await page.getByRole('button', { name }).first().click();
  };

const shots: readonly Shot[] = [
  { name: 'sign-in', hash: '#/sessions', answers: clientAnswers, key: '', ready: 'text=API key' },
  { name: 'sessions', hash: '#/sessions', answers: clientAnswers, ready: '.session-list' },
  {
    name: 'sessions-search',
    hash: '#/sessions',
    answers: clientAnswers,
    ready: 'mark',
    prepare: ({ page }) => page.getByRole('searchbox').fill('minutes'),
  },
  {
    name: 'sessions-empty',
    hash: '#/sessions',
    answers: () => clientAnswers().set('/v2/sessions', { body: { sessions: [], next: null } }),
    ready: '.state',
  },
  {
    name: 'sessions-not-found',
    hash: '#/sessions',
    answers: clientAnswers,
    ready: 'text=Nothing found',
    prepare: ({ page }) => page.getByRole('searchbox').fill('xylophone'),
  },
  {
    name: 'sessions-error',
    hash: '#/sessions',
    answers: () => clientAnswers().set('/v2/sessions', refusal(500, 'internal')),
    ready: '.state-bad',
  },
  { name: 'session', hash: session, answers: clientAnswers, ready: '.segment' },
  {
    name: 'session-words',
    hash: session,
    answers: clientAnswers,
    ready: '.confidence-low',
    prepare: async (opened) => {
      await press('Word times')(opened);
      await press('Confidence')(opened);
    },
  },
  { name: 'session-delete', hash: session, answers: clientAnswers, ready: 'dialog', prepare: press('Delete') },
  {
    name: 'session-arabic',
    hash: session,
    answers: () => clientAnswers().set(`/v2/sessions/${fullSessionId}`, { body: arabicSession() }),
    ready: '.segment',
  },
  {
    name: 'session-gone',
    hash: session,
    answers: () => clientAnswers().set(`/v2/sessions/${fullSessionId}`, refusal(404, 'session_unknown')),
    ready: '.state',
  },
  { name: 'try', hash: '#/try', answers: clientAnswers, ready: '.snippet' },
  { name: 'other-door', hash: '#/health', answers: clientAnswers, ready: '.state' },
  { name: 'health', hash: '#/health', answers: adminAnswers, ready: '.histogram' },
  {
    name: 'health-idle',
    hash: '#/health',
    answers: () =>
      adminAnswers()
        .set('/metrics', { text: 'steno_connections_open 0\n' })
        .set('/v2/sessions/live', { body: { sessions: [] } })
        .set('/v2/models', { body: { models: [] } }),
    ready: '.tile',
  },
  {
    name: 'health-stale',
    hash: '#/health',
    answers: adminAnswers,
    ready: '.health-stale',
    prepare: async ({ page, answers }) => {
      await page.waitForSelector('.histogram');
      for (const path of [...answers.keys()]) answers.set(path, 'gone');
    },
  },
  { name: 'keys', hash: '#/keys', answers: adminAnswers, ready: '.table' },
  { name: 'keys-create', hash: '#/keys', answers: adminAnswers, ready: 'dialog', prepare: press('New key') },
  { name: 'keys-revoke', hash: '#/keys', answers: adminAnswers, ready: 'dialog', prepare: press(/Revoke/) },
  {
    name: 'keys-empty',
    hash: '#/keys',
    answers: () => adminAnswers().set('/v2/keys', { body: { keys: [] } }),
    ready: '.state',
  },
];

const looks = [
  { name: 'light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  { name: 'phone', viewport: { width: 360, height: 740 }, colorScheme: 'light' },
  { name: 'wide', viewport: { width: 2560, height: 1440 }, colorScheme: 'dark' },
  { name: 'right-to-left', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'dutch', viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'nl-NL' },
] as const;

describe.runIf(findChromium('the pictures of the console'))('the console', () => {
  let browser: Browser;

  beforeAll(async () => {
    await mkdir(folder, { recursive: true });
    browser = await launchChromium();
  });

  afterAll(() => browser.close());

  it.each(looks)('fits into the window in every view ($name)', async ({ name, ...look }) => {
    for (const shot of shots) {
      if (name === 'dutch' && /search|not-found|words|delete|create|revoke|sign-in/.test(shot.name)) continue;
      const opened = await openStubbedConsole(browser, shot.answers(), look);
      const { page } = opened;
      await opened.open(shot.hash, shot.key);
      if (name === 'right-to-left') await page.evaluate(() => (document.documentElement.dir = 'rtl'));
      await shot.prepare?.(opened);
      await page.waitForSelector(shot.ready);
      await page.screenshot({
        path: join(folder, `${shot.name}-${name}.png`),
        fullPage: !/delete|create|revoke/.test(shot.name),
        animations: 'disabled',
      });
      expect(await widerThanWindow(page), `${shot.name} is not wider than the window`).toBeLessThanOrEqual(0);
      expect(opened.problems, shot.name).toEqual([]);
      await page.context().close();
    }
  });
});

/** How many px the page is wider than its window. */
function widerThanWindow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
