import { readFile } from 'node:fs/promises';
import { type CryoetError, type ErrorFacts, StorageError } from '../errors/index.js';
import { explain } from '../storage/index.js';

/**
 * The bytes of a local file that a call names. Fails with the error that `toError` makes of the reason, in the words of storage
 * errors: `no such file or directory`.
 */
export async function readNamedFile(
  path: string,
  toError: (reason: string, facts: ErrorFacts) => CryoetError,
): Promise<Uint8Array> {
  try {
    return await explain(path, () => readFile(path));
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    throw toError(cause.message, { ...cause.facts, path, cause });
  }
}
