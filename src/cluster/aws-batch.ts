import type { JsonObject } from '../base/json-value.js';
import { quoteArguments } from '../base/messages.js';
import { type Job, runLines } from './job.js';

interface AwsBatchOptions {
  /** Name of the job queue. */
  readonly queue: string;
  /** Container image with the tool. */
  readonly image: string;
  /** IAM role of the containers; null: the role of the instances. */
  readonly role: string | null;
}

/** Largest array job that AWS Batch accepts. */
export const mostBatchParts = 10_000;

/**
 * Returns the requests of AWS Batch, in the order in which they are sent: job definition, array job, finish.
 * `dependsOn` of the finish names the array job; the caller puts the job id of the second answer there. An array of one
 * part is a plain job, because AWS Batch refuses arrays of size 1.
 *
 * AWS Batch starts a job only after the jobs it depends on succeeded. A part with failed items therefore exits with 0,
 * and the finish reports the failures. A part that was stopped, as on a spot instance, exits with 143 and is retried.
 */
export function awsBatchRequests(job: Job, { queue, image, role }: AwsBatchOptions): JsonObject {
  const { name, parts, ingest, environment } = job;
  const variables = Object.entries(environment).map(([key, value]) => ({ name: key, value }));
  const seconds = job.hours === null ? null : Math.max(60, Math.ceil(job.hours * 3600));
  const part = partCommand(ingest, parts);
  return {
    RegisterJobDefinition: {
      jobDefinitionName: name,
      type: 'container',
      containerProperties: {
        image,
        command: part,
        ...(role === null ? {} : { jobRoleArn: role }),
        environment: variables,
        resourceRequirements: [
          { type: 'VCPU', value: String(job.jobs) },
          { type: 'MEMORY', value: String(job.memory) },
        ],
      },
      retryStrategy: {
        attempts: Math.min(10, job.retries + 1),
        evaluateOnExit: [
          { onExitCode: '2', action: 'EXIT' },
          { onReason: '*', action: 'RETRY' },
        ],
      },
      ...(seconds === null ? {} : { timeout: { attemptDurationSeconds: seconds } }),
      propagateTags: true,
    },
    SubmitParts: {
      jobName: `${name}-parts`,
      jobQueue: queue,
      jobDefinition: name,
      ...(parts > 1 ? { arrayProperties: { size: parts } } : {}),
    },
    SubmitFinish: {
      jobName: `${name}-finish`,
      jobQueue: queue,
      jobDefinition: name,
      dependsOn: [{ jobId: `${name}-parts` }],
      containerOverrides: { command: [...ingest, '--finish', ...job.finish] },
      retryStrategy: { attempts: 1 },
    },
  };
}

function partCommand(ingest: readonly string[], parts: number): string[] {
  const part = parts > 1 ? `auto/${parts}` : '1/1';
  const lines = [
    ...runLines(`${quoteArguments(ingest)} --part ${part}`),
    '[ -z "$stopped" ] || exit 143',
    '[ "$status" -ne 1 ] || exit 0',
    'exit "$status"',
  ];
  return ['sh', '-c', lines.join('\n')];
}
