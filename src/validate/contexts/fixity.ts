import type { Digest } from '../../storage/index.js';
import type { Located } from './located.js';

/** What of a file is compared, as far as it is known. */
export interface FileFacts {
  readonly bytes?: number;
  readonly digest?: Digest;
  /** Entity tag of an object. */
  readonly etag?: string;
}

/** A file that manifest or ledger list otherwise than it is. */
export interface FixityContext extends Located {
  /** What lists it. */
  readonly listedBy: 'manifest' | 'ledger';
  /** Null where it is not listed. */
  readonly listed: FileFacts | null;
  /** Null where it is not there. */
  readonly actual: FileFacts | null;
}
