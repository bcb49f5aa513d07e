import type { AccessorFault } from '../../formats/mesh/index.js';
import type { Asset, Content } from '../../tree/index.js';
import type { Shape } from '../../volume/volume.js';
import type { PointTable } from '../points/point-table.js';
import type { ImageContext, JsonContext } from './files.js';
import type { Located } from './located.js';
import type { VolumeContext } from './volumes.js';

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
export interface MeshFacts {
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
