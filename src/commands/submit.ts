import { mkdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { BaseContext } from 'clipanion';
import { StorageError, UsageError } from '../base/errors.js';
import { countOf, printLines } from '../base/messages.js';
import { tableCommand } from './command.js';
import { submitEngines, submitOptions } from './options/cluster-options.js';

export const SubmitCommand = tableCommand({
  path: ['submit'],
  description: 'run an ingest in parts on a cluster',
  details: `
    ENGINE is slurm, aws-batch or kubernetes. Writes a script or manifest with an array of jobs, one a part, and the finish
    when all of them are over. Submits it to Slurm; says how to submit it to the others. The options of \`cryoet ingest\` are
    passed on to every part.

    Exit status: 0 fine, 2 could not run.
  `,
  examples: [
    [
      '100 parts on Slurm',
      'cryoet submit slurm deposition.yaml /data/in /data/out --plan plan.jsonl --jobs 8',
    ],
    [
      'See the manifest',
      'cryoet submit kubernetes d.yaml s3://in s3://out --parts 100 --image registry/cryoet:1 --dry-run',
    ],
  ],
  arguments: { engine: '<ENGINE>', config: '<CONFIG>', input: '<INPUT>', output: '<OUTPUT>' },
  options: submitOptions,
  async run(given, context) {
    const { submission } = await import('../api/submission.js');
    const { engine: asked, config, input, output, dryRun, script, ...options } = given;
    const engine = submitEngines.find((each) => each === asked);
    if (engine === undefined) throw new UsageError(`ENGINE is ${submitEngines.join(', ')}, not ${asked}`);
    const { text, parts, logs } = await submission({
      engine,
      config,
      input,
      output,
      options,
      environment: context.env,
    });
    if (dryRun) {
      context.stdout.write(text);
      return 0;
    }
    const file = script ?? `${options.name ?? 'cryoet'}-${engine}.${engine === 'slurm' ? 'sh' : 'json'}`;
    await writeFile(file, text);
    if (logs !== null) await mkdir(logs, { recursive: true });
    context.stdout.write(printLines([`${countOf(parts, 'part')}: ${file}`]));
    if (engine === 'slurm') {
      const { noteJob } = await import('../api/plan-status.js');
      const said = await submit(file, context.env);
      context.stdout.write(said);
      const [, job] = /^parts: +job (\d+)/.exec(said) ?? [];
      if (job !== undefined && options.plan !== undefined) await noteJob(options.plan, job);
    } else context.stdout.write(printLines([next[engine](file)]));
    return 0;
  },
});

/** Instructions for the engines that this command does not submit to. */
const next = {
  kubernetes: (file: string) => `submit it with: kubectl create -f ${file}`,
  'aws-batch': (file: string) =>
    `submit ${file} request by request: aws batch register-job-definition, submit-job for the parts, submit-job for the finish`,
} as const;

/** Runs the script that submits to Slurm. Fails with a StorageError with the message of sbatch. */
async function submit(file: string, env: BaseContext['env']): Promise<string> {
  // Loaded here: it takes other commands 3 ms.
  const { execFile } = await import('node:child_process');
  try {
    return (await promisify(execFile)('bash', [file], { env })).stdout;
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new StorageError('failed', 'Slurm does not take the jobs', {
      path: file,
      found: said || (cause instanceof Error ? cause.message : String(cause)),
      hint: 'see what it says, or run the script where sbatch is',
      cause,
    });
  }
}
