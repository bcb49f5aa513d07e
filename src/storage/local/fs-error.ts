import { defined } from '../../base/collections.js';
import { StorageError } from '../../base/errors.js';

type Meaning = readonly [reason: StorageError['reason'], message: string, hint?: string];

const freeSpace = 'free some space and run again';
const openFewer = 'raise the limit (ulimit -n) or lower --jobs';
const meanings: Readonly<Record<string, Meaning>> = {
  ENOENT: ['missing', 'no such file or directory'],
  ENOTDIR: ['failed', 'a file is in the way of a directory'],
  EEXIST: ['failed', 'a file is in the way of a directory'],
  EISDIR: ['failed', 'a directory is in the way of a file'],
  ENOTEMPTY: ['failed', 'a directory is in the way of a file'],
  EACCES: ['denied', 'no permission'],
  EPERM: ['denied', 'not permitted'],
  EROFS: ['denied', 'the file system is read-only'],
  ENOSPC: ['no-space', 'no space left on the disk', freeSpace],
  EDQUOT: ['no-space', 'the disk quota is used up', freeSpace],
  EMFILE: ['busy', 'too many open files', openFewer],
  ENFILE: ['busy', 'too many open files', openFewer],
  ELOOP: ['failed', 'circular symbolic links'],
  ENAMETOOLONG: ['failed', 'the name is too long for the file system'],
  EIO: ['failed', 'the disk gives errors'],
  ESTALE: ['failed', 'the network file system lost the file'],
  ETIMEDOUT: ['busy', 'the network file system does not answer'],
  EREMOTEIO: ['failed', 'the server of the network file system gives errors'],
  ENOMEDIUM: ['failed', 'the disk is gone'],
  ENODEV: ['failed', 'the disk is gone'],
  ENOKEY: ['denied', 'the key of the encrypted file system is not there'],
  EKEYEXPIRED: ['denied', 'the ticket for the network file system has expired'],
  EBUSY: ['busy', 'something else holds the file'],
  ETXTBSY: ['busy', 'something else holds the file'],
  EFBIG: ['no-space', 'exceeds the largest file that this file system or ulimit -f allows'],
  EMLINK: ['no-space', 'the directory cannot hold more directories'],
  EINVAL: ['failed', 'the file system does not support this name or call'],
  EILSEQ: ['failed', 'the file system does not support this name'],
  ENOMEM: ['busy', 'not enough memory'],
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

/** True if a system call failed because the name exists. */
export function isTaken(error: unknown): boolean {
  return systemCode(error) === 'EEXIST';
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
  const [reason, message, hint] = meaning;
  return new StorageError(reason, message, { path: location, ...defined({ hint }), cause });
}

/** Runs `work`; its errors become StorageErrors about `location`. */
export async function explain<Result>(location: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw toStorageError(cause, location);
  }
}
