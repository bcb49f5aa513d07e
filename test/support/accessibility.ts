import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Windows and colour schemes that every page is looked at in. */
export const settings = [390, 1400].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What is wrong with a page for people who cannot see well, in each setting: a line each; and pages that are too wide. */
export async function faultsOf(
  browser: Browser,
  open: (page: Page) => Promise<unknown>,
  picture?: (page: Page, name: string) => Promise<void>,
): Promise<string[]> {
  const axe = await readFile(axeFile, 'utf8');
  const faults: string[] = [];
  // Our pages refuse the scripts of others: here the browser lets one in.
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await open(page);
  await page.evaluate(axe);
  for (const { width, colorScheme } of settings) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const place = `${width} px, ${colorScheme}`;
    const { violations } = (await page.evaluate(
      "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })",
    )) as AxeResult;
    for (const { id, nodes } of violations) {
      faults.push(`${place}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
    }
    const wide = (await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )) as number;
    if (wide > 0) faults.push(`${place}: ${wide} px wider than the window`);
    const empty = (await page.evaluate(
      "[...document.querySelectorAll('table')].filter((table) => table.offsetParent !== null && table.querySelectorAll('td').length === 0).length",
    )) as number;
    if (empty > 0) faults.push(`${place}: ${empty} empty tables`);
    await picture?.(page, `${width}-${colorScheme}`);
  }
  await context.close();
  return faults;
}
