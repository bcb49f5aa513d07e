import { CryoetError, NotReachedError } from '../../base/errors.js';
import type { Issue } from '../../base/issue.js';
import { describeError } from '../../base/messages.js';
import { Contradiction } from '../../deposition/contradiction.js';
import { describeItem, type Item } from '../../deposition/item.js';
import { codeOf } from '../../deposition/source-rules/reading.js';
import type { ItemError, ItemRecord } from './events.js';

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

/** What the report says of why an item failed. */
export function describeFailure(error: unknown, item: Item): ItemError {
  const message = describeError(error);
  const facts = error instanceof CryoetError ? error.facts : {};
  return {
    tag: error instanceof CryoetError ? error.tag : 'internal',
    code: codeOf(error),
    message: facts.entity === undefined ? `${describeItem(item)}: ${message}` : message,
    path: facts.path ?? null,
    expected: facts.expected ?? null,
    found: facts.found ?? null,
    hint: facts.hint ?? null,
  };
}

/** What failed, or ended the ingest, so that an item was not made; null where the item itself failed. */
export function reasonNotReached(error: unknown): string | null {
  return error instanceof NotReachedError ? error.because : null;
}

/** Classes of errors that say what is wrong with a file. */
const ofFiles: ReadonlySet<string> = new Set(['format', 'unsupported', 'storage']);

/** What is wrong with a file, as one text, whatever item it was met for; null for other errors. */
function causeOf(error: unknown): string | null {
  if (!(error instanceof CryoetError) || error.facts.path === undefined) return null;
  if (!ofFiles.has(error.tag) && !(error instanceof Contradiction)) return null;
  const { path, line, column, offset, expected, found } = error.facts;
  return JSON.stringify([error.tag, error.message, path, line, column, offset, expected, found]);
}

/** What is wrong with an item, as issues: that for which it fails, and what was let pass. */
export function issuesOf(
  warnings: readonly Issue[],
  failure: { readonly error: unknown } | null,
  item: Item,
  sources: ItemRecord['sources'],
): Pick<ItemRecord, 'issues'> {
  const issues = [...(failure === null ? [] : errorsOf(failure.error, item, sources)), ...warnings];
  return issues.length === 0 ? {} : { issues };
}

function errorsOf(error: unknown, item: Item, sources: ItemRecord['sources']): readonly Issue[] {
  if (error instanceof Contradiction) return error.issues;
  const { cause: _, ...facts } = error instanceof CryoetError ? error.facts : {};
  const message = error instanceof Error ? error.message : String(error);
  const path = sources[0]?.path ?? item.entry?.location.file ?? '';
  return [{ path, entity: describeItem(item), ...facts, code: codeOf(error), severity: 'error', message }];
}
