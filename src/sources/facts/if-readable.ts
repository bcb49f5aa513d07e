import { CryoetError } from '../../errors/index.js';

/** What was read; null where that fails, which is told by whoever needs it. */
export async function ifReadable<Value>(reading: () => Promise<Value>): Promise<Value | null> {
  try {
    return await reading();
  } catch (error) {
    if (error instanceof CryoetError) return null;
    throw error;
  }
}
