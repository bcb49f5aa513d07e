import { CryoetError } from './cryoet-error.js';

/**
 * One line for one error: place, entity, what is wrong, expected and found.
 * Never throws, whatever was thrown.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof CryoetError)) return error instanceof Error ? error.message : String(error);
  const { path, entity, keyPath, expected, found } = error.facts;
  const place = [path === undefined ? undefined : `${path}${position(error)}`, entity, keyPath]
    .filter((part) => part !== undefined)
    .join(': ');
  const contrast = [
    expected === undefined ? undefined : `expected ${expected}`,
    found === undefined ? undefined : `found ${found}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
  return [place, error.message, contrast].filter((part) => part !== '').join(': ');
}

function position(error: CryoetError): string {
  const { line, column, offset } = error.facts;
  if (line !== undefined) return column === undefined ? `:${line}` : `:${line}:${column}`;
  return offset === undefined ? '' : ` at byte ${offset}`;
}
