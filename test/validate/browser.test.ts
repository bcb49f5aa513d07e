import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { depths } from '../../src/validate/report.js';
import { testInBrowser, withBrowserPage } from '../support/browser.js';
import { bundleForBrowser, checkoutFile } from '../support/browser-bundle.js';
import { mutations } from './mutations/index.js';
import { findingsOf } from './support/browser-entry.js';
import { goodTree } from './support/good-tree.js';

const test = suite('validation in a browser');

/** A page whose addresses are answered here; no request leaves the machine. */
const site = 'http://tree.test';
const damages = 20;

async function serve(page: Page): Promise<void> {
  const { code } = await bundleForBrowser(
    "import { findingsOf } from './test/validate/support/browser-entry.js'; Object.assign(globalThis, { findingsOf });",
  );
  const answers = new Map<string, [type: string, body: string | Buffer]>([
    ['/', ['text/html', '<!doctype html><script type="module" src="/bundle.js"></script>']],
    ['/bundle.js', ['text/javascript', code]],
    ['/kernels.wasm', ['application/wasm', checkoutFile('dist/kernels.wasm')]],
    ['/draco_decoder.wasm', ['application/wasm', checkoutFile('node_modules/draco3d/draco_decoder.wasm')]],
  ]);
  await page.route('**/*', (route) => {
    const [contentType, body] = answers.get(new URL(route.request().url()).pathname) ?? [];
    return contentType === undefined || body === undefined
      ? route.fulfill({ status: 404 })
      : route.fulfill({ contentType, body });
  });
  await page.goto(`${site}/`);
  await page.waitForFunction('globalThis.findingsOf !== undefined');
}

/** Returns the findings of a tree of which the page has the good one, and here is what differs. */
function findingsInPage(page: Page, changed: Readonly<Record<string, string | null>>, depth: string) {
  return page.evaluate(
    async ([difference, wanted]) => {
      const all = globalThis as unknown as {
        good?: Map<string, Uint8Array>;
        findingsOf(files: Map<string, Uint8Array>, depth: string): Promise<unknown>;
      };
      const files = new Map(all.good ?? []);
      for (const [path, text] of Object.entries(difference)) {
        if (text === null) files.delete(path);
        else
          files.set(
            path,
            Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)),
          );
      }
      all.good ??= files;
      return all.findingsOf(files, wanted);
    },
    [changed, depth] as const,
  );
}

/** Returns the files of a tree that another has not, in base64; null for those that only the other has. */
function difference(tree: ReadonlyMap<string, Uint8Array>, from: ReadonlyMap<string, Uint8Array>) {
  const changed: Record<string, string | null> = {};
  for (const [path, bytes] of tree)
    if (from.get(path) !== bytes) changed[path] = Buffer.from(bytes).toString('base64');
  for (const path of from.keys()) if (!tree.has(path)) changed[path] = null;
  return changed;
}

testInBrowser(test, 'finds what it finds in Node.js, at every depth', async () => {
  const good = await goodTree();
  const plain = mutations.filter(({ only, options }) => only !== 'portal' && options === undefined);
  const step = Math.floor(plain.length / damages);
  await withBrowserPage(async (page) => {
    await serve(page);
    await findingsInPage(page, difference(good, new Map()), 'headers');
    let count = 0;
    for (const { what, change } of [
      { what: 'nothing', change: () => {} },
      ...plain.filter((_, index) => index % step === 0),
    ]) {
      const tree = new Map(good);
      change(tree);
      for (const depth of depths) {
        const here = await findingsOf(tree, depth);
        const there = await findingsInPage(page, difference(tree, good), depth);
        assert.equal(there, JSON.parse(JSON.stringify(here)), `${what}, ${depth}`);
        count += here.findings.length;
      }
    }
    assert.ok(count > damages);
  });
});

test.run();
