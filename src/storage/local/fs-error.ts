import { StorageError } from '../../base/errors.js';

interface Meaning {
  readonly reason: StorageError['reason'];
  readonly message: string;
  readonly hint?: string;
}

const meanings: Readonly<Record<string, Meaning>> = {
  ENOENT: { reason: 'missing', message: 'no such file or directory' },
  ENOTDIR: { reason: 'failed', message: 'a file is in the way of a directory' },
  EEXIST: { reason: 'failed', message: 'a file is in the way of a directory' },
  EISDIR: { reason: 'failed', message: 'a directory is in the way of a file' },
  ENOTEMPTY: { reason: 'failed', message: 'a directory is in the way of a file' },
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
  ELOOP: { reason: 'failed', message: 'circular symbolic links' },
  ENAMETOOLONG: { reason: 'failed', message: 'the name is too long for the file system' },
  EIO: { reason: 'failed', message: 'the disk gives errors' },
  ESTALE: { reason: 'failed', message: 'the network file system lost the file' },
  ETIMEDOUT: { reason: 'busy', message: 'the network file system does not answer' },
  EREMOTEIO: { reason: 'failed', message: 'the server of the network file system gives errors' },
  ENOMEDIUM: { reason: 'failed', message: 'the disk is gone' },
  ENODEV: { reason: 'failed', message: 'the disk is gone' },
  ENOKEY: { reason: 'denied', message: 'the key of the encrypted file system is not there' },
  EKEYEXPIRED: { reason: 'denied', message: 'the ticket for the network file system has expired' },
  EBUSY: { reason: 'busy', message: 'something else holds the file' },
  ETXTBSY: { reason: 'busy', message: 'something else holds the file' },
  EFBIG: {
    reason: 'no-space',
    message: 'exceeds the largest file that this file system or ulimit -f allows',
  },
  EMLINK: { reason: 'no-space', message: 'the directory cannot hold more directories' },
  EINVAL: { reason: 'failed', message: 'the file system does not support this name or call' },
  EILSEQ: { reason: 'failed', message: 'the file system does not support this name' },
  ENOMEM: { reason: 'busy', message: 'not enough memory' },
};

/** Error numbers of Linux that Node.js passes on without a name. */
const unnamed: Readonly<Record<number, string>> = {
  [-5]: 'EIO',
  [-121]: 'EREMOTEIO',
  [-122]: 'EDQUOT',
  [-123]: 'ENOMEDIUM',
  [-126]: 'ENOKEY',
  [-127]: 'EKEYEXPIRED',
};

/** Returns the code of a failed system call, such as `ENOENT`, or null for other errors. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  if (!error.code.startsWith('Unknown system error')) return error.code;
  return unnamed['errno' in error ? Number(error.errno) : 0] ?? error.code;
}

/** True if a system call failed because nothing of that name exists or can exist. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(systemCode(error) ?? '');
}

/** Converts a failed system call to a StorageError about `location`. */
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

/** Runs `work`; its errors become StorageErrors about `location`. */
export async function explain<Result>(location: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw toStorageError(cause, location);
  }
}
