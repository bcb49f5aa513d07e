import { Readable } from 'node:stream';
import { StorageError } from '../../../errors/index.js';

/** All bytes of a response; a body of another length than expected is worth another attempt, never data. */
export async function drain(body: unknown, expected: number, location: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(expected);
  let size = 0;
  if (body instanceof Readable) {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      if (size + chunk.length <= expected) bytes.set(chunk, size);
      size += chunk.length;
    }
  }
  if (size === expected) return bytes;
  throw new StorageError('busy', 'a body of the wrong length', {
    path: location,
    expected: `${expected} bytes`,
    found: `${size} bytes`,
  });
}

/** Drops a response that is not wanted, so that its connection is free. */
export function discard(body: unknown): void {
  if (body instanceof Readable) body.destroy();
}
