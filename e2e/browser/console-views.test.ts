import { readFile } from 'node:fs/promises';
import { joinSamples, silence, tone, until } from '@steno/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from './support/chromium.ts';
import { type ConsolePage, type ConsoleServer, openConsolePage, startConsoleServer } from './support/console-page.ts';
import { patience } from './support/live-page.ts';

const canRun = findChromium('the tests of the views of the console');
const markup = '<img src=x onerror="document.title=\'broken\'"><script>document.title="broken"</script>';
const pageSize = 25;

describe.runIf(canRun)('the console', () => {
  let browser: Browser;
  let server: ConsoleServer;
  let opened: ConsolePage;
  let page: Page;
  let adminUrl: string;
  let adminKey: string;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(() => browser.close());

  beforeEach(async () => {
    server = await startConsoleServer({ settings: { defaultLanguage: 'en', adminPort: '0' } });
    adminUrl = `${server.server.adminUrl ?? ''}/`;
    adminKey = (await server.keys.create({ name: 'operator', type: 'admin' })).key;
  });

  afterEach(async () => {
    await opened.context.close();
    await server.close();
    expect(opened.faults).toEqual([]);
  });

  async function open(url: string, place: string): Promise<void> {
    opened = await openConsolePage(browser, { url, place });
    page = opened.page;
  }

  /** Speaks so many words into a session, and ends it. */
  async function speak(words: number): Promise<void> {
    const client = await server.connect();
    await client.send(joinSamples(tone(words * 500), silence(600)));
    await stop(client);
  }

  async function stop(client: Awaited<ReturnType<typeof server.connect>>): Promise<void> {
    client.say({ action: 'stop' });
    await client.end();
  }

  const heading = (name: string): ReturnType<Page['getByRole']> => page.getByRole('heading', { level: 1, name });

  describe('at its door', () => {
    it('refuses a wrong key in a sentence, and goes where one wanted to with the right one', async () => {
      await open(server.pageUrl, '/sessions');
      await page.getByLabel('API key').fill('steno_wrong');
      await page.keyboard.press('Enter');
      await page.getByText('The server does not know this key.').waitFor();
      await page.getByLabel('API key').fill(server.key);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('No sessions yet').waitFor();
      expect(await page.evaluate(() => [sessionStorage.length, localStorage.length])).toEqual([1, 0]);
    });

    it('says which door an admin key is for', async () => {
      await open(server.pageUrl, '/sessions');
      await page.getByLabel('API key').fill(adminKey);
      await page.keyboard.press('Enter');
      await page.getByText('This key opens no sessions.').waitFor();
    });

    it('takes the key of a link out of the address, and keeps it over a reload', async () => {
      await open(server.pageUrl, `/sessions?key=${server.key}`);
      await page.getByText('No sessions yet').waitFor();
      expect(page.url()).toBe(`${server.pageUrl}#/sessions`);
      await page.reload();
      await page.getByText('No sessions yet').waitFor();
      expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
    });

    it('asks for another key when the one it has is revoked, and stays where it is', async () => {
      const { key, record } = await server.keys.create({ name: 'short-lived' });
      await open(server.pageUrl, `/sessions?key=${key}`);
      await page.getByText('No sessions yet').waitFor();
      await server.keys.revoke(record.id);
      await page.getByLabel('State').selectOption('failed');
      await page.getByText('Your key has expired or was revoked.').waitFor();
      await page.getByLabel('API key').fill(server.key);
      await page.keyboard.press('Enter');
      await heading('Sessions').waitFor();
      expect(page.url()).toBe(`${server.pageUrl}#/sessions`);
    });

    it('says where Health and Keys are, and leads there', async () => {
      await open(server.pageUrl, `/health?key=${server.key}`);
      const link = page.getByRole('link', { name: /Open on port/ });
      expect(await link.getAttribute('href')).toBe(`${adminUrl}#/health`);
      await link.click();
      await page.getByText('Sign in as an administrator').waitFor();
      expect(await page.getByRole('link', { name: 'Live', exact: true }).count()).toBe(0);
    });

    it('says that the server is away, keeps what it shows, and says nothing more once it is back', async () => {
      await open(server.pageUrl, `/sessions?key=${server.key}`);
      await page.getByText('No sessions yet').waitFor();
      await opened.context.setOffline(true);
      await page.getByLabel('State').selectOption('failed');
      await page.getByText('The server cannot be reached. Trying again').waitFor();
      await opened.context.setOffline(false);
      await page.getByText('Nothing found').waitFor();
      await page.getByText('The server cannot be reached. Trying again').waitFor({ state: 'detached' });
    });
  });

  describe('in its sessions', () => {
    it('finds words that were said, and marks them in the list and in the session', async () => {
      await speak(3);
      await speak(1);
      await open(server.pageUrl, `/sessions?key=${server.key}`);
      await page
        .getByRole('link')
        .filter({ has: page.locator('time') })
        .nth(1)
        .waitFor();
      await page.getByRole('searchbox').fill('wórd2');
      await page.locator('.session-row mark').waitFor();
      await expect.poll(() => page.locator('.session-row').count(), patience).toBe(1);
      await page.locator('.session-link').click();
      await page.locator('.segment mark').waitFor();
      await expect.poll(() => page.locator('.segment-text').allInnerTexts(), patience).toEqual(['Word0 word1 word2.']);
      await expect.poll(() => page.locator('.segment mark').allInnerTexts(), patience).toEqual(['word2']);
      await page.getByRole('link', { name: 'All sessions' }).click();
      await expect.poll(() => page.getByRole('searchbox').inputValue(), patience).toBe('wórd2');
    });

    it('shows the sessions page by page', async () => {
      for (let count = 0; count <= pageSize; count += 1) await speak(1);
      await open(server.pageUrl, `/sessions?key=${server.key}`);
      await page
        .locator('.session-row')
        .nth(pageSize - 1)
        .waitFor();
      await expect.poll(() => page.locator('.session-row').count(), patience).toBe(pageSize);
      await page.getByRole('button', { name: 'Show more' }).click();
      await page.locator('.session-row').nth(pageSize).waitFor();
      await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' });
    });

    it('shows when each word was said and how sure it is, and what was measured', async () => {
      await speak(2);
      await open(server.pageUrl, `/sessions?key=${server.key}`);
      await page.locator('.session-link').click();
      await page.getByRole('button', { name: 'Word times' }).click();
      await expect.poll(() => page.locator('rt').allInnerTexts(), patience).toEqual(['0:00.0', '0:00.5']);
      expect(await page.locator('ruby').first().getAttribute('title')).toBe('90% sure');
      await page.getByText('Partial latency').waitFor();
    });

    it('saves the transcript in every form, as the server writes it', async () => {
      await speak(2);
      await open(server.pageUrl, `/sessions?key=${server.key}`);
      await page.locator('.session-link').click();
      const saved: string[] = [];
      for (const form of ['TXT', 'SRT', 'VTT', 'JSON']) {
        const download = page.waitForEvent('download');
        await page.getByRole('button', { name: form }).click();
        const file = await download;
        expect(file.suggestedFilename()).toMatch(new RegExp(`^steno-[\\da-f-]+\\.${form.toLowerCase()}$`));
        saved.push(await readFile(await file.path(), 'utf8'));
      }
      const [txt = '', srt = '', vtt = '', json = ''] = saved;
      expect(txt.trim()).toBe('Word0 word1.');
      expect(srt).toMatch(/^1\r?\n00:00:00,000 --> 00:00:0/);
      expect(vtt).toMatch(/^WEBVTT/);
      expect(JSON.parse(json)).toMatchObject({ segments: 1, text: 'Word0 word1.' });
    });

    it('deletes a session once one has said so twice', async () => {
      await speak(1);
      await open(server.pageUrl, `/sessions?key=${server.key}`);
      await page.locator('.session-link').click();
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('button', { name: 'Delete for good' }).click();
      await page.getByText('No sessions yet').waitFor();
    });

    it('grows while a session goes on, and does not let it be deleted', async () => {
      const client = await server.connect();
      await client.send(joinSamples(tone(500), silence(600)));
      await open(server.pageUrl, `/sessions?key=${server.key}`);
      await page.locator('.session-row').getByText('Live').waitFor();
      await page.locator('.session-link').click();
      await page.locator('.segment').first().waitFor();
      expect(await page.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
      await client.send(joinSamples(tone(500), silence(600)));
      await page.locator('.segment').nth(1).waitFor();
      await stop(client);
    });

    it('shows markup that somebody said, and never runs it', async () => {
      const client = await server.connect();
      const [stream] = server.recognition.streams;
      stream?.tell({
        type: 'final',
        hypothesis: { words: [{ text: markup, startSample: 0, endSample: 8000, confidence: 0.3 }] },
        goesOn: false,
      });
      await stop(client);
      await open(server.pageUrl, `/sessions?key=${server.key}`);
      await page.locator('.session-link').click();
      await page.locator('.segment').waitFor();
      await page.getByRole('button', { name: 'Word times' }).click();
      await page.locator('ruby').first().waitFor();
      expect(await page.locator('.segment img, .segment script').count()).toBe(0);
      expect(await page.locator('.segment').innerText()).toContain('onerror');
      expect(await page.title()).not.toContain('broken');
    });

    it('says that a session is not there', async () => {
      await open(server.pageUrl, `/sessions/7d4c1f5e-0000-4000-8000-000000000001?key=${server.key}`);
      await page.getByText('This session is not here').waitFor();
    });
  });

  describe('at the admin door', () => {
    it('shows the sessions of now and what was measured', async () => {
      await speak(3);
      const client = await server.connect();
      await open(adminUrl, `/?key=${adminKey}`);
      await heading('Health').waitFor();
      await page.locator('.histogram').first().waitFor();
      const live = page.getByRole('table', { name: 'Live sessions' });
      await live.getByRole('rowheader', { name: 'test' }).waitFor();
      await stop(client);
      await page.getByText('Nobody speaks at the moment.').waitFor();
      await page.locator('.count-list').getByText('stopped').waitFor();
    });

    it('counts those who were refused by their code', async () => {
      await server.tryToConnect({ key: 'steno_wrong' });
      await open(adminUrl, `/health?key=${adminKey}`);
      await page.locator('.count-list').getByText('unauthorized').waitFor();
    });

    it('marks its figures as old when the server is away, and goes on when it is back', async () => {
      await open(adminUrl, `/health?key=${adminKey}`);
      await page.locator('.tile').first().waitFor();
      await opened.context.setOffline(true);
      await page.locator('.health-stale').waitFor();
      await page.getByText('The server cannot be reached. Trying again').waitFor();
      await opened.context.setOffline(false);
      await page.locator('.health-stale').waitFor({ state: 'detached' });
    });

    it('makes a key with limits, shows it once, and revokes it', async () => {
      await open(adminUrl, `/keys?key=${adminKey}`);
      await page.getByRole('button', { name: 'New key' }).click();
      await page.getByRole('button', { name: 'Make the key' }).click();
      await page.getByText('Give the key a name.').waitFor();
      await page.getByLabel('Name').fill('phone');
      await page.getByLabel('Sessions at once').fill('2');
      await page.getByLabel('Languages').fill('en');
      await page.getByRole('button', { name: 'Make the key' }).click();
      const key = await page.locator('.secret').innerText();
      expect(server.keys.authenticate(key)).toMatchObject({ name: 'phone' });
      expect(server.keys.list().at(-1)).toMatchObject({ name: 'phone', maxSessions: 2, languages: ['en'] });
      await page.keyboard.press('Escape');
      expect(await page.locator('.secret').count()).toBe(1);
      await page.getByRole('button', { name: 'I have it' }).click();
      expect(await page.content()).not.toContain(key);
      const row = page.getByRole('row').filter({ hasText: 'phone' });
      expect(await row.innerText()).toContain('2 sessions at once');
      await row.getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('button', { name: 'Revoke for good' }).click();
      await row.waitFor({ state: 'detached' });
      await until(() => server.keys.authenticate(key) === undefined, 'the end of the key');
    });

    it('says in the words of the server why a key cannot be made', async () => {
      await open(adminUrl, `/keys?key=${adminKey}`);
      await page.getByRole('button', { name: 'New key' }).click();
      await page.getByLabel('Name').fill('operator');
      await page.getByRole('button', { name: 'Make the key' }).click();
      await page
        .getByRole('alert')
        .getByText(/operator/)
        .waitFor();
    });
  });
});
