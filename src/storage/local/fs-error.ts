import { StorageError } from '../../errors/index.js';

interface Meaning {
  readonly reason: StorageError['reason'];
  readonly message: string;
  readonly hint?: string;
}

const meanings: Readonly<Record<string, Meaning>> = {
  ENOENT: { reason: 'missing', message: 'no such file or directory' },
  ENOTDIR: { reason: 'failed', message: 'a file lies where a directory is needed' },
  EEXIST: { reason: 'failed', message: 'a file lies where a directory is needed' },
  EISDIR: { reason: 'failed', message: 'a directory lies where a file is needed' },
  ENOTEMPTY: { reason: 'failed', message: 'a directory lies where a file is needed' },
  EACCES: { reason: 'denied', message: 'no permission' },
  EPERM: { reason: 'denied', message: 'not permitted' },
  EROFS: { reason: 'denied', message: 'the file system is read-only' },
  ENOSPC: { reason: 'no-space', message: 'no space left on the disk', hint: 'free some space and run again' },
  EDQUOT: { reason: 'no-space', message: 'the disk quota is used up', hint: 'free some space and run again' },
  EMFILE: {
    reason: 'busy',
    message: 'too many open files',
    hint: 'raise the limit (ulimit -n) or lower --jobs',
  },
  ENFILE: {
    reason: 'busy',
    message: 'too many open files',
    hint: 'raise the limit (ulimit -n) or lower --jobs',
  },
  ELOOP: { reason: 'failed', message: 'symbolic links go round in circles' },
  ENAMETOOLONG: { reason: 'failed', message: 'the name is too long for the file system' },
  EIO: { reason: 'failed', message: 'the disk gives errors' },
  ESTALE: { reason: 'failed', message: 'the network file system lost the file' },
};

/** The code of a failed system call, such as `ENOENT`; null for other errors. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Whether a system call failed because nothing of that name can exist. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(systemCode(error) ?? '');
}

/** Says in a StorageError what a failed system call means for the file or directory at `location`. */
export function toStorageError(cause: unknown, location: string): StorageError {
  if (cause instanceof StorageError) return cause;
  const code = systemCode(cause);
  const meaning = code === null ? undefined : meanings[code];
  if (meaning === undefined) {
    const found = cause instanceof Error ? cause.message : String(cause);
    return new StorageError('failed', 'the file system gives an error', { path: location, found, cause });
  }
  const { reason, message, hint } = meaning;
  return new StorageError(reason, message, {
    path: location,
    ...(hint === undefined ? {} : { hint }),
    cause,
  });
}

/** Runs file-system work; what fails becomes a StorageError about `location`. */
export async function explain<Result>(location: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw toStorageError(cause, location);
  }
}
