import { UsageError } from '../../base/errors.js';
import { printable } from '../../base/messages.js';
import { storageOptions } from './engine-options.js';
import { ingestOptions } from './ingest-options.js';
import { choice, count, filledText, flag, positiveOrNone, repeated, text, wholeOrNone } from './kinds.js';
import { type OptionTable, without } from './option.js';

export const planOptions = {
  ...storageOptions,
  parts: wholeOrNone('N', { help: 'divide the runs into N parts' }),
  targetHours: positiveOrNone('H', {
    help: 'divide the runs into parts of at most H hours each',
    note: 'by estimate; a longer run is a part of its own',
  }),
  output: filledText('PLAN', {
    help: 'write the plan to this file',
    note: 'a path or `s3://bucket/key`',
    shownDefault: 'the terminal',
  }),
  filter: ingestOptions.filter,
  exclude: ingestOptions.exclude,
  jobs: count('N', {
    help: 'set the number of worker threads of each part',
    note: 'used by `--target-hours`',
    initial: 1,
  }),
  stagingDir: ingestOptions.stagingDir,
} satisfies OptionTable;

export const statusCommandOptions = {
  ...storageOptions,
  format: choice(['pretty', 'json'], { help: 'choose the output format' }),
} satisfies OptionTable;

/** Options of `cryoet ingest` that every part and the finish get unchanged. */
export const passedOnOptions = without(ingestOptions, ['part', 'finish', 'dryRun', 'jobs']);

/** Returns a check of texts that go into scripts and manifests as they are. */
function like(pattern: RegExp, form: string) {
  return (given: string, name: string) => {
    if (given === '') throw new UsageError(`${name} needs a value; got ""`);
    if (!pattern.test(given)) throw new UsageError(`${name} takes ${form}, not ${printable(given)}`);
  };
}

const word = like(/^[^\s"'`]+$/, 'a name without blanks and quotes');
/** A DNS label, as namespaces of Kubernetes are (RFC 1123). */
const kubernetesLabel = like(
  /^(?=.{1,63}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/,
  'small letters, digits and hyphens',
);
/** A DNS subdomain, as other names of Kubernetes are (RFC 1123). */
const kubernetesName = like(
  /^(?=.{1,253}$)[a-z0-9](?:[-.a-z0-9]*[a-z0-9])?$/,
  'small letters, digits, hyphens and dots',
);

/** Options of `cryoet submit` that `cryoet ingest` does not have, or that mean something else there. */
export const ownSubmitOptions = {
  jobs: count('N', { help: 'set worker threads and processors of a part', initial: 4 }),
  parts: wholeOrNone('N', { help: 'divide the runs into N parts', note: 'without `--plan`' }),
  report: filledText('FILE', { help: 'write the JSON report of all parts to FILE at the finish' }),
  name: text('NAME', {
    help: 'give the jobs this name',
    shownDefault: 'cryoet',
    check: like(/^[a-z]([-a-z0-9]{0,40}[a-z0-9])?$/, 'small letters, digits and hyphens'),
  }),
  hours: positiveOrNone('H', { help: 'limit a part to H hours', shownDefault: 'default of the engine' }),
  grace: count('SECONDS', { help: 'warn a part this long before its time limit', initial: 120 }),
  retries: count('N', { help: 'start a failed part again, up to N times', initial: 3 }),
  program: filledText('COMMAND', {
    help: 'run this program in the parts',
    shownDefault: 'this one; `cryoet` in containers',
  }),
  script: filledText('FILE', {
    help: 'write the script or manifest to FILE',
    shownDefault: 'NAME and the engine’s name, in this directory',
  }),
  again: flag({ help: 'run only the parts of `--plan` that lack something', note: 'on Slurm' }),
  dryRun: flag({ help: 'print the script or manifest and do nothing' }),
  logs: filledText('DIR', { help: 'write the logs of Slurm jobs to DIR', shownDefault: 'NAME-logs' }),
  partition: text('NAME', { check: word, help: 'use this Slurm partition' }),
  account: text('NAME', { check: word, help: 'charge this Slurm account' }),
  queue: text('NAME', { check: word, help: 'use this AWS Batch job queue' }),
  image: text('IMAGE', { check: word, help: 'run this container image', note: 'AWS Batch and Kubernetes' }),
  role: text('ARN', { check: word, help: 'use this role in AWS Batch containers' }),
  namespace: text('NAME', {
    check: kubernetesLabel,
    help: 'use this Kubernetes namespace',
    shownDefault: 'default',
  }),
  serviceAccount: text('NAME', { check: kubernetesName, help: 'use this Kubernetes service account' }),
  secret: text('NAME', {
    check: kubernetesName,
    help: 'take environment variables from this Kubernetes secret',
    note: 'such as AWS_ACCESS_KEY_ID',
  }),
  claim: repeated('CLAIM:PATH', {
    help: 'use this Kubernetes volume claim, at PATH',
    note: 'INPUT, OUTPUT or a plan may lie below it',
    async check(given, name) {
      claimOf(given, name);
    },
  }),
  parallelism: wholeOrNone('N', {
    help: 'run at most N parts of Kubernetes at once',
    shownDefault: 'all',
  }),
  kubectlImage: text('IMAGE', {
    check: word,
    help: 'wait for the parts in a container of this image',
    note: 'needs kubectl and a shell',
    shownDefault: 'docker.io/alpine/k8s:1.31.0',
  }),
} satisfies OptionTable;

/** Returns name and mount path of a Kubernetes volume claim. Fails with a UsageError for another form. */
export function claimOf(given: string, name = '--claim') {
  const [, claim, path] = /^([a-z0-9](?:[-.a-z0-9]*[a-z0-9])?):((?:\/[^/:]+)+)$/.exec(given) ?? [];
  if (claim !== undefined && path !== undefined && !/\/\.\.?(?:\/|$)/.test(path))
    return { name: claim, path };
  throw new UsageError(`${name} takes CLAIM:PATH with an absolute path, not ${given}`);
}

export const submitOptions = { ...passedOnOptions, ...ownSubmitOptions } satisfies OptionTable;

export const submitEngines = ['slurm', 'aws-batch', 'kubernetes'] as const;
export type SubmitEngine = (typeof submitEngines)[number];

export const enginesOf = {
  logs: ['slurm'],
  partition: ['slurm'],
  account: ['slurm'],
  queue: ['aws-batch'],
  role: ['aws-batch'],
  image: ['aws-batch', 'kubernetes'],
  namespace: ['kubernetes'],
  serviceAccount: ['kubernetes'],
  secret: ['kubernetes'],
  claim: ['kubernetes'],
  parallelism: ['kubernetes'],
  kubectlImage: ['kubernetes'],
} satisfies Partial<Record<keyof typeof ownSubmitOptions, readonly SubmitEngine[]>>;
