import { CryoetError, describeError, NotReachedError, StorageError } from '../../errors/index.js';
import { describeItem, type Item } from '../../sources/item.js';
import type { ItemError } from './events.js';

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
  if (!(error instanceof CryoetError) || error.facts.path === undefined || !ofFiles.has(error.tag))
    return null;
  const { path, line, column, offset, expected, found } = error.facts;
  return JSON.stringify([error.tag, error.message, path, line, column, offset, expected, found]);
}

function codeOf(error: unknown): string {
  if (!(error instanceof CryoetError)) return 'INTERNAL';
  if (error.facts.code !== undefined) return error.facts.code;
  const words = error instanceof StorageError ? `storage ${error.reason}` : error.tag;
  return words.replaceAll(/\W/g, '_').toUpperCase();
}
