import type { AlignmentContext, FramesContext, TiltSeriesContext } from './acquisition.js';
import type { ImageContext, JsonContext, UnitContext } from './files.js';
import type { Located } from './located.js';
import type { VoxelSpacingContext } from './precomputes.js';
import type { IdentifiedObjectsContext } from './reconstructions.js';

export interface RunContext extends UnitContext {
  readonly metadata: JsonContext | null;
  readonly frames: FramesContext;
  readonly tiltSeries: readonly TiltSeriesContext[];
  readonly alignments: readonly AlignmentContext[];
  readonly identifiedObjects: IdentifiedObjectsContext | null;
  readonly voxelSpacings: readonly VoxelSpacingContext[];
}

export interface DatasetContext extends UnitContext {
  readonly metadata: JsonContext | null;
  readonly images: readonly ImageContext[];
  /** Names of its runs that the validation met. */
  readonly runs: readonly string[];
}

export interface DepositionContext extends UnitContext {
  readonly metadata: JsonContext | null;
  readonly images: readonly ImageContext[];
}

/** The whole tree, once everything else has been looked at. */
export interface TreeContext extends Located {
  readonly datasets: readonly string[];
  /** Depositions that metadata files belong to: where their own file should lie, and one file that names each. */
  readonly depositions: readonly {
    readonly id: number;
    readonly metadataPath: string;
    readonly exists: boolean;
    readonly namedBy: string;
  }[];
}
