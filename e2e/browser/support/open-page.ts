import type { Browser, Page } from 'playwright-core';

/** Opens the page of a page server in a context of its own, and waits until it has loaded the client. */
export async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'steno' in globalThis);
  return page;
}
