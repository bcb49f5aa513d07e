import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { packageFile } from '../../../src/base/package-file.js';
import { contentType } from '../../../src/storage/content-type.js';
import { withBrowser } from '../../support/browser.js';
import { nodeImportsOf } from '../../support/browser-bundle.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';

interface WebBundle {
  bundleWeb(root: string, directory: string): Promise<Metafile>;
}

/** The page of web/ in a browser, and what went wrong on it so far. */
export interface WebPage {
  readonly page: Page;
  /** Errors of the console, breaches of the page's policy among them, and requests to other origins. */
  readonly complaints: readonly string[];
  /** Bytes, with gzip, that the page loads before a folder is opened. */
  readonly firstLoad: number;
}

/** Builds the page into a directory, without a viewer. */
export async function bundleWeb(...args: Parameters<WebBundle['bundleWeb']>): Promise<Metafile> {
  const bundle = (await import(packageFile('scripts/bundle-web.mjs').href)) as WebBundle;
  return bundle.bundleWeb(...args);
}

/** Builds the page, and serves it at a path of its own for `work`. */
export async function withServedPage(
  work: (served: { readonly address: string; readonly firstLoad: number }) => Promise<void>,
): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const { inputs, outputs } = await bundleWeb(fileURLToPath(packageFile('.')), directory);
    const own = Object.keys(inputs).filter((path) => /^(src|web)\//.test(path));
    assert.equal(nodeImportsOf(inputs, own), []);
    const firstLoad = await loadedFirst(directory, outputs);
    const { origin, close } = await serveFolder(directory, '/some/where');
    try {
      await work({ address: `${origin}/some/where/`, firstLoad });
    } finally {
      await close();
    }
  });
}

/** Builds the page and opens it in a browser; all of it is gone afterwards. */
export function withWebPage(work: (opened: WebPage) => Promise<void>): Promise<void> {
  return withServedPage(({ address, firstLoad }) =>
    withBrowser(async (browser) => {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('pageerror', ({ message }) => complaints.push(`exception: ${message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
      });
      page.on('request', (request) => {
        if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(address))
          complaints.push(`request: ${request.url()}`);
      });
      await page.goto(address);
      await work({ page, complaints, firstLoad });
    }),
  );
}

/** Returns the bytes, with gzip, of the page, its workers, and what they import at once. */
async function loadedFirst(directory: string, outputs: Metafile['outputs']): Promise<number> {
  const byName = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const names = new Set(['index.html', 'page.js', 'worker.js', 'service-worker.js']);
  for (const name of names) {
    const { imports = [] } = byName.get(name) ?? {};
    for (const { path, kind } of imports) if (kind === 'import-statement') names.add(basename(path));
  }
  let bytes = 0;
  for (const name of names) {
    // Imports of Node.js are in branches that no browser reaches.
    if (name === 'index.html' || byName.has(name))
      bytes += gzipSync(await readFile(join(directory, name))).length;
  }
  return bytes;
}

/** Serves the files of a folder below a path. Workers get the policy that the page states for itself. */
async function serveFolder(directory: string, below: string) {
  const html = await readFile(join(directory, 'index.html'), 'utf8');
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  const server = createServer(async (request, response) => {
    const path = decodeURI(request.url ?? '').slice(below.length + 1) || 'index.html';
    try {
      const bytes = await readFile(join(directory, path));
      response.writeHead(200, { 'Content-Type': contentType(path), 'Content-Security-Policy': policy });
      response.end(bytes);
    } catch {
      response.writeHead(404);
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
