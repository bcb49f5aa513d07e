import type { Storage } from '../../storage/index.js';
import type { Kernels } from '../../volume/kernels/index.js';
import type { Sides } from '../change.js';
import type { DiffOptions } from '../options.js';

/** What the comparers of files need. */
export interface FileContext {
  readonly storages: Sides<Storage>;
  readonly kernels: Kernels;
  readonly options: DiffOptions;
  /** Whether two texts name the same file of the two trees. */
  readonly isSamePath: (a: string, b: string) => boolean;
}
