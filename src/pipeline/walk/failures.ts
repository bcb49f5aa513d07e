import { NotReachedError } from '../../errors/index.js';
import { describeItem, type Item } from '../../sources/item.js';
import { causeOf } from './describe-failure.js';

/** What went wrong with files of an ingest, so that one cause is one failure however many items are made from the file. */
export interface Failures {
  /** The error itself the first time; a NotReachedError that names the item that failed for it at all others. */
  firstOf(error: unknown, item: Item): unknown;
}

/** Causes that are kept; of so many, telling the next ones apart helps nobody. */
const mostCauses = 10_000;

/** The failures of one ingest, none at first. */
export function createFailures(): Failures {
  const items = new Map<string, string>();
  return {
    firstOf(error, item) {
      const cause = causeOf(error);
      if (cause === null || error instanceof NotReachedError) return error;
      const first = items.get(cause);
      if (first !== undefined)
        return new NotReachedError(`${first} failed for the same file`, { cause: error });
      if (items.size < mostCauses) items.set(cause, describeItem(item));
      return error;
    },
  };
}
