import type { JsonValue } from '../../base/json-value.js';
import type { AccessorFault } from '../../formats/mesh/glb-accessors.js';
import type { PrecomputedInfo } from '../../neuroglancer/expected-files.js';
import type { MeshInfo } from '../../neuroglancer/mesh/mesh.js';
import type { PrecomputedAspect } from '../../neuroglancer/precomputed-reader.js';
import type { ViewerLayer } from '../../neuroglancer/read-layers.js';
import type { SegmentProperties } from '../../neuroglancer/segmentation-info.js';
import type { Asset } from '../../tree/tree-file.js';
import type { Content } from '../../tree/tree-reader.js';
import type { Shape } from '../../volume/volume.js';
import { type ReportedIssue, withMore } from '../finding.js';
import type { VolumeContext } from './acquisition.js';
import type { ImageContext, JsonContext, Located } from './files.js';

/** Points of an annotation file, one a line. */
export interface PointTable {
  readonly count: number;
  /** x, y, z of every point in voxels, one after another. */
  readonly locations: Float64Array;
  /** Line of every point. */
  readonly lines: Uint32Array;
  /** Rows of the rotation of every point, one after another; null for shapes without. */
  readonly rotations: Float32Array | null;
  /** Instance of every point; null for shapes without. */
  readonly instanceIds: Float64Array | null;
  /** Distinct instance ids; 0 for shapes without. */
  readonly instances: number;
  /** Lines that are not a point, the first ones only. */
  readonly faults: readonly ReportedIssue[];
  /** How many lines are not a point. */
  readonly faultCount: number;
  /** Points whose `type` is not the shape's. */
  readonly wrongType: readonly { readonly line: number; readonly found: string }[];
  /** Points whose rotation matrix is none, with what is wrong. */
  readonly wrongRotation: readonly { readonly line: number; readonly found: string }[];
}

export interface TomogramContext extends Located {
  readonly id: string;
  readonly metadata: JsonContext | null;
  readonly volume: VolumeContext;
  readonly images: readonly ImageContext[];
  readonly vizConfig: JsonContext | null;
  /** Å that the directory's name gives. */
  readonly directorySpacing: number;
}

export interface PointsContext extends Located, Content<PointTable> {
  /** Shape as the file name spells it: `point`, `orientedpoint`, `instancesegmentation`. */
  readonly shape: string;
  /** Voxels of the tomogram that the points lie in, where it is known. */
  readonly bounds: Shape | null;
}

/** What a mesh file holds. */
interface MeshFacts {
  /** Those of three different vertices. */
  readonly triangles: number;
  /** What the file says of its numbers and they are not. */
  readonly accessorFaults: readonly AccessorFault[];
  /** Bytes after the end that the file's header gives. */
  readonly trailingBytes: number;
  /** Smallest and largest x, y, z of its vertices. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Whether a node of the scene moves, turns or scales it. */
  readonly isTransformed: boolean;
}

export interface MeshContext extends Located, Content<MeshFacts> {
  /** Voxels of the tomogram that the mesh lies in, where it is known. */
  readonly bounds: Shape | null;
}

/** A mask with the shape of the tomogram it belongs to, where that is known. */
export interface MaskContext extends Located {
  readonly volume: VolumeContext;
  readonly bounds: Shape | null;
}

export interface AnnotationContext extends Located {
  readonly id: string;
  readonly metadata: JsonContext | null;
  /** Every metadata file of the directory; one is expected. */
  readonly metadataFiles: readonly Asset[];
  readonly files: readonly Asset[];
  readonly points: readonly PointsContext[];
  readonly meshes: readonly MeshContext[];
  readonly masks: readonly MaskContext[];
}

export interface IdentifiedObjectsContext extends Located {
  /** Where the list of objects is, or would be. */
  readonly objectsPath: string;
  readonly metadata: JsonContext | null;
  readonly objects: JsonContext | null;
}

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
interface ViewedAnnotation {
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

/** What is wrong inside a precomputed directory, by the rule that it breaks. */
export type PrecomputeAspect =
  | PrecomputedAspect
  | 'ids'
  | 'records'
  | 'points'
  | 'voxels'
  | 'segments'
  | 'placement';

/** What a look into a precomputed directory found. */
export interface PrecomputeFacts {
  readonly faults: ReadonlyMap<PrecomputeAspect, readonly ReportedIssue[]>;
}

/** Faults of one kind that are spelled out for one directory. */
const spelledOut = 5;

/** Collects faults by their kind; of many of one kind the first are kept and the others counted. */
export class IssueTally {
  readonly #faults = new Map<PrecomputeAspect, ReportedIssue[]>();
  readonly #counts = new Map<PrecomputeAspect, number>();

  add(kind: PrecomputeAspect, fault: ReportedIssue): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const kept = this.#faults.get(kind) ?? [];
    this.#faults.set(kind, kept);
    if (count <= spelledOut) kept.push(fault);
  }

  has(kind: PrecomputeAspect): boolean {
    return this.#counts.has(kind);
  }

  finish(): PrecomputeFacts {
    for (const [kind, count] of this.#counts) {
      const kept = this.#faults.get(kind);
      if (kept !== undefined) this.#faults.set(kind, withMore(kept, count, 'like it'));
    }
    return { faults: this.#faults };
  }
}
