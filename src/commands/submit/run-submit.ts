import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { BaseContext } from 'clipanion';
import { submission } from '../../api/submission.js';
import { countOf, StorageError, UsageError } from '../../errors/index.js';
import { submitEngines } from '../../options/index.js';
import type { SubmitArguments } from './submit-arguments.js';

/** Writes what an engine is given, and submits it to Slurm; returns the exit status. */
export async function runSubmit(given: SubmitArguments, context: BaseContext): Promise<number> {
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
  context.stdout.write(`${countOf(parts, 'part')}: ${file}\n`);
  if (engine === 'slurm') context.stdout.write(await submit(file, context.env));
  else context.stdout.write(`${next[engine](file)}\n`);
  return 0;
}

/** What is left to do. */
const next = {
  kubernetes: (file: string) => `submit it with: kubectl create -f ${file}`,
  'aws-batch': (file: string) =>
    `submit ${file} request by request: aws batch register-job-definition, submit-job for the parts, submit-job for the finish`,
} as const;

/** Runs the script that submits to Slurm; fails with a StorageError that says what sbatch said. */
async function submit(file: string, env: BaseContext['env']): Promise<string> {
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
