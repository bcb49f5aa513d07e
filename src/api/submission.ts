import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../base/errors.js';
import { packageFile, toolVersion } from '../base/package-file.js';
import { awsBatchRequests, mostBatchParts } from '../cluster/aws-batch.js';
import { type Job, memoryFor } from '../cluster/job.js';
import { configPath, kubernetesManifest, mostConfigBytes } from '../cluster/kubernetes.js';
import { checkPlan, type Plan } from '../cluster/plan.js';
import { slurmScript } from '../cluster/slurm.js';
import { passedOnOptions, type SubmitEngine, submitOptions } from '../commands/options/cluster-options.js';
import { storageOf } from '../commands/options/engine-options.js';
import { type OptionValues, resolveOptions, spellGiven } from '../commands/options/option.js';
import { digestConfig, readConfig } from './config.js';
import { readPlan } from './plan-files.js';

/** The options of a submission: those of `cryoet submit`. */
export type SubmissionOptions = Partial<OptionValues<typeof submitOptions>>;

/** What is to be run in parts, and where. */
export interface SubmissionRequest {
  readonly engine: SubmitEngine;
  /** A YAML file. */
  readonly config: string;
  readonly input: string;
  readonly output: string;
  readonly options?: SubmissionOptions;
  /** Variables of this process; `SOURCE_DATE_EPOCH` is passed on. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** What an engine is given. */
export interface Submission {
  /** A bash script for Slurm, else JSON. */
  readonly text: string;
  readonly parts: number;
  /** Directory that must be there before the jobs begin; null: none. */
  readonly logs: string | null;
}

/**
 * The script or manifest that has an ingest done in parts: an array of jobs, and the finish when all of them are over. Nothing is
 * submitted. Fails with a UsageError for options that are missing, and with what reading a plan fails with.
 *
 * @example
 * ```js
 * import { submission } from 'cryoet-ingest';
 *
 * const { text } = await submission({
 *   engine: 'slurm',
 *   config: 'deposition.yaml',
 *   input: 'deposited',
 *   output: 'published',
 *   options: { parts: 8 },
 * });
 * console.log(text.includes('#SBATCH --array=1-8')); // true
 * ```
 */
export async function submission(request: SubmissionRequest): Promise<Submission> {
  const options = await resolveOptions(submitOptions, request.options ?? {});
  const { engine, config, environment = process.env } = request;
  const { name = 'cryoet', plan, memory, jobs, grace, retries, hours = null } = options;
  const parts = await countParts(request, options);
  const isContained = engine !== 'slurm';
  const job: Job = {
    name,
    parts,
    ingest: [
      ...program(options.program, isContained),
      'ingest',
      engine === 'kubernetes' ? configPath : config,
      request.input,
      request.output,
      ...spellGiven(passedOnOptions, { ...options, memory: undefined }),
      ...['--jobs', String(jobs), '--memory', String(memory)],
    ],
    finish: options.report === undefined ? [] : ['--report', options.report],
    jobs,
    memory: memoryFor(memory),
    hours,
    grace,
    retries,
    environment: pick(environment, ['SOURCE_DATE_EPOCH']),
  };
  if (isContained && plan !== undefined && !/^s3:\/\//i.test(plan) && !plan.startsWith('/')) {
    throw new UsageError('containers cannot find a --plan with a relative path', {
      found: plan,
      hint: 'put the plan into a bucket',
    });
  }
  if (engine === 'slurm') {
    const logs = resolve(options.logs ?? `${name}-logs`);
    const directory = process.cwd();
    for (const path of [logs, directory]) refuseOdd(path);
    const { partition = null, account = null } = options;
    return { text: slurmScript(job, { logs, directory, partition, account }), parts, logs };
  }
  const image = required(options.image, '--image');
  if (engine === 'aws-batch') {
    if (parts > mostBatchParts)
      throw new UsageError(`AWS Batch takes arrays of ${mostBatchParts} jobs at most, not ${parts}`);
    const queue = required(options.queue, '--queue');
    return {
      text: json(awsBatchRequests(job, { queue, image, role: options.role ?? null })),
      parts,
      logs: null,
    };
  }
  const manifest = kubernetesManifest(job, {
    image,
    kubectlImage: options.kubectlImage ?? 'docker.io/alpine/k8s:1.31.0',
    namespace: options.namespace ?? 'default',
    serviceAccount: options.serviceAccount ?? null,
    secret: options.secret ?? null,
    config: await configText(config),
  });
  return { text: json(manifest), parts, logs: null };
}

type Options = OptionValues<typeof submitOptions>;

async function countParts({ config }: SubmissionRequest, options: Options): Promise<number> {
  const { plan: file, parts } = options;
  if (file === undefined) {
    if (parts === undefined) throw new UsageError('--parts N or --plan PLAN gives the number of parts');
    return parts;
  }
  const plan = await readPlan(file, storageOf(options));
  await checkPlanOf(plan, config, file);
  if (parts === undefined || parts === plan.parts) return plan.parts;
  throw new UsageError('--parts: the plan has a different number of parts', {
    expected: String(plan.parts),
    found: String(parts),
  });
}

/** The program that is running, where its files are the same on every node. */
function program(given: string | undefined, isContained: boolean): string[] {
  if (given !== undefined) return given.split(/\s+/).filter((word) => word !== '');
  return isContained ? ['cryoet'] : [process.execPath, fileURLToPath(packageFile('dist/bin/main.js'))];
}

function pick(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new UsageError(`${name} is missing: containers need it`);
  return value;
}

/** Slurm's directives have no way to write some characters. */
function refuseOdd(path: string): void {
  if (/["\\%\n]/.test(path))
    throw new UsageError(`Slurm does not accept a directory with ", \\ or %: ${path}`);
}

async function configText(file: string): Promise<string> {
  const bytes = await readFile(file);
  const text = new TextDecoder().decode(bytes);
  if (bytes.length <= mostConfigBytes && Buffer.from(text).equals(bytes)) return text;
  throw new UsageError('the configuration does not fit into a ConfigMap of Kubernetes', {
    path: file,
    expected: `UTF-8 text of at most ${mostConfigBytes} bytes`,
    found: `${bytes.length} bytes`,
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Fails with an IngestError where a plan is not of a configuration file and this version of the tool. */
async function checkPlanOf(plan: Plan, config: string, path: string): Promise<void> {
  const digest = await digestConfig(await readConfig(config));
  checkPlan(plan, { tool: toolVersion, config: digest }, path);
}
