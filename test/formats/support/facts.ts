import { type CryoetError, FormatError } from '../../../src/base/errors.js';

/** Message and facts of the FormatError that `action` throws; fails when it throws none. */
export function formatErrorOf(action: () => unknown): CryoetError['facts'] & { readonly message: string } {
  try {
    action();
  } catch (error) {
    if (error instanceof FormatError) return { message: error.message, ...error.facts };
    throw error;
  }
  throw new Error('expected a FormatError, but nothing was thrown');
}
