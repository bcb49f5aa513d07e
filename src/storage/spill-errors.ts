import { StorageError } from '../errors/index.js';

/** Bytes that are left free for others on the staging disk. */
const reserve = 256 * 1024 * 1024;

/** What can be wrong with a temporary file of a directory; `content`: what it holds, in the plural. */
export class SpillErrors {
  readonly #directory: string;
  readonly #content: string;

  constructor(directory: string, content: string) {
    this.#directory = directory;
    this.#content = content;
  }

  /** Fails with a StorageError unless so many bytes may be added to a disk with so many free. */
  checkSpace(bytes: number, free: number): void {
    if (free > bytes + reserve) return;
    throw this.#error('no-space', 'the staging disk is nearly full', `${free} bytes free`);
  }

  /** The error that tells why the file could not be used. */
  explain(cause: unknown): StorageError {
    if (cause instanceof StorageError) return cause;
    const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
    const found = cause instanceof Error ? cause.message : String(cause);
    return this.#error(isFull ? 'no-space' : 'failed', `${this.#content} cannot be kept here`, found, cause);
  }

  #error(reason: StorageError['reason'], message: string, found: string, cause?: unknown): StorageError {
    return new StorageError(reason, message, {
      path: this.#directory,
      found,
      hint: 'name another directory with --staging-dir',
      ...(cause === undefined ? {} : { cause }),
    });
  }
}
