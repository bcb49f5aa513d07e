import { CryoetError, NotReachedError } from '../../base/errors.js';
import type { Issue } from '../../base/issue.js';
import { describeError } from '../../base/messages.js';
import { describeItem, type Item } from '../../deposition/item.js';
import { codeOf } from '../../deposition/source-rules/reading.js';
import { Contradiction } from '../../deposition/source-rules/rule.js';
import type { ItemError, ItemRecord } from './events.js';

/** Number of causes that are remembered. With more, deduplication no longer helps the reader. */
const mostCauses = 10_000;

/** The failures of files, so that one cause is reported once, however many items need the file. */
export class Failures {
  readonly #items = new Map<string, string>();

  /** Returns the error itself the first time, and later a NotReachedError that names the item that failed first. */
  firstOf(error: unknown, item: Item): unknown {
    const cause = error instanceof NotReachedError ? null : causeOf(error);
    if (cause === null) return error;
    const first = this.#items.get(cause);
    if (first !== undefined)
      return new NotReachedError(`${first} failed for the same file`, { cause: error });
    if (this.#items.size < mostCauses) this.#items.set(cause, describeItem(item));
    return error;
  }
}

/** Describes the failure of an item for the report. */
export function describeFailure(error: unknown, item: Item): ItemError {
  const message = describeError(error);
  const facts = error instanceof CryoetError ? error.facts : {};
  const { path = null, expected = null, found = null, hint = null } = facts;
  return {
    tag: error instanceof CryoetError ? error.tag : 'internal',
    code: codeOf(error),
    message: facts.entity === undefined ? `${describeItem(item)}: ${message}` : message,
    ...{ path, expected, found, hint },
  };
}

/** Returns what failed or ended the ingest, so that an item was not made; null if the item itself failed. */
export function reasonNotReached(error: unknown): string | null {
  return error instanceof NotReachedError ? error.because : null;
}

/** Classes of errors about files. */
const ofFiles: ReadonlySet<string> = new Set(['format', 'unsupported', 'storage']);

/** Returns an id of a fault of a file that does not depend on the item; null for other errors. */
function causeOf(error: unknown): string | null {
  if (!(error instanceof CryoetError) || error.facts.path === undefined) return null;
  if (!ofFiles.has(error.tag) && !(error instanceof Contradiction)) return null;
  const { path, line, column, offset, expected, found } = error.facts;
  return JSON.stringify([error.tag, error.message, path, line, column, offset, expected, found]);
}

/** Returns the issues of an item: the errors it failed for, and warnings. */
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
