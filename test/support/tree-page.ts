import type { Page } from 'playwright-core';
import { withBrowserPage } from './browser.js';
import { bundleForBrowser, checkoutFile } from './browser-bundle.js';

type Files = ReadonlyMap<string, Uint8Array>;

/** A page whose addresses are answered here; no request leaves the machine. */
const site = 'http://tree.test';

/** Runs the function of a module of the tests in a page: on a good tree, and on what differs from it in another one. */
export interface TreePage {
  run(tree: Files, ...others: readonly unknown[]): Promise<unknown>;
}

/**
 * Opens a page with a good tree and the default export of a module of the tests, bundled for browsers, for `work`. The
 * function gets the good tree, the tree and what else is given.
 */
export function withTreePage(
  module: string,
  good: Files,
  work: (page: TreePage) => Promise<void>,
): Promise<void> {
  return withBrowserPage(async (page) => {
    await serve(page, module);
    await page.evaluate(keepGood, encoded(good, new Map()));
    await work({
      run: (tree, ...others) => page.evaluate(runInPage, [encoded(tree, good), others] as const),
    });
  });
}

async function serve(page: Page, module: string): Promise<void> {
  const { code } = await bundleForBrowser(
    `import work from './${module}'; Object.assign(globalThis, { work });`,
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
  await page.waitForFunction('globalThis.work !== undefined');
}

/** Files of a tree in base64; null for those that it lacks. */
type Encoded = Readonly<Record<string, string | null>>;

/** What the page keeps. */
interface Kept {
  decode(files: Encoded): Map<string, Uint8Array>;
  good: Map<string, Uint8Array>;
  work(good: Files, tree: Files, ...others: readonly unknown[]): Promise<unknown>;
}

function keepGood(files: Encoded): void {
  const kept = globalThis as unknown as Kept;
  kept.good = new Map();
  kept.decode = (changed) => {
    const tree = new Map(kept.good);
    for (const [path, text] of Object.entries(changed)) {
      if (text === null) tree.delete(path);
      else
        tree.set(
          path,
          Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)),
        );
    }
    return tree;
  };
  kept.good = kept.decode(files);
}

function runInPage([files, others]: readonly [Encoded, readonly unknown[]]): Promise<unknown> {
  const { work, good, decode } = globalThis as unknown as Kept;
  return work(good, decode(files), ...others);
}

/** Returns the files of a tree that another has not; null for those that only the other has. */
function encoded(tree: Files, from: Files): Encoded {
  const changed: Record<string, string | null> = {};
  for (const [path, bytes] of tree)
    if (from.get(path) !== bytes) changed[path] = Buffer.from(bytes).toString('base64');
  for (const path of from.keys()) if (!tree.has(path)) changed[path] = null;
  return changed;
}
