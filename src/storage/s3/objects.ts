import { Readable } from 'node:stream';
import type {
  GetObjectCommandOutput,
  ListObjectsV2CommandInput,
  ListObjectsV2CommandOutput,
  S3,
  _Object as S3Object,
} from '@aws-sdk/client-s3';
import { defined, isSameBytes } from '../../base/collections.js';
import { nullIf, StorageError } from '../../base/errors.js';
import { compareCodePoints } from '../keys.js';
import { type ObjectInfo, type SizedEntry, tooLarge, type Written } from '../storage.js';
import { checksumOf, encodeChecksum, hasChecksum, isMd5Tag, isTagOf, written } from './checksum.js';
import { isErrorDocument } from './create-client.js';
import { isNotFound } from './failed-requests.js';
import type { S3Connection } from './s3-connection.js';

/** Returns the facts of an object, optionally with its stored checksums; null if there is none of that key. */
export async function headObject(connection: S3Connection, key: string, withChecksums = false) {
  const ask = (client: S3, hasChecksums: boolean) =>
    client.headObject({ ...connection.object(key), ...(hasChecksums ? { ChecksumMode: 'ENABLED' } : {}) });
  const head = withChecksums
    ? connection.requestWithChecksum('HeadObject', key, ask)
    : connection.request('HeadObject', key, (client) => ask(client, false));
  return head.catch(nullIf(isNotFound));
}

/** Bytes up to which an object without a checksum is read a second time, to compare the two. */
const readTwiceBytes = 1024 * 1024;

/**
 * Reads a whole object and compares it with its stored checksum, else with its entity tag, else, if it is small, with a
 * second read: as long as its tag may be an MD5, and always if the options have `unchecked`. Fails with a StorageError
 * of reason `too-large` beyond `limit` bytes. With `etag`, fails if the object has another entity tag.
 */
export async function getObject(
  connection: S3Connection,
  key: string,
  limit: number,
  etag: string | null = null,
): Promise<Uint8Array> {
  const location = connection.location(key);
  return connection.requestWithChecksum('GetObject', key, async (client, mayHaveChecksum) => {
    const read = async (tag: string | null) => {
      const response = await client.getObject({
        ...connection.object(key),
        ...(tag === null ? {} : { IfMatch: tag }),
        ...(mayHaveChecksum ? { ChecksumMode: 'ENABLED' } : {}),
      });
      const size = response.ContentLength ?? 0;
      if (size > limit) {
        discard(response.Body);
        throw tooLarge(location, limit, `${size} bytes`);
      }
      return { response, bytes: await drain(response, size, location) };
    };
    const { response, bytes } = await read(etag);
    const { ETag } = response;
    if (bytes.length === 0 || hasChecksum(response)) return bytes;
    if (isTagOf(ETag, bytes)) {
      connection.hasMd5Tags = true;
      return bytes;
    }
    if (connection.hasMd5Tags && isMd5Tag(response)) {
      const facts = { path: location, expected: `MD5 ${ETag}`, found: 'other bytes' };
      throw new StorageError('busy', 'the bytes are not those of the entity tag', facts);
    }
    const { unchecked } = connection.options;
    const isUnsure = !connection.hasOtherTags && isMd5Tag(response);
    if (unchecked === undefined && !isUnsure) return bytes;
    if (bytes.length > readTwiceBytes) unchecked?.add(location);
    else if (!isSameBytes(bytes, (await read(ETag ?? null)).bytes)) {
      const facts = {
        path: location,
        expected: 'the same bytes twice',
        found: 'other bytes the second time',
      };
      throw new StorageError('busy', 'two reads differ', facts);
    } else if (isUnsure) connection.hasOtherTags = true;
    return bytes;
  });
}

/**
 * Reads the body of a response. Fails with a StorageError of reason `busy`, so that the request is repeated, if it has
 * not `expected` bytes, differs from its checksum, or is an error document or nothing in place of the object, which
 * has an entity tag.
 */
export async function drain(
  { Body: body, ETag: etag }: GetObjectCommandOutput,
  expected: number,
  location: string,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(expected);
  let size = 0;
  if (body instanceof Readable) {
    try {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        if (size + chunk.length <= expected) bytes.set(chunk, size);
        size += chunk.length;
      }
    } catch (error) {
      throw asMismatch(error, location) ?? error;
    }
  }
  if (size !== expected) {
    throw new StorageError('busy', 'a body of the wrong length', {
      path: location,
      expected: `${expected} bytes`,
      found: `${size} bytes`,
    });
  }
  if (etag === undefined && (size === 0 || isErrorDocument(bytes))) {
    const [, code = size === 0 ? 'no bytes' : 'an error document'] =
      /<Code>(.*?)<\/Code>/.exec(Buffer.from(bytes).toString('utf8')) ?? [];
    throw new StorageError('busy', 'an error instead of the object', { path: location, found: code });
  }
  return bytes;
}

/** Discards the body of a response, so that its connection is free. */
export function discard(body: unknown): void {
  if (body instanceof Readable) body.destroy();
}

/** Converts the SDK's error of a checksum mismatch, which has no class but this message; null for others. */
function asMismatch(error: unknown, path: string): StorageError | null {
  if (!(error instanceof Error)) return null;
  const [, expected, found, header = ''] =
    /^Checksum mismatch: expected "(.*)" but received "(.*)" in response header "x-amz-checksum-(.*)"/.exec(
      error.message,
    ) ?? [];
  if (expected === undefined || found === undefined) return null;
  const algorithm = header.toUpperCase();
  return new StorageError('busy', 'checksum mismatch', {
    path,
    expected: `${algorithm} ${expected}`,
    found,
    cause: error,
  });
}

/** Yields every object below a directory, ascending by key, from pages of 1,000. */
export async function* listObjects(connection: S3Connection, directory: string): AsyncGenerator<ObjectInfo> {
  const start = connection.prefix === '' ? 0 : connection.prefix.length + 1;
  for await (const { Contents = [] } of pages(connection, directory)) {
    for (const content of Contents) {
      const { Key = '' } = content;
      // Consoles create such empty objects where a person made a "folder".
      if (!Key.endsWith('/')) yield { key: Key.slice(start), ...factsOf(content, content.Size) };
    }
  }
}

/** Returns what a response says of an object, whose size has a name of its own in each kind of response. */
export function factsOf({ LastModified, ETag }: Pick<S3Object, 'LastModified' | 'ETag'>, size = 0) {
  return { size, modified: LastModified?.getTime() ?? 0, ...written(ETag, null) };
}

/** Returns the keys of all objects below a directory, ascending. */
export async function keysBelow(connection: S3Connection, directory: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(connection, directory)) keys.push(key);
  return keys;
}

/** Returns entries directly below a directory, ascending; with `begin` those that begin so, with sizes. */
export async function listDirectory(connection: S3Connection, directory: string, begin?: string) {
  const start = prefixOf(connection, directory).length;
  const entries: SizedEntry[] = [];
  for await (const { Contents = [], CommonPrefixes = [] } of pages(connection, directory, '/', begin)) {
    for (const { Prefix = '' } of CommonPrefixes)
      entries.push({ name: Prefix.slice(start, -1), kind: 'directory' });
    for (const content of Contents) {
      const { Key = '' } = content;
      if (Key.length <= start || Key.endsWith('/')) continue;
      entries.push({
        name: Key.slice(start),
        kind: 'file',
        ...(begin === undefined ? {} : factsOf(content, content.Size)),
      });
    }
  }
  return entries.sort((a, b) => compareCodePoints(a.name, b.name));
}

export async function hasObjects(connection: S3Connection, directory: string): Promise<boolean> {
  const { KeyCount, Contents } = await listPage(connection, directory, '', { MaxKeys: 1 });
  return (KeyCount ?? Contents?.length ?? 0) > 0;
}

async function* pages(connection: S3Connection, directory: string, delimiter?: string, begin = '') {
  let token: string | undefined;
  do {
    const where = defined({ Delimiter: delimiter, ContinuationToken: token });
    const page: ListObjectsV2CommandOutput = await listPage(connection, directory, begin, where);
    yield page;
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

async function listPage(
  connection: S3Connection,
  directory: string,
  begin: string,
  more: Pick<ListObjectsV2CommandInput, 'MaxKeys' | 'Delimiter' | 'ContinuationToken'>,
): Promise<ListObjectsV2CommandOutput> {
  const Prefix = prefixOf(connection, directory) + begin;
  return connection.request('ListObjectsV2', directory, (client) =>
    client.listObjectsV2({ ...connection.fields, Prefix, ...more }),
  );
}

/** Returns how the keys below a directory begin in the bucket. */
export function prefixOf(connection: S3Connection, directory: string): string {
  const key = connection.objectKey(directory);
  return key === '' ? '' : `${key}/`;
}

/** Writes a whole object in one request. */
export async function putObject(connection: S3Connection, key: string, bytes: Uint8Array): Promise<Written> {
  const crc64 = checksumOf(bytes);
  const { ETag } = await connection.requestWithChecksum('PutObject', key, (client, hasChecksum) =>
    client.putObject({
      ...connection.newObject(key),
      Body: bytes,
      ContentLength: bytes.length,
      ...(hasChecksum ? { ChecksumCRC64NVME: encodeChecksum(crc64) } : {}),
    }),
  );
  return { bytes: bytes.length, ...written(ETag, crc64) };
}

const mostAtOnce = 1000;

/** Deletes one object; does nothing if there is none. */
export async function deleteObject(connection: S3Connection, key: string): Promise<void> {
  await connection.request('DeleteObject', key, (client) => client.deleteObject(connection.object(key)));
}

/** Deletes objects, those nearest to the root first: by them readers recognise an image. Errors name `directory`. */
export async function deleteObjects(
  connection: S3Connection,
  directory: string,
  unsorted: readonly string[],
): Promise<void> {
  const keys = [...unsorted].sort((a, b) => a.split('/').length - b.split('/').length);
  for (let start = 0; start < keys.length; start += mostAtOnce) {
    const Objects = keys.slice(start, start + mostAtOnce).map((key) => ({ Key: connection.objectKey(key) }));
    await connection.request('DeleteObjects', directory, async (client) => {
      const { Errors: [error] = [] } = await client.deleteObjects({
        ...connection.fields,
        Delete: { Objects, Quiet: true },
      });
      if (error === undefined) return;
      const isBusy = error.Code === 'InternalError' || error.Code === 'SlowDown';
      throw new StorageError(
        isBusy ? 'busy' : error.Code === 'AccessDenied' ? 'denied' : 'failed',
        'DeleteObjects: an object could not be deleted',
        { path: `s3://${connection.bucket}/${error.Key}`, found: `${error.Code} ${error.Message}` },
      );
    });
  }
}
