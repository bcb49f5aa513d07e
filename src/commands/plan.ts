import { setFlagsFromString } from 'node:v8';
import { printLines } from '../base/messages.js';
import { tableCommand, untilInterrupted } from './command.js';
import { planOptions } from './options/cluster-options.js';

export const PlanCommand = tableCommand({
  path: ['plan'],
  description: 'divide the runs of a deposition into parts',
  details: `
    Lists INPUT once, estimates the work of every run that CONFIG finds there, and divides the runs into parts of about
    the same work, for many machines. Each of them takes its part with \`cryoet ingest … --plan PLAN --part K/N\`.

    Exit status: 0 fine, 2 could not run.
  `,
  examples: [
    ['100 parts', 'cryoet plan deposition.yaml /data/deposited --parts 100 --output plan.jsonl'],
    [
      'As many parts as there must be for 4 hours each',
      'cryoet plan d.yaml s3://bucket/in --target-hours 4 --jobs 8 --output s3://bucket/plan.jsonl',
    ],
  ],
  arguments: { config: '<CONFIG>', input: '<INPUT>' },
  options: planOptions,
  async run({ config, input, ...options }, context) {
    const { stdout, stderr } = context;
    const { plan } = await import('../api/plan.js');
    const { formatParts } = await import('../report/cluster.js');
    // Without these the garbage of a listing grows to several times its size before V8 collects it.
    for (const setting of ['--heap-growing-percent=20', '--semi-space-growth-factor=1'])
      setFlagsFromString(setting);
    const { loads, text } = await untilInterrupted((signal) =>
      plan({
        config,
        input,
        options,
        signal,
        onWarning: (message) => stderr.write(printLines([`warning: ${message}`])),
      }),
    );
    if (options.output === undefined) stdout.write(text);
    else stdout.write(formatParts(loads, options.output));
    return 0;
  },
});
