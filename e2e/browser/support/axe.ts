import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** What axe tells of a page, as far as it is used here. */
interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
  }[];
}

declare const axe: {
  run(options: { readonly runOnly: readonly string[]; readonly resultTypes: readonly string[] }): Promise<AxeResults>;
};

const script = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Looks for what WCAG 2.2 AA forbids, as far as a program can see it; each finding in one line. */
export async function findAxeViolations(page: Page): Promise<readonly string[]> {
  // By the debugger, which the Content-Security-Policy of the page does not bind.
  await page.evaluate(await readFile(script, 'utf8'));
  const { violations } = await page.evaluate((runOnly) => axe.run({ runOnly, resultTypes: ['violations'] }), rules);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) => `${id}: ${help}: ${String(target)}: ${failureSummary.slice(0, 300)}`,
    ),
  );
}
