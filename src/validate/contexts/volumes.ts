import type { JsonValue } from '../../json/index.js';
import type { Content } from '../../tree/index.js';
import type { Shape, VolumeKind } from '../../volume/volume.js';
import type { MrcHeader } from '../mrc/mrc-header.js';
import type { VoxelFacts } from '../voxels/voxel-facts.js';
import type { JsonContext } from './files.js';
import type { Located } from './located.js';

/** What a MRC file is, which decides what its header must say. */
export type MrcKind = VolumeKind | 'frame' | 'gain';

export interface MrcContext extends Located, Content<MrcHeader> {
  readonly kind: MrcKind;
  /** Compressed files are not expected to have the size that their header asks for. */
  readonly isCompressed: boolean;
}

/** One level of a zarr, as its `.zarray` describes it. */
export interface ZarrArray {
  readonly shape: Shape;
  readonly chunks: Shape;
  /** As zarr spells it, e.g. `<f4`. */
  readonly dtype: string;
  /** Between the numbers in a chunk's name. */
  readonly separator: '/' | '.';
  /** The codec's settings; null where chunks are stored as they are. */
  readonly compressor: { readonly id: string } | null;
  /** The whole document. */
  readonly document: JsonValue;
}

export interface ZarrFiles {
  /** Directory below the tree's root. */
  readonly path: string;
  /** Bytes by path inside the zarr. */
  readonly files: ReadonlyMap<string, number>;
  readonly group: Content<JsonValue>;
  readonly attributes: Content<JsonValue>;
  /** By the name of the level: `0`, `1`, `2`. */
  readonly arrays: ReadonlyMap<string, Content<ZarrArray>>;
}

export interface ZarrContext extends Located {
  readonly kind: VolumeKind;
  readonly zarr: ZarrFiles;
  /** Shape that the MRC beside it has, where it can be read. */
  readonly mrcShape: Shape | null;
}

/** A volume in its one or two formats, with what its metadata say of it. */
export interface VolumeContext extends Located {
  readonly kind: VolumeKind;
  readonly mrc: MrcContext | null;
  readonly zarr: ZarrFiles | null;
  /** Where the two formats should lie. */
  readonly mrcPath: string;
  readonly zarrPath: string;
  /** Metadata file with `size` and `scales`; null for masks. */
  readonly metadata: JsonContext | null;
  /** Å that the volume is declared to have: the directory's, or a tilt series' pixel_spacing. */
  readonly spacing: number | null;
}

/** An instance mask's labels: those of its zarr's attributes, and the count in the annotation. */
export interface LabelsContext extends Located {
  readonly zarr: ZarrFiles;
  readonly objectCount: number | null;
}

/** What was found in the voxels of a volume. */
export interface VoxelsContext extends Located {
  readonly volume: VolumeContext;
  readonly facts: VoxelFacts;
}
