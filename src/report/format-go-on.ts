import { printable } from '../errors/index.js';
import type { IngestReport } from '../pipeline/index.js';
import { formatCounts } from './format-summary.js';

/**
 * The last lines of an ingest that is not whole: ✖, what is left and why, and the command that goes on. `typed` are the
 * arguments of the program; without them no command is named.
 */
export function formatGoOn(report: IngestReport, typed: readonly string[]): string {
  const { stopped } = report;
  const why = stopped === null ? 'not everything was done' : `stopped (${printable(stopped)})`;
  const facts = `✖ ${why}: ${formatCounts(report)}`;
  if (typed.length === 0) return `${facts}\n`;
  return `${facts}\nTo go on: cryoet ${typed.map(quote).join(' ')}\n`;
}

/** An argument as a POSIX shell takes it. */
function quote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
