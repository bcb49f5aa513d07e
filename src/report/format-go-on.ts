import type { IngestReport } from '../pipeline/index.js';

/** Why an ingest is not whole: items failed, somebody stopped it, or the first failure did. */
export type UnfinishedReason = 'failed' | 'interrupted' | 'fail-fast';

/** The last lines of an ingest that is not whole: ✖, why, and the command that goes on. `typed` are its arguments. */
export function formatGoOn(
  { failed, superseded }: IngestReport['summary'],
  reason: UnfinishedReason,
  typed: readonly string[],
): string {
  const counts = `${failed} failed ${failed === 1 ? 'item' : 'items'}`;
  const left = superseded > 0 ? `${superseded} superseded by another ingest` : '';
  const facts = [failed > 0 ? counts : '', left].filter((text) => text !== '').join(', ');
  const what = {
    failed: facts,
    interrupted: `interrupted${facts === '' ? '' : `, ${facts}`}`,
    'fail-fast': `stopped at the first failed item (--fail-fast)`,
  }[reason];
  if (typed.length === 0) return `✖ ${what}\n`;
  // Without --fail-fast the other items are done even if this one fails again.
  const rest = typed.filter((argument) => argument !== '--fail-fast');
  return `✖ ${what}; to go on:\n  cryoet ${rest.map(quote).join(' ')}\n`;
}

/** An argument as a POSIX shell takes it. */
function quote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
