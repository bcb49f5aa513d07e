import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { compareCodePoints } from '../../../src/storage/keys.js';
import { openStorage } from '../../../src/storage/open-storage.js';
import { isOwnFile } from '../../../src/tree/layout/own-files.js';
import { type LightClient, openLightClient } from './light-client.js';
import { type MemoryStore, memoryStoreAt } from './memory-store.js';

const s3 = 's3://';
const atOnce = 8;

/** Copies every file of one location to another, which is made when it is missing; returns how many. */
export async function copyTree(from: string, to: string, endpointUrl: string): Promise<number> {
  const files = from.startsWith(s3) ? await filesOfBucket(from, endpointUrl) : await filesOfDirectory(from);
  if (to.startsWith(s3)) {
    await putAll(to, files, endpointUrl);
  } else {
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(to, path)), { recursive: true });
      await writeFile(join(to, path), bytes);
    }
  }
  return files.size;
}

/** The hash of every file of a tree in a bucket, by path, ascending, without the tool's own. */
export async function hashBucketTree(location: string, endpointUrl: string): Promise<Record<string, string>> {
  const files = await filesOfBucket(location, endpointUrl);
  const sorted = [...files].filter(([path]) => !isOwnFile(path)).sort(([a], [b]) => compareCodePoints(a, b));
  return Object.fromEntries(
    sorted.map(([path, bytes]) => [path, createHash('sha256').update(bytes).digest('hex')]),
  );
}

/** Makes objects below a location, by their keys in it. */
export async function putAll(
  location: string,
  files: ReadonlyMap<string, Uint8Array>,
  endpointUrl: string,
): Promise<void> {
  const store = memoryStoreAt(endpointUrl);
  const { bucket, prefix } = placeOf(location);
  if (store !== undefined) {
    for (const [path, bytes] of files) store.put(bucket, `${prefix}${path}`, Buffer.from(bytes));
    return;
  }
  const client = clientOf(endpointUrl);
  const limit = pLimit(atOnce);
  const put = ([path, bytes]: [string, Uint8Array]) =>
    limit(() => client.ask('PUT', `${bucket}/${prefix}${path}`, bytes));
  await Promise.all([...files].map(put));
  client.close();
}

/** Every object below a location, by its key in it. */
export async function filesOfBucket(location: string, endpointUrl: string): Promise<Map<string, Uint8Array>> {
  const store = memoryStoreAt(endpointUrl);
  if (store !== undefined) return filesOfStore(store, location);
  const storage = await openStorage(location, { endpointUrl });
  const client = clientOf(endpointUrl);
  const { bucket, prefix } = placeOf(location);
  const limit = pLimit(atOnce);
  const get = async (key: string) =>
    [key, (await client.ask('GET', `${bucket}/${prefix}${key}`)).body] as const;
  const files: Promise<readonly [string, Uint8Array]>[] = [];
  for await (const { key } of storage.list('')) files.push(limit(get, key));
  const found = new Map(await Promise.all(files));
  client.close();
  await storage.close();
  return found;
}

function clientOf(endpoint: string): LightClient {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = process.env;
  return openLightClient({ endpoint, accessKeyId, secretAccessKey });
}

function filesOfStore(store: MemoryStore, location: string): Map<string, Buffer> {
  const { bucket, prefix } = placeOf(location);
  const found = [...store.objectsOf(bucket)].filter(([key]) => key.startsWith(prefix));
  return new Map(found.map(([key, { bytes }]) => [key.slice(prefix.length), bytes]));
}

async function filesOfDirectory(directory: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(async (path) => [path.slice(directory.length + 1), await readFile(path)] as const);
  return new Map(await Promise.all(files));
}

/** Bucket, and what keys of a location begin with. */
function placeOf(location: string): { readonly bucket: string; readonly prefix: string } {
  const [bucket = '', ...rest] = location.slice(s3.length).split('/');
  const prefix = rest.join('/').replace(/\/+$/, '');
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}
