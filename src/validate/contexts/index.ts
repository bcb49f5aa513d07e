import type { AlignmentContext, FramesContext, TiltSeriesContext } from './acquisition.js';
import type { ExpectedContext } from './expected.js';
import type {
  FileContext,
  ImageContext,
  JsonContext,
  ReferencedContext,
  ReferencesContext,
  UnitContext,
} from './files.js';
import type { FixityContext } from './fixity.js';
import type {
  PrecomputeContentContext,
  PrecomputeContext,
  ViewerContext,
  VoxelSpacingContext,
} from './precomputes.js';
import type {
  AnnotationContext,
  IdentifiedObjectsContext,
  MaskContext,
  MeshContext,
  PointsContext,
  TomogramContext,
} from './reconstructions.js';
import type { TextContext } from './texts.js';
import type { DatasetContext, DepositionContext, RunContext, TreeContext } from './tree.js';
import type { LabelsContext, MrcContext, VolumeContext, VoxelsContext, ZarrContext } from './volumes.js';

export * from './acquisition.js';
export * from './expected.js';
export * from './files.js';
export * from './fixity.js';
export * from './located.js';
export * from './precomputes.js';
export * from './reconstructions.js';
export * from './texts.js';
export * from './tree.js';
export * from './volumes.js';

/** What rules look at, by the name that a rule's `on` gives. */
export interface Contexts {
  readonly tree: TreeContext;
  readonly deposition: DepositionContext;
  readonly dataset: DatasetContext;
  readonly run: RunContext;
  readonly unit: UnitContext;
  readonly file: FileContext;
  readonly text: TextContext;
  readonly json: JsonContext;
  readonly references: ReferencesContext;
  readonly referenced: ReferencedContext;
  readonly image: ImageContext;
  readonly mrc: MrcContext;
  readonly zarr: ZarrContext;
  readonly volume: VolumeContext;
  readonly labels: LabelsContext;
  readonly voxels: VoxelsContext;
  readonly frames: FramesContext;
  readonly tiltseries: TiltSeriesContext;
  readonly alignment: AlignmentContext;
  readonly identifiedObjects: IdentifiedObjectsContext;
  readonly voxelSpacing: VoxelSpacingContext;
  readonly tomogram: TomogramContext;
  readonly annotation: AnnotationContext;
  readonly points: PointsContext;
  readonly mesh: MeshContext;
  readonly mask: MaskContext;
  readonly precompute: PrecomputeContext;
  readonly precomputeContent: PrecomputeContentContext;
  readonly viewer: ViewerContext;
  readonly fixity: FixityContext;
  readonly expected: ExpectedContext;
}

export type ContextName = keyof Contexts;
