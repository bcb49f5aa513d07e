import { CryoetError, FormatError, IngestError, StorageError, UnsupportedError } from './errors.js';

/** An error in a form that can be posted between threads; structured cloning loses the class. */
export type ThreadFailure = ReturnType<typeof packFailure>;

/** Packs an error for another thread. Of its cause only the system code is kept, which identifies a full disk. */
export function packFailure(error: unknown) {
  if (!(error instanceof CryoetError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { failure: { tag: 'other', message, facts: {} } };
  }
  const { cause, ...facts } = error.facts;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const reason = error instanceof StorageError ? error.reason : undefined;
  return { failure: { tag: error.tag, reason, message: error.message, facts, code } };
}

/** Returns the entry point of a worker, which answers a task, or with the error that `work` fails with. */
export function answering<Task, Answer>(work: (task: Task) => Answer | Promise<Answer>) {
  return async (task: Task) => {
    try {
      return await work(task);
    } catch (error) {
      return packFailure(error);
    }
  };
}

export function isThreadFailure(answer: unknown): answer is ThreadFailure {
  return typeof answer === 'object' && answer !== null && 'failure' in answer;
}

/** Restores an error that a thread posted, with its class. */
export function reviveFailure({ failure }: ThreadFailure): Error {
  const { tag, reason, message, code } = failure;
  const cause = code === undefined ? undefined : Object.assign(new Error(message), { code });
  const facts = cause === undefined ? failure.facts : { ...failure.facts, cause };
  if (reason !== undefined) return new StorageError(reason, message, facts);
  if (tag === 'format') return new FormatError(message, facts);
  return tag === 'unsupported' ? new UnsupportedError(message, facts) : new IngestError(message, facts);
}
