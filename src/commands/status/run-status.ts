import type { BaseContext } from 'clipanion';
import { planStatus } from '../../api/plan-status.js';
import { formatStatus } from '../../report/index.js';
import type { StatusArguments } from './status-arguments.js';

/** Shows how far the parts of a plan are; returns the exit status. */
export async function runStatus(
  { plan, output, format, ...options }: StatusArguments,
  { stdout }: BaseContext,
): Promise<number> {
  const status = await planStatus({ plan, options, ...(output === undefined ? {} : { output }) });
  stdout.write(format === 'json' ? `${JSON.stringify(status, null, 2)}\n` : formatStatus(status));
  return status.failedRuns.length > 0 ? 1 : 0;
}
