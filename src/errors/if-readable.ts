import { CryoetError } from './cryoet-error.js';

/** What was read; null where that fails with a CryoetError, which is told by whoever needs it. Faults of the program are thrown. */
export async function ifReadable<Value>(reading: () => Promise<Value>): Promise<Value | null> {
  try {
    return await reading();
  } catch (error) {
    if (error instanceof CryoetError) return null;
    throw error;
  }
}
