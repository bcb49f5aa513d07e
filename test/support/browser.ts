import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Test } from 'uvu';

/** Where Debian puts the browser, first the one without windows, which starts in half the time; CHROMIUM names another. */
const executables = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
const executable = process.env.CHROMIUM ?? executables.find(existsSync) ?? '/usr/bin/chromium';

/** Nothing that asks the network on its own account: where it is closed, the browser would wait for it. */
const quietFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** WebGL without a graphics card. */
const webglFlags = [
  ...quietFlags,
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

/** Milliseconds that the browser may take to start, much more than it needs on a busy machine. */
const timeout = 120_000;

/** A page in a browser, and what went wrong on it so far. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, and every request beyond the page itself. */
  readonly complaints: readonly string[];
}

/** Whether there is a browser at all. */
export const hasBrowser = existsSync(executable);

/** Adds a test that needs a browser; without one it is skipped, and its name says so. */
export function testInBrowser(test: Test, name: string, run: () => Promise<void>): void {
  if (hasBrowser) test(name, run);
  else test.skip(`${name} (skipped: no ${executable})`, run);
}

/** Opens an HTML file in a browser of its own, which is gone afterwards whatever happened. */
export async function withPage(file: string, check: (opened: OpenedPage) => Promise<void>): Promise<void> {
  const browser = await chromium.launch({ executablePath: executable, args: quietFlags, timeout });
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

/** A browser that is gone afterwards whatever happened. */
export async function withBrowser(work: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await chromium.launch({ executablePath: executable, args: quietFlags, timeout });
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

/** An empty page in a browser of its own, which is gone afterwards whatever happened. */
export function withBrowserPage(work: (page: Page) => Promise<void>): Promise<void> {
  return withBrowser(async (browser) => work(await browser.newPage()));
}

/** A browser that draws WebGL in software, with an empty profile of its own; `close` takes both away. */
export async function openWebglPage(size: {
  width: number;
  height: number;
}): Promise<{ readonly page: Page; readonly close: () => Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), 'cryoet-browser-'));
  let context: BrowserContext | null = null;
  const close = async () => {
    await context?.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath: executable,
      timeout,
      headless: true,
      viewport: size,
      args: webglFlags,
      // It leaves files in the home directory too.
      env: { ...process.env, HOME: profile },
    });
    return { page: context.pages()[0] ?? (await context.newPage()), close };
  } catch (error) {
    await close();
    throw error;
  }
}
