import { type AddressInfo, connect, createServer } from 'node:net';
import { PutBucketCorsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { validate } from '../../src/api/validate.js';
import { type Depth, depths } from '../../src/validate/report.js';
import { hasBrowser } from '../support/browser.js';
import { usualServer } from '../support/object-store/data-server.js';
import type { ObjectStore } from '../support/object-store/object-store.js';
import { objectStoreSuite } from '../support/object-store/object-store-suite.js';
import { mutations } from '../validate/mutations/index.js';
import { run } from '../validate/support/good-metadata.js';
import { goodTree } from '../validate/support/good-tree.js';
import { findingsAt, findingsOf } from './support/page-findings.js';
import { plainAddress, serveTrees } from './support/tree-server.js';
import { withWebPage } from './support/web-page.js';

/** A campaign on a real store: long tests look at the page on one in memory (check.test.ts). */
const isCampaign = process.env.CRYOET_TEST_STORE === 'server';
const damages = ['a chunk of another mask', 'raw tilts in UTF-16', 'a flipped voxel in the MRC'];

/** Counts the bytes that a server sends. */
async function countBytes(endpoint: string) {
  const { hostname, port } = new URL(endpoint);
  let bytes = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    upstream.on('data', ({ length }) => {
      bytes += length;
    });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = bytes;
      bytes = 0;
      return taken;
    },
    close: () => server.close(),
  };
}

async function publicTree(store: ObjectStore, files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const Bucket = await store.createBucket(true);
  const rule = { AllowedOrigins: ['*'], AllowedMethods: ['GET', 'HEAD'], AllowedHeaders: ['*'] };
  const CORSConfiguration = { CORSRules: [{ ...rule, ExposeHeaders: ['*'] }] };
  await store.client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }));
  for (const [path, Body] of files)
    await store.client.send(new PutObjectCommand({ Bucket, Key: `some/where/${path}`, Body }));
  return Bucket;
}

async function open(page: Page, address: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Address of a tree' }).fill(address);
  await page.getByRole('button', { name: 'Open the address of a tree' }).click();
  await page.getByRole('heading', { name: address }).waitFor();
}

objectStoreSuite('check of a public bucket in a browser', usualServer, (test) => {
  if (!isCampaign || !hasBrowser) return;
  test('finds what the command finds, in no more bytes', async (store) => {
    const files = new Map(await goodTree());
    for (const { what, change } of mutations) if (damages.includes(what)) change(files);
    const bucket = await publicTree(store, files);
    const { endpoint, take, close } = await countBytes(store.endpoint);
    try {
      const expected = new Map<Depth, { readonly findings: unknown; readonly bytes: number }>();
      for (const depth of depths) {
        take();
        const place = { endpointUrl: endpoint, noSignRequest: true };
        const report = await validate(`s3://${bucket}/some/where`, { ...place, depth, config: null });
        expected.set(depth, { findings: findingsOf(report), bytes: take() });
      }
      await withWebPage(async ({ page }) => {
        const address = `${endpoint}/${bucket}/some/where`;
        for (const [depth, { findings, bytes }] of expected) {
          await page.reload();
          take();
          await open(page, address);
          assert.equal(await findingsAt(page, depth), findings, depth);
          const own = take();
          assert.ok(own <= bytes, `${depth}: ${own} bytes on the page, ${bytes} by the command`);
        }
        // A server of files lists nothing: the page has its manifest.
        await serveTrees(page, files, run);
        for (const [depth, { findings }] of expected) {
          await page.reload();
          await open(page, plainAddress);
          assert.equal(await findingsAt(page, depth), findings, `${depth}, with a manifest`);
        }
      });
    } finally {
      close();
    }
  });
});
