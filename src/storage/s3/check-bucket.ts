import { StorageError } from '../../errors/index.js';
import { probeName } from '../partial-name.js';
import type { S3Connection } from './connection/index.js';
import { hasObjects } from './read/index.js';
import { deleteObject, putObject } from './write/index.js';

/** Fails with a StorageError unless there are objects below the root that may be listed. */
export async function checkSourceBucket(connection: S3Connection): Promise<void> {
  if (await hasObjects(connection, '')) return;
  throw new StorageError('missing', 'no object with this prefix', { path: connection.location('') });
}

/** Fails with a StorageError unless an object can be made below the root and deleted again. */
export async function checkOutputBucket(connection: S3Connection): Promise<void> {
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
