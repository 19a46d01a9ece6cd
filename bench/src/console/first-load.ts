import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '@steno/server';
import { ScriptedHost, startScriptedServer } from '@steno/testkit';
import { chromium } from 'playwright-core';

/** What the first visit of a browser costs. */
export interface FirstLoadFigures {
  /** From the start of the navigation until Start can be pressed, of each visit, in ms; asking the browser is included. */
  readonly interactiveMs: readonly number[];
  /** Bytes over the network of one visit, headers included. */
  readonly transferredBytes: number;
}

const browserPath = '/usr/bin/chromium';

/** Opens the console that many times over loopback, each time with nothing in the cache. */
export async function measureFirstLoad(visits: number): Promise<FirstLoadFigures> {
  const consoleDirectory = join(dirname(fileURLToPath(import.meta.resolve('@steno/console/package.json'))), 'dist');
  const server = await startScriptedServer({
    recognition: new ScriptedHost(),
    start: (parts) => startServer({ ...parts, consoleDirectory }),
  });
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  try {
    const interactiveMs: number[] = [];
    let transferredBytes = 0;
    for (let visit = 0; visit < visits; visit += 1) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${server.url.replace(/^ws/u, 'http')}/#key=${server.key}`, { waitUntil: 'commit' });
      await page.getByRole('button', { name: 'Start', exact: true, disabled: false }).waitFor();
      interactiveMs.push(await page.evaluate(() => performance.now()));
      transferredBytes = await page.evaluate(() => {
        const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
        return (entries as PerformanceResourceTiming[]).reduce((sum, { transferSize }) => sum + transferSize, 0);
      });
      await context.close();
    }
    return { interactiveMs, transferredBytes };
  } finally {
    await browser.close();
    await server.close();
  }
}
