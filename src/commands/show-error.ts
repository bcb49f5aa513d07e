import type { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { ConfigErrors, CryoetError, describeError } from '../errors/index.js';

/** One line and a hint; with `verbose` also where it came from. */
export function showError(error: unknown, stream: Writable, verbose: boolean): void {
  const errors = error instanceof ConfigErrors ? error.errors : [error];
  for (const each of errors) stream.write(`error: ${describeError(each)}\n`);
  if (error instanceof CryoetError && error.facts.hint !== undefined)
    stream.write(`  hint: ${error.facts.hint}\n`);
  if (verbose) stream.write(`${trace(error)}\n`);
}

/** Where an error was raised, and those it comes from. */
function trace(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  const within = error instanceof AggregateError ? error.errors : [];
  const causes = error.cause === undefined ? within : [error.cause, ...within];
  return [error.stack ?? error.message, ...causes.map((cause) => `caused by ${trace(cause)}`)].join('\n');
}
