import type { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { CryoetError, describeError } from '../errors/index.js';

/** One line and a hint; with `verbose` also where it came from. */
export function showError(error: unknown, stream: Writable, verbose: boolean): void {
  const lines = describeError(error).split('\n');
  for (const line of lines) stream.write(`error: ${line}\n`);
  if (error instanceof CryoetError && error.facts.hint !== undefined)
    stream.write(`  hint: ${error.facts.hint}\n`);
  if (verbose) stream.write(`${inspect(error)}\n`);
}
