import { StorageError } from '../../errors/index.js';
import type { Digest } from '../algorithms/index.js';
import { copyThrough } from '../copy-through.js';
import { bareStorage } from '../forwarding-storage.js';
import { assertSafeKey } from '../keys/index.js';
import type {
  Copied,
  FileWriter,
  ObjectInfo,
  RandomReader,
  StagedDirectory,
  Storage,
  Written,
} from '../storage.js';
import { checkOutputBucket, checkSourceBucket } from './check-bucket.js';
import { storedDigests, written } from './checksum.js';
import { S3Connection } from './connection/index.js';
import { getObject, hasObjects, headObject, listDirectory, listObjects, openS3Reader } from './read/index.js';
import type { S3Options } from './s3-options.js';
import {
  abortOldUploads,
  copyObject,
  createObject,
  defaultPartBytes,
  deleteObject,
  deleteObjects,
  PartStore,
  putObject,
  removeS3Leftovers,
  S3Writer,
  stageS3Directory,
} from './write/index.js';

/**
 * The storage at `s3://bucket/prefix`. Fails with a StorageError that names it when it is no such name, or not fit
 * for what `check` says it is for; without `check` nothing is asked of the server yet.
 */
export async function openS3Storage(
  location: string,
  options: S3Options & { readonly check?: 'source' | 'output' } = {},
): Promise<Storage> {
  const connection = await S3Connection.open(location, options);
  try {
    if (options.check === 'source') await checkSourceBucket(connection);
    if (options.check === 'output') await checkOutputBucket(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
  return new S3Storage(location, connection);
}

class S3Storage implements Storage {
  readonly flat = true;
  readonly url: string;
  readonly #connection: S3Connection;
  readonly #parts: PartStore;

  constructor(url: string, connection: S3Connection) {
    this.url = url;
    this.#connection = connection;
    this.#parts = new PartStore(connection.stagingDirectory);
  }

  location(key: string): string {
    return this.#connection.location(key);
  }

  async stat(key: string): Promise<ObjectInfo | null> {
    this.#check(key);
    if (key === '') return null;
    const facts = await headObject(this.#connection, key);
    if (facts === null) return null;
    return {
      key,
      size: facts.ContentLength ?? 0,
      modified: facts.LastModified?.getTime() ?? 0,
      ...written(facts.ETag, null),
    };
  }

  async storedDigests(key: string): Promise<Digest[]> {
    this.#checkFile(key);
    const facts = await headObject(this.#connection, key, true);
    return facts === null ? [] : storedDigests(facts);
  }

  async kind(key: string) {
    this.#check(key);
    if (key === '') return 'directory';
    if ((await headObject(this.#connection, key)) !== null) return 'file';
    return (await hasObjects(this.#connection, key)) ? 'directory' : null;
  }

  async readDirectory(key: string, start?: string) {
    this.#check(key);
    return listDirectory(this.#connection, key, start);
  }

  async *list(prefix: string) {
    this.#check(prefix);
    yield* listObjects(this.#connection, prefix);
  }

  async get(key: string, limit = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    this.#checkFile(key);
    return getObject(this.#connection, key, limit);
  }

  async open(key: string): Promise<RandomReader> {
    this.#checkFile(key);
    return openS3Reader(this.#connection, key);
  }

  async put(key: string, bytes: Uint8Array): Promise<Written> {
    this.#checkFile(key);
    return putObject(this.#connection, key, bytes);
  }

  async createExclusive(key: string, bytes: Uint8Array): Promise<boolean> {
    this.#checkFile(key);
    return createObject(this.#connection, key, bytes);
  }

  async createFile(key: string, size: number | null = null): Promise<FileWriter> {
    this.#checkFile(key);
    return new S3Writer(this.#connection, key, this.#parts, size);
  }

  async stageDirectory(key: string): Promise<StagedDirectory> {
    this.#checkFile(key);
    return stageS3Directory(this.#connection, this.#parts, key);
  }

  async copyFrom(given: Storage, sourceKey: string, key: string): Promise<Copied> {
    this.#checkFile(key);
    const source = bareStorage(given);
    if (source instanceof S3Storage) {
      source.#checkFile(sourceKey);
      const copied = await copyObject(source.#connection, sourceKey, this.#connection, key);
      if (copied !== null) return copied;
    }
    const facts = await given.stat(sourceKey);
    if (facts === null)
      throw new StorageError('missing', 'no such file', { path: given.location(sourceKey) });
    if (facts.size > defaultPartBytes) {
      return copyThrough(given, sourceKey, await this.createFile(key, facts.size));
    }
    const bytes = await given.get(sourceKey);
    return { bytes: bytes.length, ...(await this.put(key, bytes)) };
  }

  async delete(key: string): Promise<void> {
    this.#checkFile(key);
    await deleteObject(this.#connection, key);
  }

  async deleteDirectory(key: string): Promise<void> {
    this.#checkFile(key);
    const keys: string[] = [];
    for await (const { key: below } of listObjects(this.#connection, key)) keys.push(below);
    await deleteObjects(this.#connection, key, keys);
  }

  async removeLeftovers(key: string, age?: number): Promise<number> {
    this.#check(key);
    return age === undefined
      ? removeS3Leftovers(this.#connection, key)
      : abortOldUploads(this.#connection, key, age);
  }

  async close(): Promise<void> {
    await this.#parts.close();
    this.#connection.close();
  }

  #check(key: string): void {
    if (key !== '') this.#checkFile(key);
  }

  #checkFile(key: string): void {
    assertSafeKey(key, this.location(key));
  }
}
