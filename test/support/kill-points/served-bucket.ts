import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CopyObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { dataServer, isAllOnServer } from '../object-store/data-server.js';
import { openLightClient } from '../object-store/light-client.js';
import { openObjectStore, type ServerProgram } from '../object-store/object-store.js';
import { serverTarget } from '../object-store/target.js';
import { KillProxy } from './kill-proxy.js';
import { openMemoryBucket } from './memory-bucket.js';
import { inBucket, onDisk, type Place } from './places.js';
import { readPublished } from './read-published.js';

/** ETags by key. */
type Listing = ReadonlyMap<string, string>;

const prefix = 'out';
const atOnce = 16;

/** Places that work can be ended in: a directory, and a bucket, in memory or of a real server if all tests ask that. */
export async function openPlaces(
  directory: string,
): Promise<{ readonly places: readonly Place[]; close(): Promise<void> }> {
  const out = join(directory, 'out');
  await mkdir(out);
  if (isAllOnServer) {
    const { place, close } = await openServedBucket(dataServer, directory);
    return { places: [onDisk(out), place], close };
  }
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
  const bucket = await openMemoryBucket();
  return { places: [onDisk(out), inBucket(bucket, directory)], close: () => bucket.close() };
}

/**
 * A bucket of a real server, whose changes are requests; below `directory` is a copy of it. What is kept are copies of objects in
 * a bucket beside it: unlike the times of objects, their ETags, checksums and metadata are as they were when they come back.
 */
async function openServedBucket(
  program: ServerProgram,
  directory: string,
): Promise<{ readonly place: Place; close(): Promise<void> }> {
  const store = await openObjectStore(program);
  const { client, endpoint } = store;
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = process.env;
  const light = openLightClient({ endpoint, accessKeyId, secretAccessKey });
  const [bucket, copies] = [await store.createBucket(), await store.createBucket()];
  const remove = (key: string) => light.ask('DELETE', `${bucket}/${key}`);
  const proxy = await KillProxy.start(serverTarget(endpoint, client), remove);
  const limit = pLimit(atOnce);
  const each = async <Item>(items: Iterable<Item>, work: (item: Item) => Promise<unknown>) => {
    await Promise.all([...items].map((item) => limit(work, item)));
  };

  let last: { readonly listing: Listing; readonly passed: number } | null = null;
  /** What is there; asked again only if something may have changed. */
  const list = async (): Promise<Listing> => {
    await proxy.untilIdle();
    if (last?.passed === proxy.passed) return last.listing;
    const listing = new Map<string, string>();
    let token: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, ...(token && { ContinuationToken: token }) }),
      );
      for (const { Key = '', ETag = '' } of page.Contents ?? []) listing.set(Key, ETag.replaceAll('"', ''));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    last = { listing, passed: proxy.passed };
    return listing;
  };

  const copied = new Set<string>();
  const copyOf = (key: string, etag: string) => `${etag}/${key}`;
  const copy = async (from: string, to: [bucket: string, key: string], etag: string) => {
    const [Bucket, Key] = to;
    const CopySource = from.split('/').map(encodeURIComponent).join('/');
    const { CopyObjectResult: result } = await client.send(
      new CopyObjectCommand({ Bucket, Key, CopySource, CopySourceIfMatch: etag }),
    );
    if (result?.ETag?.replaceAll('"', '') !== etag) throw new Error(`the copy of ${from} is not as it was`);
  };
  const restore = async (kept: Listing) => {
    const found = await list();
    last = null;
    await each(found.keys(), async (key) => kept.has(key) || (await remove(key)));
    await each(kept, async ([key, etag]) => {
      if (found.get(key) !== etag) await copy(`${copies}/${copyOf(key, etag)}`, [bucket, key], etag);
    });
  };

  const top = join(directory, 'copy');
  const local = new Map<string, string>();
  const pathOf = (key: string) => join(top, key.replace(`${prefix}/`, ''));
  const updateCopy = async () => {
    const listing = await list();
    for (const key of [...local.keys()].filter((each) => !listing.has(each))) {
      await rm(pathOf(key));
      local.delete(key);
      await removeEmpty(dirname(pathOf(key)), top);
    }
    await mkdir(top, { recursive: true });
    await each(listing, async ([key, etag]) => {
      if (local.get(key) === etag) return;
      const { body } = await light.ask('GET', `${bucket}/${key}`);
      await mkdir(dirname(pathOf(key)), { recursive: true });
      await writeFile(pathOf(key), body);
      local.set(key, etag);
    });
    return top;
  };

  const place: Place = {
    options: { endpointUrl: proxy.endpoint },
    output: `s3://${bucket}/${prefix}`,
    read: async () => readPublished(await updateCopy()),
    directory: updateCopy,
    async keep() {
      const kept = await list();
      await each(kept, async ([key, etag]) => {
        if (copied.has(copyOf(key, etag))) return;
        await copy(`${bucket}/${key}`, [copies, copyOf(key, etag)], etag);
        copied.add(copyOf(key, etag));
      });
      return () => restore(kept);
    },
    clear: () => restore(new Map()),
    async killedAt(point, work) {
      const kill = new AbortController();
      proxy.killAt(point, () => kill.abort());
      await work(kill.signal).catch((error) => {
        if (!kill.signal.aborted) throw error;
      });
      await proxy.untilIdle();
      const { changes } = proxy;
      proxy.killAt(Number.POSITIVE_INFINITY, () => {});
      return changes;
    },
  };
  return {
    place,
    async close() {
      light.close();
      await proxy.close();
      await store.close();
    },
  };
}

/** Removes a directory in which nothing is left, and those above it, up to `top`. */
async function removeEmpty(directory: string, top: string): Promise<void> {
  try {
    for (let each = directory; each !== top; each = dirname(each)) await rmdir(each);
  } catch {
    // There is something in it.
  }
}
