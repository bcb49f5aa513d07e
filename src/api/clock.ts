import { UsageError } from '../errors/index.js';

/**
 * The clock that outputs are stamped with: the time now, or the fixed one of SOURCE_DATE_EPOCH (seconds).
 * Fails with a UsageError when that is not a whole number.
 */
export function createClock(environment: NodeJS.ProcessEnv): () => Date {
  const epoch = environment.SOURCE_DATE_EPOCH;
  if (epoch === undefined || epoch === '') return () => new Date();
  if (!/^\d{1,11}$/.test(epoch))
    throw new UsageError(`SOURCE_DATE_EPOCH is a number of seconds, not ${epoch}`);
  const fixed = new Date(Number(epoch) * 1000);
  return () => fixed;
}
