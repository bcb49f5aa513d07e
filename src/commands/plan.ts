import { Command } from 'clipanion';
import { planOptions } from '../options/index.js';
import { type PlanArguments, planLocations } from './plan/plan-arguments.js';
import { tableCommand } from './table-command.js';

/** `cryoet plan CONFIG INPUT`. */
export class PlanCommand extends tableCommand(planLocations, planOptions) {
  static override paths = [['plan']];

  static override usage = Command.Usage({
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
  });

  protected async run(given: PlanArguments): Promise<number> {
    const { runPlan } = await import('./plan/run-plan.js');
    return runPlan(given, this.context);
  }
}
