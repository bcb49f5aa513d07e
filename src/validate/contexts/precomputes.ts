import type { JsonValue } from '../../json/index.js';
import type { MeshInfo } from '../../neuroglancer/mesh/index.js';
import type { PrecomputedInfo } from '../../neuroglancer/precomputed-info.js';
import type { SegmentProperties } from '../../neuroglancer/segmentation/index.js';
import type { ViewerLayer } from '../../neuroglancer/state/index.js';
import type { Content } from '../../tree/index.js';
import type { PrecomputeFacts } from '../precompute/precompute-facts.js';
import type { Located } from './located.js';
import type {
  AnnotationContext,
  MaskContext,
  MeshContext,
  PointsContext,
  TomogramContext,
} from './reconstructions.js';

/** A file of an annotation in the form that viewers load: one directory. */
export interface PrecomputeContext extends Located {
  /** Shape as the directory's name spells it, e.g. `orientedpoint`. */
  readonly shape: string;
  /** Å a voxel is wide. */
  readonly spacing: number;
  /** Bytes by path inside the directory. */
  readonly files: ReadonlyMap<string, number>;
  /** Null where there is no such file. */
  readonly info: Content<PrecomputedInfo> | null;
  readonly meshInfo: Content<MeshInfo> | null;
  readonly segmentProperties: Content<SegmentProperties> | null;
  /** The annotation whose number it bears, and the file it is made from. */
  readonly annotation: AnnotationContext | null;
  readonly points: PointsContext | null;
  readonly mask: MaskContext | null;
  readonly mesh: MeshContext | null;
}

/** What was found inside a precomputed directory. */
export interface PrecomputeContentContext extends PrecomputeContext {
  readonly facts: PrecomputeFacts;
}

/** The viewer configuration of a tomogram. */
export interface ViewerContext extends Located {
  /** The whole state. */
  readonly state: JsonValue;
  readonly layers: readonly ViewerLayer[];
  readonly tomogram: TomogramContext;
  /** Whether the run has any annotation in the form that viewers load. */
  readonly hasPrecomputes: boolean;
  /** Annotations of the run that lie in the tomogram. */
  readonly annotations: readonly ViewedAnnotation[];
}

/** An annotation that a viewer configuration should show. */
export interface ViewedAnnotation {
  readonly annotation: AnnotationContext;
  /** Å of its voxel spacing. */
  readonly spacing: number;
  /** Shapes of its precomputed directories. */
  readonly precomputed: readonly string[];
}

export interface VoxelSpacingContext extends Located {
  /** Å, as the directory's name gives it. */
  readonly spacing: number;
  readonly tomograms: readonly TomogramContext[];
  readonly annotations: readonly AnnotationContext[];
  readonly precomputes: readonly PrecomputeContext[];
}
