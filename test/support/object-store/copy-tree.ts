import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { compareCodePoints } from '../../../src/storage/keys.js';
import { openStorage } from '../../../src/storage/open-storage.js';
import { isOwnFile } from '../../../src/tree/layout/own-files.js';
import { type MemoryStore, memoryStoreAt } from './memory-store.js';

const s3 = 's3://';

/** Copies every file of one location to another, which is made when it is missing; returns how many. */
export async function copyTree(from: string, to: string, endpointUrl: string): Promise<number> {
  const store = memoryStoreAt(endpointUrl);
  if (store === undefined) return copyThroughStorages(from, to, endpointUrl);
  const files = from.startsWith(s3) ? filesOfStore(store, from) : await filesOfDirectory(from);
  for (const [path, bytes] of files) {
    if (to.startsWith(s3)) {
      const { bucket, prefix } = placeOf(to);
      store.put(bucket, `${prefix}${path}`, bytes);
    } else {
      await mkdir(dirname(join(to, path)), { recursive: true });
      await writeFile(join(to, path), bytes);
    }
  }
  return files.size;
}

/** The hash of every file of a tree in a bucket, by path, ascending, without the tool's own. */
export async function hashBucketTree(location: string, endpointUrl: string): Promise<Record<string, string>> {
  const store = memoryStoreAt(endpointUrl);
  const files =
    store === undefined ? await filesOfServer(location, endpointUrl) : filesOfStore(store, location);
  const sorted = [...files].filter(([path]) => !isOwnFile(path)).sort(([a], [b]) => compareCodePoints(a, b));
  return Object.fromEntries(
    sorted.map(([path, bytes]) => [path, createHash('sha256').update(bytes).digest('hex')]),
  );
}

async function copyThroughStorages(from: string, to: string, endpointUrl: string): Promise<number> {
  const source = await openStorage(from, { endpointUrl });
  const target = await openStorage(to, { endpointUrl });
  const limit = pLimit(8);
  const copies: Promise<unknown>[] = [];
  for await (const { key } of source.list('')) copies.push(limit(() => target.copyFrom(source, key, key)));
  const { length: files } = await Promise.all(copies);
  await source.close();
  await target.close();
  return files;
}

async function filesOfServer(location: string, endpointUrl: string): Promise<Map<string, Uint8Array>> {
  const storage = await openStorage(location, { endpointUrl });
  const limit = pLimit(8);
  const files: Promise<[string, Uint8Array]>[] = [];
  for await (const { key } of storage.list('')) files.push(limit(async () => [key, await storage.get(key)]));
  const found = new Map(await Promise.all(files));
  await storage.close();
  return found;
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
