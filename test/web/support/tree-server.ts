import { createHash } from 'node:crypto';
import type { Page, Route } from 'playwright-core';
import { formatManifestLine } from '../../../src/formats/manifest.js';
import { compareCodePoints } from '../../../src/storage/keys.js';
import { ledgerPath, manifestPath } from '../../../src/tree/layout/own-files.js';
import { ledgerFormat, ledgerVersion } from '../../../src/tree/ledger.js';
import { MemoryStore } from '../../support/object-store/memory-store.js';

type Files = ReadonlyMap<string, Uint8Array>;

/** A tree in a bucket. */
export const bucketAddress = 'https://s3.trees.test/bucket/some/where';
/** The same tree on a server that lists nothing, with its manifest and the ledger of its run. */
export const plainAddress = 'https://files.trees.test/some/where';

const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'Range' };

/** Answers a page for both addresses. Returns a list that grows with its requests, such as `HEAD /some/where/file`. */
export async function serveTrees(page: Page, files: Files, run: string): Promise<string[]> {
  const requests: string[] = [];
  const store = new MemoryStore();
  for (const bucket of ['bucket', 'plain']) {
    const url = new URL(`http://store/${bucket}`);
    store.answer({ method: 'PUT', url, headers: {}, body: Buffer.alloc(0) });
    for (const [path, bytes] of files) store.put(bucket, `some/where/${path}`, Buffer.from(bytes));
  }
  for (const [path, text] of ownFiles(files, run))
    store.put('plain', `some/where/${path}`, Buffer.from(text));
  const answer = async (route: Route) => {
    const request = route.request();
    const url = new URL(request.url());
    const method = request.method();
    requests.push(`${method} ${url.pathname}${url.search}`);
    const isPlain = url.hostname.startsWith('files.');
    if (isPlain && url.search !== '') return route.fulfill({ status: 404, headers: cors });
    if (isPlain) url.pathname = `/plain${url.pathname}`;
    const asked = { method, url, headers: await request.allHeaders(), body: Buffer.alloc(0) };
    const { status, headers, body } = store.answer(asked);
    const plain = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    await route.fulfill({ status, headers: { ...Object.fromEntries(plain), ...cors }, body });
  };
  await page.route('https://*.trees.test/**', answer);
  return requests;
}

/** The manifest of a tree, and the ledger of one of its runs. */
function ownFiles(files: Files, run: string): [path: string, text: string][] {
  const paths = [...files.keys()].sort(compareCodePoints);
  const lines = paths.map((path) => {
    const hexadecimal = createHash('sha256')
      .update(files.get(path) ?? '')
      .digest('hex');
    return formatManifestLine({ path, digest: `sha256:${hexadecimal}` });
  });
  const own = paths.filter((path) => path.startsWith(`${run}/`));
  const entry = {
    item: run,
    made: 'sha256:0',
    files: own.map((path) => ({ path, bytes: files.get(path)?.length })),
  };
  const [dataset = '', name = ''] = run.split('/');
  return [
    [manifestPath('sha256'), lines.join('')],
    [
      ledgerPath({ kind: 'run', dataset, run: name }),
      `${JSON.stringify({ format: ledgerFormat, formatVersion: ledgerVersion })}\n${JSON.stringify(entry)}\n`,
    ],
  ];
}
