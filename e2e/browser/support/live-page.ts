import type { Page } from 'playwright-core';
import type { ChosenFile } from './spoken-file.ts';

/** How long a page may take to show what it was told, on a busy machine. */
export const patience = { timeout: 10_000 } as const;

/** What a person does in the live view of the console, and what they read there. */
export class LivePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until the view is there. */
  async ready(): Promise<void> {
    await this.page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
  }

  /** Chooses a file, and waits until it was looked at. */
  async chooseFile(file: ChosenFile | string): Promise<void> {
    await this.page.getByRole('radio', { name: 'File' }).check();
    await this.page.locator('input[type=file]').setInputFiles(file);
  }

  /** Sends the file at the pace at which it was spoken. */
  async speakInRealTime(): Promise<void> {
    await this.page.getByLabel('Pace').selectOption('real-time');
  }

  start(): Promise<void> {
    return this.page.getByRole('button', { name: 'Start', exact: true }).click();
  }

  stop(): Promise<void> {
    return this.page.getByRole('button', { name: 'Stop', exact: true }).click();
  }

  /** Waits until the page says so about what it does. */
  status(words: string | RegExp): Promise<void> {
    return this.page.locator('.live-status-words').filter({ hasText: words }).waitFor();
  }

  /** Waits until the page says that there is a problem. */
  problem(words: string | RegExp): Promise<void> {
    return this.page.getByRole('alert').filter({ hasText: words }).waitFor();
  }

  /** Waits until the page says that something happened. */
  event(words: string | RegExp, count = 1): Promise<void> {
    return this.page
      .locator('.live-events li')
      .filter({ hasText: words })
      .nth(count - 1)
      .waitFor();
  }

  /** Waits for the final of a number, from 0. */
  final(number: number): Promise<void> {
    return this.page.locator(`.segment[data-index="${number}"]`).waitFor();
  }

  /** The finals that are in the document: all of them, when they are few. */
  finals(): Promise<readonly string[]> {
    return this.page.locator('.segment[data-index] .segment-text').allTextContents();
  }
}
