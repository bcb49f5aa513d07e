import type { IssueText } from '../../base/issue.js';
import type { JsonValue } from '../../base/json-value.js';
import type { PrecomputedInfo } from '../../neuroglancer/expected-files.js';
import type { MeshInfo } from '../../neuroglancer/mesh/mesh.js';
import type { PrecomputedAspect } from '../../neuroglancer/precomputed-reader.js';
import type { ViewerLayer } from '../../neuroglancer/read-layers.js';
import type { SegmentProperties } from '../../neuroglancer/segmentation-info.js';
import type { Asset } from '../../tree/tree-file.js';
import type { Content } from '../../tree/tree-reader.js';
import type { Shape } from '../../volume/volume.js';
import type { ReportedIssue } from '../finding.js';
import type { VolumeContext } from './acquisition.js';
import type { Identified, ImageContext, JsonContext, Located } from './files.js';

/** The points of an annotation file, one per line. */
export interface PointTable {
  readonly count: number;
  /** x, y, z of each point, in voxels. */
  readonly locations: Float64Array;
  readonly lines: Uint32Array;
  /** The rotation matrix of each point, row by row; null for shapes without rotations. */
  readonly rotations: Float32Array | null;
  /** The instance of each point; null for shapes without instances. */
  readonly instanceIds: Float64Array | null;
  /** The number of distinct instance ids; 0 for shapes without instances. */
  readonly instances: number;
  readonly faults: readonly ReportedIssue[];
  readonly faultCount: number;
  /** Points with a `type` that is not that of the shape. */
  readonly wrongType: readonly { readonly line: number; readonly found: string }[];
  /** Points with a key that points of their type do not have: the first one. */
  readonly unknownKeys: readonly { readonly line: number; readonly found: string }[];
  /** Points with an invalid rotation matrix, and what is wrong with it. */
  readonly wrongRotation: readonly { readonly line: number; readonly found: string }[];
}

/** A tomogram, with its key images and viewer configuration. */
export interface TomogramContext extends Identified {
  readonly volume: VolumeContext;
  readonly images: readonly ImageContext[];
  readonly vizConfig: JsonContext | null;
  /** The voxel spacing in the name of the directory, in Å. */
  readonly directorySpacing: number;
}

/** The likeness of a key image and the picture that is drawn again. */
export interface KeyImageLikeness {
  readonly path: string;
  /** True if it was drawn from the tomogram; false if it was made from a deposited picture, the original. */
  readonly isDrawn: boolean;
  /** From −1 to 1; 0 for a picture of one colour. */
  readonly correlation: number;
  /** The root mean square of the difference, in grey levels of 0 to 255. */
  readonly difference: number;
  /** The size of an original that was drawn, and that of the sections, in pixels, if they differ; else null. */
  readonly otherSize: { readonly found: string; readonly expected: string } | null;
  /** The correlation with what is drawn otherwise, such as `mirrored in z`, where that is more alike; null for others. */
  readonly turned: { readonly how: string; readonly correlation: number } | null;
}

export interface PointsContext extends Located, Content<PointTable> {
  /** The shape as in the file name: `point`, `orientedpoint`, `instancesegmentation`. */
  readonly shape: string;
  /** The shape (z, y, x) of the tomogram; null if it is unknown. */
  readonly bounds: Shape | null;
}

export interface MeshFacts {
  /** The number of triangles with three different vertices. */
  readonly triangles: number;
  /** Facts about its numbers that the file states wrongly. */
  readonly accessorFaults: readonly IssueText[];
  /** Bytes after the end that the header gives. */
  readonly trailingBytes: number;
  /** The smallest and largest x, y, z of the vertices. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** The enclosed volume, seen from the first voxel: negative if the triangles face inwards. Null where voxels are not looked at. */
  readonly volume: number | null;
  /** The area of its triangles; null where voxels are not looked at. */
  readonly area: number | null;
  /** x, y, z of some vertices, spread over the mesh; null where voxels are not looked at. */
  readonly places: Float64Array | null;
  /** True if a node of the scene moves, rotates or scales the mesh. */
  readonly isTransformed: boolean;
  /** The number of parts that lie where an equal one lies. */
  readonly repeated: number;
}

export interface MeshContext extends Located, Content<MeshFacts> {
  /** The shape (z, y, x) of the tomogram; null if it is unknown. */
  readonly bounds: Shape | null;
}

/** A mask, with the shape (z, y, x) of its tomogram; null if it is unknown. */
export interface MaskContext extends Located {
  readonly volume: VolumeContext;
  readonly bounds: Shape | null;
}

export interface AnnotationContext extends Identified {
  /** All metadata files of the directory; there should be one. */
  readonly metadataFiles: readonly Asset[];
  readonly files: readonly Asset[];
  readonly points: readonly PointsContext[];
  readonly meshes: readonly MeshContext[];
  readonly masks: readonly MaskContext[];
}

/** An annotation, after a comparison of its other forms with its masks. */
export interface AnnotationFormsContext extends Located {
  readonly elsewhere: readonly ReportedIssue[];
}

export interface IdentifiedObjectsContext extends Located {
  /** The path that the list of objects has or should have. */
  readonly objectsPath: string;
  readonly metadata: JsonContext | null;
  readonly objects: JsonContext | null;
}

/** A precomputed annotation: a directory for one shape. */
export interface PrecomputeContext extends Located {
  /** The shape as in the name of the directory, such as `orientedpoint`. */
  readonly shape: string;
  /** The width of a voxel, in Å. */
  readonly spacing: number;
  /** The size in bytes of each file, by path inside the directory. */
  readonly files: ReadonlyMap<string, number>;
  /** Null if the file does not exist. */
  readonly info: Content<PrecomputedInfo> | null;
  readonly meshInfo: Content<MeshInfo> | null;
  readonly segmentProperties: Content<SegmentProperties> | null;
  readonly annotation: AnnotationContext | null;
  /** The source of the precomputed annotation: points, a mask or a mesh. */
  readonly points: PointsContext | null;
  readonly mask: MaskContext | null;
  readonly mesh: MeshContext | null;
}

/** A precomputed directory, after a scan of its files. */
export interface PrecomputeContentContext extends PrecomputeContext {
  readonly facts: PrecomputeFacts;
}

export interface ViewerContext extends Located {
  /** The whole Neuroglancer state. */
  readonly state: JsonValue;
  readonly layers: readonly ViewerLayer[];
  readonly tomogram: TomogramContext;
  readonly hasPrecomputes: boolean;
  /** Annotations of the run with the same alignment as the tomogram: those that it should show. */
  readonly annotations: readonly {
    readonly annotation: AnnotationContext;
    /** Its voxel spacing, in Å. */
    readonly spacing: number;
    readonly precomputed: readonly string[];
    /** Names of the properties that its precomputed points have, or lack as another rule reports, by shape. */
    readonly properties: ReadonlyMap<string, readonly string[]>;
  }[];
}

export interface VoxelSpacingContext extends Located {
  /** In Å, from the name of the directory. */
  readonly spacing: number;
  readonly tomograms: readonly TomogramContext[];
  readonly annotations: readonly AnnotationContext[];
  readonly precomputes: readonly PrecomputeContext[];
}

/** The subject of a fault in a precomputed directory; each has its own rule. */
export type PrecomputeAspect =
  | PrecomputedAspect
  | 'ids'
  | 'records'
  | 'points'
  | 'voxels'
  | 'segments'
  | 'placement';

/** The faults that a scan of a precomputed directory found. */
export type PrecomputeFacts = ReadonlyMap<PrecomputeAspect, readonly ReportedIssue[]>;
