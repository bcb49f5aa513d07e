import type { JsonObject } from '../../json/index.js';
import type { Content } from '../../tree/index.js';
import type { DescribedMrc } from '../../volume/mrc/index.js';
import type { Shape, VolumeKind } from '../../volume/volume.js';
import type { ArrayMetadata, DescribedArray } from '../../volume/zarr/index.js';
import type { OmeZarrVersion } from '../../volume/zarr-form.js';
import type { VoxelFacts } from '../voxels/voxel-facts.js';
import type { JsonContext } from './files.js';
import type { Located } from './located.js';

/** What a MRC file is, which decides what its header must say. */
export type MrcKind = VolumeKind | 'frame' | 'gain';

export interface MrcContext extends Located, Content<DescribedMrc> {
  readonly kind: MrcKind;
  /** Compressed files are not expected to have the size that their header asks for. */
  readonly isCompressed: boolean;
  /** Whether a volume can be read by its header; other rules tell why it cannot. */
  readonly isReadable: boolean;
}

/** One level of a zarr, as its `.zarray` or `zarr.json` describes it. */
export interface ZarrLevel extends DescribedArray {
  /** The same when samples can be read by it; other rules tell why they cannot. */
  readonly readable: ArrayMetadata | null;
}

export interface ZarrFiles {
  /** Directory below the tree's root. */
  readonly path: string;
  /** Bytes by path inside the zarr. */
  readonly files: ReadonlyMap<string, number>;
  readonly version: OmeZarrVersion;
  readonly group: Content<JsonObject>;
  /** Those of the image: below `ome` in 0.5, which has them in the file of the group. */
  readonly attributes: Content<JsonObject>;
  /** By the name of the level: `0`, `1`, `2`. */
  readonly arrays: ReadonlyMap<string, Content<ZarrLevel>>;
}

export interface ZarrContext extends Located {
  readonly kind: VolumeKind;
  readonly zarr: ZarrFiles;
  /** Least and largest value, by the header of the MRC; null where it does not say. */
  readonly range: readonly [number, number] | null;
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
