import { posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../base/errors.js';
import { packageFile } from '../base/package-file.js';
import { toolVersion } from '../base/version.js';
import { awsBatchRequests, mostBatchParts } from '../cluster/aws-batch.js';
import { type Job, memoryFor } from '../cluster/job.js';
import {
  configPath,
  kubernetesManifest,
  mostConfigBytes,
  mostKubernetesParts,
} from '../cluster/kubernetes.js';
import { checkPlan } from '../cluster/plan.js';
import { slurmScript } from '../cluster/slurm.js';
import {
  claimOf,
  enginesOf,
  ownSubmitOptions,
  passedOnOptions,
  type SubmitEngine,
  submitOptions,
} from '../commands/options/cluster-options.js';
import { storageAmong } from '../commands/options/engine-options.js';
import { type OptionValues, optionName, resolveOptions, spellGiven } from '../commands/options/option.js';
import type { StorageOptions } from '../storage/open-storage.js';
import { readConfig } from './config.js';
import { isObject, readNamedFile } from './locations.js';
import { readPlan } from './plan-files.js';
import { planStatus } from './plan-status.js';

/** Options of a submission: those of `cryoet submit`. */
export type SubmissionOptions = Partial<OptionValues<typeof submitOptions>>;

/** An ingest to run in parts, and the engine to run it on. */
export interface SubmissionRequest {
  readonly engine: SubmitEngine;
  /** A YAML file. */
  readonly config: string;
  readonly input: string;
  readonly output: string;
  readonly options?: SubmissionOptions;
  /** Environment variables of this process. `SOURCE_DATE_EPOCH` is passed on. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** The script or manifest of a submission. */
export interface Submission {
  /** A bash script for Slurm, else JSON. */
  readonly text: string;
  readonly parts: number;
  /** Directory that must exist before the jobs begin; null if none is needed. */
  readonly logs: string | null;
}

/**
 * Returns the script or manifest that runs an ingest in parts: an array of jobs, and the finish after all of them.
 * Nothing is submitted. Fails with a UsageError for missing options, and as reading a plan does.
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
  const access = storageAmong(options);
  const { SOURCE_DATE_EPOCH: epoch } = environment;
  const { name = 'cryoet', memory, jobs, grace, retries, hours = null } = options;
  const isContained = engine !== 'slurm';
  refuseOtherEngines(engine, options);
  if (isContained) refuseUnreachable(request, options);
  const parts = await countParts(request, options, access);
  const tasks = options.again
    ? await partsLeft(request, options, access)
    : Array.from({ length: parts }, (_, index) => index + 1);
  if (hours !== null && hours * 3600 <= grace) {
    throw new UsageError('--grace leaves a part no time', {
      expected: `less than --hours, ${hours * 3600} s`,
      found: `${grace} s`,
    });
  }
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
    environment: epoch === undefined ? {} : { SOURCE_DATE_EPOCH: epoch },
  };
  if (engine === 'slurm') {
    const logs = resolve(options.logs ?? `${name}-logs`);
    const directory = process.cwd();
    const odd = [logs, directory].find((path) => /["\\%\n]/.test(path));
    if (odd !== undefined) throw new UsageError(`Slurm does not accept a directory with ", \\ or %: ${odd}`);
    const { partition = null, account = null } = options;
    return {
      text: slurmScript(job, { logs, directory, tasks, partition, account }),
      parts: tasks.length,
      logs,
    };
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
  if (parts > mostKubernetesParts)
    throw new UsageError(`Kubernetes takes jobs of ${mostKubernetesParts} parts at most, not ${parts}`);
  const manifest = kubernetesManifest(job, {
    image,
    kubectlImage: options.kubectlImage ?? 'docker.io/alpine/k8s:1.31.0',
    namespace: options.namespace ?? 'default',
    serviceAccount: options.serviceAccount ?? null,
    secret: options.secret ?? null,
    config: await configText(config, access),
    claims: options.claim.map((claim) => claimOf(claim)),
    parallelism: options.parallelism ?? parts,
    region: environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? null,
  });
  return { text: json(manifest), parts, logs: null };
}

type Options = OptionValues<typeof submitOptions>;

/** Fails with a UsageError for an option that the engine would ignore. */
function refuseOtherEngines(engine: SubmitEngine, options: Options): void {
  for (const [key, engines] of Object.entries(enginesOf) as [keyof typeof enginesOf, SubmitEngine[]][]) {
    const isGiven = [options[key] ?? []].flat().length > 0;
    if (!isGiven || engines.includes(engine)) continue;
    const name = optionName(key, ownSubmitOptions[key]);
    throw new UsageError(`${name} is for ${engines.join(' and ')}, not for ${engine}`);
  }
}

/**
 * Returns the number of parts, of the plan or the option. Fails with a UsageError if there is none or they differ,
 * and with an IngestError for a plan of another configuration or version of the tool.
 */
async function countParts({ config }: SubmissionRequest, options: Options, access: StorageOptions) {
  const { plan: file, parts } = options;
  if (file === undefined) {
    if (parts === undefined) throw new UsageError('--parts N or --plan PLAN gives the number of parts');
    return parts;
  }
  const plan = await readPlan(file, access);
  const { digest } = await readConfig(config, access);
  checkPlan(plan, { tool: toolVersion, config: digest }, file);
  if (parts === undefined || parts === plan.parts) return plan.parts;
  throw new UsageError('--parts: the plan has a different number of parts', {
    expected: String(plan.parts),
    found: String(parts),
  });
}

/**
 * Returns the parts of a plan that lack something, that nobody works on and that Slurm has no tasks of. Fails with a
 * UsageError if there are none, without a plan, and for engines whose arrays cannot leave out parts.
 */
async function partsLeft({ engine, output }: SubmissionRequest, { plan }: Options, access: StorageOptions) {
  if (engine !== 'slurm' || plan === undefined)
    throw new UsageError('--again is for Slurm, with --plan', {
      hint: 'elsewhere submit all parts: they keep what is finished',
    });
  const { parts } = await planStatus({ plan, output, options: access });
  const left = parts.filter(
    ({ status, task }) =>
      status === 'stopped' || (status !== 'done' && status !== 'running' && task === undefined),
  );
  if (left.length > 0) return left.map(({ part }) => part);
  throw new UsageError('--again: no part lacks anything', {
    hint: 'see cryoet status; the finish is `cryoet ingest … --plan PLAN --finish`',
  });
}

/** Returns the program to run: by default this one, whose files are at the same path on every node. */
function program(given: string | undefined, isContained: boolean): string[] {
  if (given !== undefined) return given.split(/\s+/).filter((word) => word !== '');
  return isContained ? ['cryoet'] : [process.execPath, fileURLToPath(packageFile('dist/bin/main.js'))];
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new UsageError(`${name} is missing: containers need it`);
  return value;
}

/**
 * Fails with a UsageError for a place that containers do not have: in AWS Batch a relative path, in Kubernetes one that
 * is not in a mounted claim. Kubernetes mounts the configuration itself.
 */
function refuseUnreachable({ engine, config, input, output }: SubmissionRequest, options: Options): void {
  const isBatch = engine === 'aws-batch';
  const mounts = options.claim.map((claim) => claimOf(claim).path);
  const hasPath = (path: string) =>
    isBatch
      ? path.startsWith('/')
      : mounts.some((mount) => `${posix.normalize(path)}/`.startsWith(`${mount}/`));
  for (const [name, place] of [
    ...(isBatch ? [['CONFIG', config] as const] : []),
    ['INPUT', input],
    ['OUTPUT', output],
    ['--plan', options.plan],
    ['--report', options.report],
  ] as const) {
    if (place === undefined || isObject(place) || hasPath(place)) continue;
    throw new UsageError(`${name}: containers do not have this path`, {
      expected: isBatch
        ? 's3://bucket/key, or an absolute path in the image'
        : 's3://bucket/key, or a path below the mount of a --claim',
      found: place,
    });
  }
}

/** Reads a configuration that fits into a ConfigMap. Fails with a UsageError if it is too large or not UTF-8. */
async function configText(file: string, access: StorageOptions): Promise<string> {
  const bytes = await readNamedFile(file, (reason, facts) => new UsageError(reason, facts), access);
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
