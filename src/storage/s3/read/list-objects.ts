import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { compareCodePoints } from '../../keys/index.js';
import type { ObjectInfo, SizedEntry } from '../../storage.js';
import { written } from '../checksum.js';
import type { S3Connection } from '../connection/index.js';

/** Every object below a directory, ascending by key, in one pass of 1,000 a page. */
export async function* listObjects(connection: S3Connection, directory: string): AsyncGenerator<ObjectInfo> {
  for await (const { Contents = [] } of pages(connection, directory)) {
    for (const { Key = '', Size = 0, LastModified, ETag } of Contents) {
      // Consoles put empty objects of such names where a person made a "folder".
      if (Key.endsWith('/')) continue;
      const facts = { size: Size, modified: LastModified?.getTime() ?? 0, ...written(ETag, null) };
      yield { key: relative(connection, Key), ...facts };
    }
  }
}

/** What lies directly below a directory, ascending by name; with `begin` only what is named so, and with its sizes. */
export async function listDirectory(
  connection: S3Connection,
  directory: string,
  begin?: string,
): Promise<SizedEntry[]> {
  const start = prefixOf(connection, directory).length;
  const entries: SizedEntry[] = [];
  for await (const { Contents = [], CommonPrefixes = [] } of pages(connection, directory, '/', begin)) {
    for (const { Prefix = '' } of CommonPrefixes)
      entries.push({ name: Prefix.slice(start, -1), kind: 'directory' });
    for (const { Key = '', Size } of Contents) {
      if (Key.length <= start || Key.endsWith('/')) continue;
      const size = begin === undefined || Size === undefined ? {} : { size: Size };
      entries.push({ name: Key.slice(start), kind: 'file', ...size });
    }
  }
  return entries.sort((a, b) => compareCodePoints(a.name, b.name));
}

/** Whether any object lies below a directory. */
export async function hasObjects(connection: S3Connection, directory: string): Promise<boolean> {
  const { KeyCount, Contents } = await listPage(connection, directory, { MaxKeys: 1 });
  return (KeyCount ?? Contents?.length ?? 0) > 0;
}

async function* pages(
  connection: S3Connection,
  directory: string,
  delimiter?: string,
  begin = '',
): AsyncGenerator<ListObjectsV2CommandOutput> {
  let token: string | undefined;
  do {
    const page = await listPage(connection, directory, {
      begin,
      ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    yield page;
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

async function listPage(
  connection: S3Connection,
  directory: string,
  {
    begin = '',
    ...rest
  }: {
    readonly begin?: string;
    readonly MaxKeys?: number;
    readonly Delimiter?: string;
    readonly ContinuationToken?: string;
  },
): Promise<ListObjectsV2CommandOutput> {
  return connection.request('ListObjectsV2', directory, (client) =>
    client.send(
      new ListObjectsV2Command({
        ...connection.fields,
        Bucket: connection.bucket,
        Prefix: prefixOf(connection, directory) + begin,
        ...rest,
      }),
    ),
  );
}

function prefixOf(connection: S3Connection, directory: string): string {
  const key = connection.objectKey(directory);
  return key === '' ? '' : `${key}/`;
}

function relative({ prefix }: S3Connection, key: string): string {
  return prefix === '' ? key : key.slice(prefix.length + 1);
}
