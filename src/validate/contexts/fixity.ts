import type { Located } from './located.js';

/** A file that the manifest lists otherwise than it is. */
export interface FixityContext extends Located {
  /** SHA-256 in hexadecimal: by the manifest, null where it does not list the file; and of the file, null where it is not there. */
  readonly listed: string | null;
  readonly actual: string | null;
}
