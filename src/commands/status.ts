import { defined } from '../base/collections.js';
import { tableCommand } from './command.js';
import { statusCommandOptions } from './options/cluster-options.js';

export const StatusCommand = tableCommand({
  path: ['status'],
  description: 'show the progress of the parts of a plan',
  details: `
    Reads the ledgers and leases that parts leave in OUTPUT, which is where the part that began last writes to unless it is
    named. Parts are done, running, failed (some items of theirs), stopped (begun, and nobody is at them now) or waiting.

    Exit status: 0 fine, 1 some runs have failed items or some parts stopped, 2 could not run.
  `,
  examples: [
    ['How far they are', 'cryoet status plan.jsonl'],
    ['For programs', 'cryoet status s3://bucket/plan.jsonl s3://bucket/out --format json'],
  ],
  arguments: { plan: '<PLAN>', output: '[OUTPUT]' },
  options: statusCommandOptions,
  async run({ plan, output, format, ...options }, context) {
    const { stdout } = context;
    const { planStatus } = await import('../api/plan-status.js');
    const { formatStatus } = await import('../report/cluster.js');
    const status = await planStatus({ plan, options, ...defined({ output }) });
    stdout.write(format === 'json' ? `${JSON.stringify(status, null, 2)}\n` : formatStatus(status));
    const isStopped = status.parts.some((part) => part.status === 'stopped');
    return status.failedRuns.length > 0 || isStopped ? 1 : 0;
  },
});
