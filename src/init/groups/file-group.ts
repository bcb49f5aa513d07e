import type { SourceFile } from '../listing/source-file.js';
import type { ForeignNames } from '../names/foreign-name.js';

/** A file and the run that it belongs to; null for one that serves all. */
export interface RunFile {
  readonly file: SourceFile;
  readonly run: string | null;
}

/** Files of one form: the same path but for the name of the run, or for numbers. */
export interface FileGroup {
  /** Path below the prefix with `runHole` and `bareHole` for the run, `numberHole` for numbers that differ. */
  readonly template: string;
  readonly files: readonly RunFile[];
  readonly extension: string;
  /** Whether a run has a series of these, as it has of frames. */
  readonly isSeries: boolean;
  /** Names that stand in the place of the runs'; null where the runs' own do. */
  readonly foreign: ForeignNames | null;
}
