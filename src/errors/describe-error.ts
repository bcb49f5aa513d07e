import { CryoetError, type ErrorFacts } from './cryoet-error.js';

/** One line for one error, its message with its facts behind it. Never throws, whatever was thrown. */
export function describeError(error: unknown): string {
  if (error instanceof CryoetError) return describeFacts(error.message, error.facts);
  return error instanceof Error ? error.message : String(error);
}

/** One line: place, entity, what is wrong, expected and found. */
export function describeFacts(message: string, facts: ErrorFacts): string {
  const { path, entity, keyPath, expected, found } = facts;
  const place = [path === undefined ? undefined : `${path}${position(facts)}`, entity, keyPath]
    .filter((part) => part !== undefined)
    .join(': ');
  const contrast = [
    expected === undefined ? undefined : `expected ${expected}`,
    found === undefined ? undefined : `found ${found}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
  return [place, message, contrast].filter((part) => part !== '').join(': ');
}

function position({ line, column, offset }: ErrorFacts): string {
  if (line !== undefined) return column === undefined ? `:${line}` : `:${line}:${column}`;
  return offset === undefined ? '' : ` at byte ${offset}`;
}
