import * as assert from 'uvu/assert';
import { StorageError } from '../../../src/base/errors.js';

/** The StorageError that work fails with; an assertion fails when it does not. */
export async function rejection(work: () => Promise<unknown>): Promise<StorageError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof StorageError) return error;
    throw error;
  }
  assert.unreachable('nothing was refused');
  throw new Error('unreachable');
}
