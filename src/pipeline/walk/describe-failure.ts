import { CryoetError, describeError, NotReachedError } from '../../errors/index.js';
import type { Issue } from '../../issues/index.js';
import { Contradiction } from '../../sources/contradiction.js';
import { describeItem, type Item } from '../../sources/item.js';
import { codeOf } from '../../sources/rules/index.js';
import type { ItemError, ItemRecord } from './events.js';

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
export function causeOf(error: unknown): string | null {
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
