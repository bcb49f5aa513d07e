import { Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { StorageError } from '../../../errors/index.js';
import { isErrorDocument } from '../connection/index.js';

/**
 * All bytes of an answer. Fails with a StorageError, worth another attempt, when they are not as many as expected, differ
 * from their checksum, or are an error in place of the object.
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
  if (etag === undefined && isErrorDocument(bytes)) {
    const [, code = 'an error document'] =
      /<Code>(.*?)<\/Code>/.exec(Buffer.from(bytes).toString('utf8')) ?? [];
    throw new StorageError('busy', 'an error instead of the object', { path: location, found: code });
  }
  return bytes;
}

/** Drops a response that is not wanted, so that its connection is free. */
export function discard(body: unknown): void {
  if (body instanceof Readable) body.destroy();
}

/** What the SDK says of bytes that differ from the checksum that is stored with the object; null of other errors. */
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
