import type { Digest } from '../../storage/index.js';
import type { Located } from './located.js';

/** A file that the manifest lists otherwise than it is. */
export interface FixityContext extends Located {
  /** By the manifest; null where it does not list the file. */
  readonly listed: Digest | null;
  /** Of the file: null where it is not there, `present` where it was not hashed. */
  readonly actual: Digest | 'present' | null;
}
