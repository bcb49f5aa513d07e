import type { JsonObject } from '../base/json-value.js';
import { type Job, quote, runLines } from './job.js';

/** Where AWS Batch runs the jobs. */
export interface AwsBatchOptions {
  /** Name of the job queue. */
  readonly queue: string;
  /** Image with the tool. */
  readonly image: string;
  /** Role that the tool's containers act as; null: that of the instances. */
  readonly role: string | null;
}

/** Most children of an array job of AWS Batch. */
export const mostBatchParts = 10_000;

/**
 * Requests of AWS Batch, in the order in which they are to be sent: a job definition, the array and the finish. In that of the
 * finish, `dependsOn` names the job by the answer to the second. An array of one part is a plain job, for AWS Batch refuses arrays of one.
 *
 * AWS Batch begins a job only when those that it depends on succeeded, so a part whose items failed ends with 0: the finish
 * tells of them. A part that was stopped, as on a spot instance, ends with 143 and is begun again.
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
    ...runLines(`${quote(ingest)} --part ${part}`),
    '[ -z "$stopped" ] || exit 143',
    '[ "$status" -ne 1 ] || exit 0',
    'exit "$status"',
  ];
  return ['sh', '-c', lines.join('\n')];
}
