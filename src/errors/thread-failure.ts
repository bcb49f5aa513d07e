import { CryoetError, type ErrorFacts } from './cryoet-error.js';
import { FormatError } from './format-error.js';
import { IngestError } from './ingest-error.js';
import { StorageError } from './storage-error.js';
import { UnsupportedError } from './unsupported-error.js';

/** An error that crosses threads, where classes are lost. */
export interface ThreadFailure {
  readonly failure: {
    readonly tag: string;
    readonly reason?: StorageError['reason'] | undefined;
    readonly message: string;
    readonly facts: ErrorFacts;
  };
}

/** What of an error is posted to another thread; all but its cause. */
export function packFailure(error: unknown): ThreadFailure {
  if (!(error instanceof CryoetError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { failure: { tag: 'other', message, facts: {} } };
  }
  const { cause: _, ...facts } = error.facts;
  const reason = error instanceof StorageError ? error.reason : undefined;
  return { failure: { tag: error.tag, reason, message: error.message, facts } };
}

/** Whether a thread answered with an error. */
export function isThreadFailure(answer: unknown): answer is ThreadFailure {
  return typeof answer === 'object' && answer !== null && 'failure' in answer;
}

/** The error that a thread posted, of its class again. */
export function reviveFailure({ failure }: ThreadFailure): Error {
  const { tag, reason, message, facts } = failure;
  if (reason !== undefined) return new StorageError(reason, message, facts);
  if (tag === 'format') return new FormatError(message, facts);
  return tag === 'unsupported' ? new UnsupportedError(message, facts) : new IngestError(message, facts);
}
