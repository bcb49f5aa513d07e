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

/** What is wrong with a page as it is now, which has axe. */
async function faultsNow(page: Page): Promise<string[]> {
  const { violations } = (await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })",
  )) as AxeResult;
  const wide = (await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )) as number;
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
    ...(wide > 0 ? [`${wide} px wider than the window`] : []),
  ];
}

/** What is wrong with an open page on a small screen in the dark, with all that is folded. */
export async function faultsOfOpenPage(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axeFile, 'utf8'));
  const before = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 900 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate("for (const node of document.querySelectorAll('details')) node.open = true");
  const faults = await faultsNow(page);
  if (before !== null) await page.setViewportSize(before);
  return faults;
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
    faults.push(...(await faultsNow(page)).map((fault) => `${place}: ${fault}`));
    const empty = (await page.evaluate(
      "[...document.querySelectorAll('table')].filter((table) => table.offsetParent !== null && table.querySelectorAll('td').length === 0).length",
    )) as number;
    if (empty > 0) faults.push(`${place}: ${empty} empty tables`);
    await picture?.(page, `${width}-${colorScheme}`);
  }
  await context.close();
  return faults;
}
