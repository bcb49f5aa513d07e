import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import type { Test } from 'uvu';

/** Where Debian and Ubuntu put the browser; CHROMIUM names another. */
const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** A page in a browser, and what went wrong on it so far. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, and every request beyond the page itself. */
  readonly complaints: readonly string[];
}

/** Adds a test that needs a browser; without one it is skipped, and its name says so. */
export function testInBrowser(test: Test, name: string, run: () => Promise<void>): void {
  if (existsSync(executable)) test(name, run);
  else test.skip(`${name} (skipped: no ${executable})`, run);
}

/** Opens an HTML file in a browser of its own, which is gone afterwards whatever happened. */
export async function withPage(file: string, check: (opened: OpenedPage) => Promise<void>): Promise<void> {
  const browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    const address = pathToFileURL(file).href;
    page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      const url = request.url();
      if (url !== address && !url.startsWith('data:')) complaints.push(`request: ${url}`);
    });
    await page.goto(address);
    await check({ page, complaints });
  } finally {
    await browser.close();
  }
}
