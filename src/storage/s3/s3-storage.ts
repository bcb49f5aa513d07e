import type { ListMultipartUploadsCommandInput, MultipartUpload } from '@aws-sdk/client-s3';
import { undoing } from '../../base/closing.js';
import { nullIf, StorageError } from '../../base/errors.js';
import { bareStorage } from '../forwarding-storage.js';
import { assertSafeKey, joinKey, parentKey } from '../keys.js';
import { partialDirectoryMarker as marker, probeName } from '../partial-name.js';
import { copyThrough, missingFile, type Storage } from '../storage.js';
import { storedDigests } from './checksum.js';
import { statusOf } from './failed-requests.js';
import { abortUpload, copyObject, defaultPartBytes } from './multipart-upload.js';
import {
  deleteObject,
  deleteObjects,
  factsOf,
  getObject,
  hasObjects,
  headObject,
  keysBelow,
  listDirectory,
  listObjects,
  prefixOf,
  putObject,
} from './objects.js';
import { S3Connection } from './s3-connection.js';
import type { S3Options } from './s3-options.js';
import { openS3Reader } from './s3-reader.js';
import { createS3Writer, PartStore } from './s3-writer.js';
import { stageS3Directory } from './staged-directory.js';

/**
 * Opens the storage at `s3://bucket/prefix`. Fails with a StorageError that names it if the bucket name is invalid or
 * the check fails; without `check` no request is sent.
 */
export async function openS3Storage(
  location: string,
  options: S3Options & { readonly check?: 'source' | 'output' } = {},
): Promise<Storage> {
  const connection = await S3Connection.open(location, options);
  return undoing(connection, 'close', async () => {
    if (options.check === 'source' && !(await hasObjects(connection, '')))
      throw new StorageError('missing', 'no object with this prefix', { path: connection.location('') });
    if (options.check === 'output') await checkOutputBucket(connection);
    return new S3Storage(location, connection);
  });
}

/** Bytes of the longest key, and of names inside of a zarr or a precomputed directory. */
const longestKey = 1024;
const namesInside = 48;

class S3Storage implements Storage {
  readonly flat = true;
  readonly #parts: PartStore;

  constructor(
    readonly url: string,
    private readonly connection: S3Connection,
  ) {
    this.#parts = new PartStore(connection.options.stagingDirectory ?? null);
  }

  location(key: string): string {
    return this.connection.location(key);
  }

  async stat(key: string) {
    this.#check(key);
    if (key === '') return null;
    const facts = await headObject(this.connection, key);
    return facts && { key, ...factsOf(facts, facts.ContentLength) };
  }

  async storedDigests(key: string) {
    this.#checkFile(key);
    const facts = await headObject(this.connection, key, true);
    return facts === null ? [] : storedDigests(facts);
  }

  async kind(key: string) {
    this.#check(key);
    if (key === '') return 'directory';
    if ((await headObject(this.connection, key)) !== null) return 'file';
    return (await hasObjects(this.connection, key)) ? 'directory' : null;
  }

  async readDirectory(key: string, start?: string) {
    this.#check(key);
    return listDirectory(this.connection, key, start);
  }

  async *list(prefix: string) {
    this.#check(prefix);
    yield* listObjects(this.connection, prefix);
  }

  async get(key: string, limit = Number.POSITIVE_INFINITY, etag?: string) {
    this.#checkFile(key);
    return getObject(this.connection, key, limit, etag === undefined ? null : `"${etag}"`);
  }

  async open(key: string) {
    this.#checkFile(key);
    return openS3Reader(this.connection, key);
  }

  async put(key: string, bytes: Uint8Array) {
    this.#checkNew(key);
    return putObject(this.connection, key, bytes);
  }

  async createExclusive(key: string, bytes: Uint8Array) {
    this.#checkNew(key);
    return createObject(this.connection, key, bytes);
  }

  async createFile(key: string, size: number | null = null) {
    this.#checkNew(key);
    return createS3Writer(this.connection, key, this.#parts, size);
  }

  async stageDirectory(key: string, before?: readonly string[]) {
    this.#checkNew(key, namesInside);
    return stageS3Directory(this.connection, this.#parts, key, before);
  }

  async copyFrom(given: Storage, sourceKey: string, key: string) {
    this.#checkNew(key);
    const source = bareStorage(given);
    const facts = await given.stat(sourceKey);
    if (facts === null) throw new StorageError('missing', missingFile, { path: given.location(sourceKey) });
    if (source instanceof S3Storage) {
      const copied = await copyObject(source.connection, facts, this.connection, key);
      if (copied !== null) return copied;
    }
    if (facts.size > defaultPartBytes) {
      return copyThrough(given, sourceKey, await this.createFile(key, facts.size));
    }
    const bytes = await given.get(sourceKey);
    return { bytes: bytes.length, ...(await this.put(key, bytes)) };
  }

  async delete(key: string) {
    this.#checkFile(key);
    await deleteObject(this.connection, key);
  }

  async deleteDirectory(key: string) {
    this.#checkFile(key);
    const own = joinKey(key, marker);
    const keys = await keysBelow(this.connection, key);
    const isMarked = keys.length > 1;
    // A kill leaves an unfinished directory then, which the next ingest removes, not half of a whole one.
    if (isMarked) await putObject(this.connection, own, new Uint8Array(0));
    const inside = keys.filter((each) => !isMarked || each !== own);
    await deleteObjects(this.connection, key, inside);
    if (isMarked) await deleteObject(this.connection, own);
  }

  async removeLeftovers(key: string, age?: number, name = '', keys?: readonly string[]) {
    this.#check(key);
    const { connection } = this;
    if (age === undefined)
      return (await abortUploads(connection, key)) + (await deleteHalfMade(connection, key, keys));
    const start = prefixOf(connection, key);
    return abortUploads(connection, key, ({ Key = '', Initiated }) => {
      const path = Key.startsWith(start) ? Key.slice(start.length) : null;
      const isMeant = name === '' ? path?.includes('/') === false : path?.split('/')[0] === name;
      return isMeant && Initiated !== undefined && Date.now() - Initiated.getTime() >= age;
    });
  }

  async close() {
    await this.#parts.close();
    this.connection.close();
  }

  #check(key: string): void {
    if (key !== '') this.#checkFile(key);
  }

  #checkFile(key: string): void {
    assertSafeKey(key, this.location(key));
  }

  /** Fails with a StorageError if the keys of a new object, or of those in a new directory, are too long. */
  #checkNew(key: string, inside = 0): void {
    this.#checkFile(key);
    const bytes = Buffer.byteLength(this.connection.objectKey(key)) + inside;
    if (bytes <= longestKey) return;
    throw new StorageError('unsafe-name', 'the key is too long for an object store', {
      path: this.location(key),
      expected: `at most ${longestKey} bytes after the bucket`,
      found: `${bytes} bytes${inside === 0 ? '' : ', with those of the names inside'}`,
      hint: 'choose a shorter prefix for OUTPUT, or shorter names',
    });
  }
}

/** Fails with a StorageError unless an object can be created below the root and deleted again. */
async function checkOutputBucket(connection: S3Connection): Promise<void> {
  try {
    await putObject(connection, probeName, new Uint8Array(0));
    await deleteObject(connection, probeName);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new StorageError(error.reason, `cannot write here: ${error.message}`, {
      ...error.facts,
      path: connection.location(''),
    });
  }
}

/**
 * Creates a small object; returns false if the key exists. A server without conditional writes is asked first; then two
 * concurrent callers may both get true.
 */
export async function createObject(connection: S3Connection, key: string, bytes: Uint8Array) {
  const outcome = await connection.request('PutObject', key, async (client) => {
    try {
      await client.putObject({
        ...connection.newObject(key),
        Body: bytes,
        ContentLength: bytes.length,
        IfNoneMatch: '*',
      });
      return 'created';
    } catch (error) {
      const status = statusOf(error);
      // 409: another conditional write of the object is in progress.
      if (status === 412 || status === 409) return 'exists';
      if (status === 501 || status === 400) return 'unsupported';
      throw error;
    }
  });
  if (outcome !== 'unsupported') return outcome === 'created';
  if ((await headObject(connection, key)) !== null) return false;
  await putObject(connection, key, bytes);
  return true;
}

/** Deletes the unfinished directories below one; `known` are the keys below it, if they are known. */
async function deleteHalfMade(connection: S3Connection, directory: string, known?: readonly string[]) {
  const keys = known ?? (await keysBelow(connection, directory));
  const halfMade = keys.filter((key) => key.endsWith(`/${marker}`)).map(parentKey);
  for (const made of halfMade) {
    // The marker is deleted last, so that the directory stays marked after a second interruption.
    const inside = keys.filter((key) => key.startsWith(`${made}/`) && key !== `${made}/${marker}`);
    await deleteObjects(connection, made, inside);
    await deleteObjects(connection, made, [`${made}/${marker}`]);
  }
  return halfMade.length;
}

/**
 * Aborts the unwanted uploads below a directory; returns their number. If the user may not list them, or the provider
 * cannot, a lifecycle rule of the bucket has to expire them.
 */
async function abortUploads(
  connection: S3Connection,
  directory: string,
  isUnwanted: (upload: MultipartUpload) => boolean = () => true,
): Promise<number> {
  const prefix = prefixOf(connection, directory);
  const where = { ...connection.fields, ...(prefix === '' ? {} : { Prefix: prefix }) };
  let aborted = 0;
  let next: { KeyMarker?: string; UploadIdMarker?: string } | null = {};
  while (next !== null) {
    const asked: ListMultipartUploadsCommandInput = { ...where, ...next };
    const page = await connection
      .request('ListMultipartUploads', directory, (client) => client.listMultipartUploads(asked))
      .catch(nullIf((error) => error instanceof StorageError && error.reason !== 'busy'));
    if (page === null) return aborted;
    for (const { Key, UploadId } of (page.Uploads ?? []).filter(isUnwanted)) {
      if (Key === undefined || UploadId === undefined) continue;
      await abortUpload(connection, directory, { ...connection.fields, Key, UploadId });
      aborted++;
    }
    const { NextKeyMarker, NextUploadIdMarker } = page;
    next =
      page.IsTruncated && NextKeyMarker !== undefined
        ? { KeyMarker: NextKeyMarker, ...(NextUploadIdMarker && { UploadIdMarker: NextUploadIdMarker }) }
        : null;
  }
  return aborted;
}
