// Trees at an address: a bucket that answers ListObjectsV2 (Amazon S3 API), or any server of files with the manifest of
// the tree.

import pLimit from 'p-limit';
import { StorageError } from '../src/base/errors.js';
import { parseManifestLine } from '../src/formats/manifest.js';
import { child, childrenOf, parseXml, type XmlElement } from '../src/formats/xml.js';
import { manifestAlgorithms } from '../src/storage/digest-algorithm.js';
import { emptyStorage, missingFile, type ObjectInfo, type RandomReader } from '../src/storage/storage.js';
import { urlPath } from '../src/tree/layout/build-path.js';
import { type LedgerUnit, manifestPath } from '../src/tree/layout/own-files.js';
import { readLedger } from '../src/tree/ledger.js';
import { unitOfPath } from '../src/tree/units.js';
import type { Task } from './messages.js';
import type { FileSource } from './page-tree.js';

/** Requests at the same time. */
const requestsAtOnce = 8;
/** Milliseconds before each further attempt. */
const waits = [500, 1500, 4000];
/** Bytes that a server without ranges may send beside those of a range. */
const spareBytes = 4 * 2 ** 20;

/**
 * Lists the files at an address. Fails with a StorageError if it is neither a bucket that lists its objects nor a tree
 * with a manifest, or if the server does not let pages of other sites read it.
 */
export async function remoteSource(address: string, task: Task): Promise<FileSource> {
  const base = new URL(address, location.href);
  const { origin, pathname } = base;
  const folders = pathname.split('/').flatMap((name) => (name === '' ? [] : decodeURIComponent(name)));
  const addressOf = (path: string) => `${origin}/${urlPath([...folders, path].join('/'))}`;
  const listing = (await listBucket(origin, folders, task)) ?? (await listByManifest(address, addressOf));
  if (listing === null) {
    throw new StorageError('missing', 'the address does not list its files', {
      path: address,
      expected: 'a bucket that answers ListObjectsV2, or a tree with a manifest (cryoet ingest --manifest)',
      hint: 'the server must let pages of other sites read it (CORS)',
    });
  }
  const sizes = new Map(listing.map(({ key, size }) => [key, size]));
  return {
    name: address,
    isRemote: true,
    folders,
    listing,
    async open(path) {
      const size = sizes.get(path);
      if (size === undefined) throw new StorageError('missing', missingFile, { path: addressOf(path) });
      return rangeReader(addressOf(path), size);
    },
    fileOf: () => null,
    addressOf,
  };
}

/**
 * Lists what is below folders of a bucket; null if the server does not answer. The bucket is the first folder, or
 * part of the name of the server.
 */
async function listBucket(
  origin: string,
  folders: readonly string[],
  { signal, progress }: Task,
): Promise<ObjectInfo[] | null> {
  const [bucket, ...rest] = folders;
  const locations = [
    ...(bucket === undefined ? [] : [{ address: `${origin}/${urlPath(bucket)}`, inside: rest }]),
    { address: `${origin}/`, inside: folders },
  ];
  for (const { address, inside } of locations) {
    const prefix = inside.length === 0 ? '' : `${inside.join('/')}/`;
    const objects: ObjectInfo[] = [];
    let token: string | null = '';
    while (token !== null) {
      const query = new URLSearchParams({ 'list-type': '2', prefix });
      if (token !== '') query.set('continuation-token', token);
      const page = await listPage(`${address}?${query}`, token === '');
      if (page === null) break;
      objects.push(...objectsOf(page, prefix));
      progress({ done: objects.length, of: null, text: 'files listed' });
      signal.throwIfAborted();
      token = textOf(page, 'NextContinuationToken') || null;
    }
    if (token === null) return objects;
  }
  return null;
}

/**
 * Returns a page of a listing; null if the server does not answer the first one. Fails with a StorageError if it does
 * not answer a later one.
 */
async function listPage(address: string, isFirst: boolean): Promise<XmlElement | null> {
  // A server that does not answer other sites is none that lists.
  const response = isFirst ? await fetch(address).catch(() => null) : await request(address, {});
  const text = response?.ok ? await response.text() : '';
  if (text.slice(0, 500).includes('<ListBucketResult')) return parseXml(text, address);
  if (isFirst) return null;
  throw new StorageError('failed', 'the listing of the bucket is incomplete', {
    path: address,
    expected: 'the next page of the listing',
    found: `status ${response?.status}`,
  });
}

function objectsOf(page: XmlElement, prefix: string): ObjectInfo[] {
  return childrenOf(page, 'Contents').flatMap((object) => {
    const key = textOf(object, 'Key').slice(prefix.length);
    // Consoles create such empty objects where a person made a "folder".
    if (key === '' || key.endsWith('/')) return [];
    const modified = Date.parse(textOf(object, 'LastModified'));
    return [{ key, size: Number(textOf(object, 'Size')), modified: Number.isNaN(modified) ? 0 : modified }];
  });
}

const textOf = (element: XmlElement, name: string) => child(element, name)?.text ?? '';

/**
 * Lists a tree by its manifest; null if it has none. Ledgers know the sizes of files, the server those of all others.
 */
async function listByManifest(
  address: string,
  addressOf: (path: string) => string,
): Promise<ObjectInfo[] | null> {
  for (const algorithm of manifestAlgorithms) {
    const response = await fetch(addressOf(manifestPath(algorithm))).catch(() => null);
    if (response?.ok !== true) continue;
    const lines = (await response.text()).split(/\r?\n/);
    const paths = lines.flatMap((line) => parseManifestLine(line, algorithm)?.path ?? []);
    if (paths.length > 0) return withSizes(paths, address, addressOf);
  }
  return null;
}

async function withSizes(
  paths: readonly string[],
  address: string,
  addressOf: (path: string) => string,
): Promise<ObjectInfo[]> {
  const limit = pLimit(requestsAtOnce);
  const ledgers = { ...emptyStorage(address), get: (path: string) => wholeFile(addressOf(path)) };
  const units = new Map<string, LedgerUnit>();
  for (const path of paths) {
    const place = unitOfPath(path);
    const { kind, dataset, run, deposition } = place;
    if (kind === 'run' && dataset !== null && run !== null)
      units.set(place.directory, { kind, dataset, run });
    else if (kind === 'dataset' && dataset !== null) units.set(place.directory, { kind, dataset });
    else if (kind === 'deposition' && deposition !== null) units.set(place.directory, { kind, deposition });
  }
  const sizes = new Map<string, number>();
  const note = async (unit: LedgerUnit) => {
    const { entries } = await readLedger(ledgers, unit);
    for (const { path, bytes } of entries.flatMap(({ files }) => files))
      if (bytes !== null) sizes.set(path, bytes);
  };
  await Promise.all([...units.values()].map((unit) => limit(note, unit)));
  const sizeOf = async (key: string) => sizes.get(key) ?? (await limit(sizeByHead, addressOf(key)));
  const listed = await Promise.all(paths.map(async (key) => ({ key, size: await sizeOf(key), modified: 0 })));
  // A file that the manifest lists and the server lacks is missing from the tree.
  return listed.flatMap(({ size, ...info }) => (size === null ? [] : { ...info, size }));
}

/** Returns the size of a file in bytes; null if there is none. */
async function sizeByHead(address: string): Promise<number | null> {
  const response = await request(address, { method: 'HEAD' });
  return response.status === 404 ? null : Number(response.headers.get('Content-Length') ?? 0);
}

async function wholeFile(address: string): Promise<Uint8Array> {
  const response = await request(address, {});
  if (response.status === 404) throw new StorageError('missing', missingFile, { path: address });
  return new Uint8Array(await response.arrayBuffer());
}

function rangeReader(address: string, size: number): RandomReader {
  return {
    size,
    localPath: null,
    async read(offset, length) {
      const end = Math.min(offset + length, size);
      if (end <= offset) return new Uint8Array(0);
      const response = await request(address, { headers: { Range: `bytes=${offset}-${end - 1}` } });
      if (response.status === 404) throw new StorageError('missing', missingFile, { path: address });
      // A server without ranges answers with the whole file.
      if (response.status !== 206 && size - (end - offset) > spareBytes) {
        await response.body?.cancel();
        throw new StorageError('failed', 'the server sends whole files only', {
          path: address,
          expected: 'status 206, the part of the file that Range asks for',
          found: `status ${response.status}`,
        });
      }
      const bytes = new Uint8Array(await response.arrayBuffer());
      return response.status === 206 ? bytes : bytes.slice(offset, end);
    },
    close: async () => undefined,
  };
}

/** Asks a server, up to four times if it is busy. Fails with a StorageError unless it has or lacks the file. */
async function request(address: string, init: RequestInit): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(address, init).catch((cause: unknown) => String(cause));
    if (typeof response !== 'string' && (response.ok || response.status === 404)) return response;
    const isBusy = typeof response === 'string' || response.status === 429 || response.status >= 500;
    const wait = waits[attempt];
    if (!isBusy || wait === undefined) {
      throw new StorageError(isBusy ? 'busy' : 'denied', 'the server refuses the file', {
        path: address,
        found: typeof response === 'string' ? response : `status ${response.status}`,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
