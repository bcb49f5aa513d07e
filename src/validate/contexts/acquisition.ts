import { type JsonObject, shapeAt } from '../../base/json-value.js';
import type { Alignment } from '../../formats/alignment/alignment-section.js';
import type { RecordedCtfRow } from '../../formats/ctf/ctf-tables.js';
import type { Mdoc } from '../../formats/mdoc.js';
import type { MrcKind } from '../../tree/entities/entity-row.js';
import type { Layout } from '../../tree/layout/path-templates.js';
import type { Asset } from '../../tree/tree-file.js';
import type { Content } from '../../tree/tree-reader.js';
import type { DescribedMrc, MrcFields } from '../../volume/mrc/header.js';
import type { OmeZarrVersion, Shape, VolumeKind } from '../../volume/volume.js';
import type { ArrayMetadata, DescribedArray } from '../../volume/zarr/array-metadata.js';
import type { VoxelFacts } from '../voxels/voxel-facts.js';
import type { Identified, JsonContext, Located } from './files.js';

/** An MRC file, with its header. */
export interface MrcContext extends Located, Content<DescribedMrc> {
  readonly kind: MrcKind;
  /** True for gzip or bzip2, whose size does not follow from the header. */
  readonly isCompressed: boolean;
  /** False if the header prevents reading the volume; other rules report why. */
  readonly isReadable: boolean;
}

/** A level of an OME-Zarr, by its `.zarray` or `zarr.json`. */
export interface ZarrLevel extends DescribedArray {
  /** The metadata if samples can be read with it, else null; other rules report why. */
  readonly readable: ArrayMetadata | null;
}

/** An OME-Zarr, with its metadata and the sizes of its files. */
export interface ZarrFiles {
  /** The directory, relative to the root of the tree. */
  readonly path: string;
  /** The size in bytes of each file, by path inside the OME-Zarr. */
  readonly files: ReadonlyMap<string, number>;
  readonly version: OmeZarrVersion;
  readonly group: Content<JsonObject>;
  /** The attributes of the image; in OME-Zarr 0.5 those below `ome` in the file of the group. */
  readonly attributes: Content<JsonObject>;
  /** By name of the level: `0`, `1`, `2`. */
  readonly arrays: ReadonlyMap<string, Content<ZarrLevel>>;
  /** The `.zattrs` of levels that have one. */
  readonly levelAttributes: readonly Content<JsonObject>[];
}

export type HeaderStatistics = Pick<MrcFields, 'dmin' | 'dmax' | 'dmean' | 'rms'>;

/** An OME-Zarr, with what the MRC beside it says. */
export interface ZarrContext extends Located {
  readonly kind: VolumeKind;
  readonly zarr: ZarrFiles;
  /** The statistics in the MRC header; null if it has no range of values. */
  readonly statistics: HeaderStatistics | null;
  /** The shape of the MRC file beside it; null if there is none, or it is unreadable. */
  readonly mrcShape: Shape | null;
}

/** A volume in one or two formats, with its metadata. */
export interface VolumeContext extends Located {
  readonly kind: VolumeKind;
  readonly mrc: MrcContext | null;
  readonly zarr: ZarrFiles | null;
  /** The paths that the two formats should have. */
  readonly mrcPath: string;
  readonly zarrPath: string;
  /** The metadata file with `size` and `scales`; null for masks. */
  readonly metadata: JsonContext | null;
  /** The declared voxel spacing, in Å: from the directory, or the `pixel_spacing` of a tilt series. */
  readonly spacing: number | null;
}

/** The labels of an instance mask: its OME-Zarr, and the object count in the metadata of the annotation. */
export interface LabelsContext extends Located {
  readonly layout: Layout;
  readonly zarr: ZarrFiles;
  readonly objectCount: number | null;
}

/** The voxels of a volume, after a scan. */
export interface VoxelsContext extends Located {
  readonly volume: VolumeContext;
  readonly facts: VoxelFacts;
}

/** The header of a frame or gain file. */
export interface FrameImage {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  readonly sections: number;
  /** The MRC mode; null in other formats. */
  readonly mode: number | null;
  /** In Å along x and y; null if the file does not have it. */
  readonly pixelSpacing: { readonly x: number; readonly y: number } | null;
  /** Minimum, maximum, mean and standard deviation in the header; null if it does not have them. */
  readonly statistics: readonly number[] | null;
  /** True if the voxels were looked at and are all zero. */
  readonly isBlank?: boolean;
}

export interface FrameFile extends Content<FrameImage> {
  readonly name: string;
  /** The extension, in lower case: `mrc`, `mrc.bz2`. */
  readonly extension: string;
}

/** The frames, gains and mdocs of a run. */
export interface FramesContext extends Located {
  readonly layout: Layout;
  readonly metadata: JsonContext | null;
  readonly mdocs: readonly Content<Mdoc>[];
  /** Paths of the mdocs of two branches that are one in `mdocs`: metadata name one of them. */
  readonly branches: readonly string[];
  readonly frames: readonly FrameFile[];
  readonly gains: readonly FrameFile[];
  readonly hasTiltSeries: boolean;
}

/** A file with one angle per line, in degrees. */
export type AngleFile = Content<readonly number[]>;

export interface TiltSeriesContext extends Identified {
  readonly volume: VolumeContext;
  readonly rawTilts: readonly AngleFile[];
  /** CTF tables; their rows are read only if side-car files are. */
  readonly ctfs: readonly Content<readonly RecordedCtfRow[]>[];
  readonly frames: FramesContext;
}

export interface AlignmentContext extends Identified {
  readonly files: readonly Asset[];
  /** The alignment in its files; null if side-car files are not read. */
  readonly aligned: Content<Alignment> | null;
  /** The tilt files (`.tlt`) of the alignment. */
  readonly tilts: readonly AngleFile[];
  readonly tiltSeries: TiltSeriesContext | null;
  /** The tomograms whose metadata refer to this alignment. */
  readonly tomograms: readonly VolumeContext[];
  readonly frames: FramesContext;
}

/**
 * Returns the shape (z, y, x) that at least two of MRC header, OME-Zarr and metadata agree on, so that one wrong number
 * does not make all annotations of the volume wrong; else the first one available. Null if there is none.
 */
export function agreedShape({ mrc, zarr, metadata }: VolumeContext): Shape | null {
  const shapes = [mrc?.value?.shape, zarr?.arrays.get('0')?.value?.shape, shapeAt(metadata?.value, 'size')];
  const known = shapes.filter((shape) => shape != null);
  const isTwice = (shape: Shape) => known.filter((other) => other.join() === shape.join()).length > 1;
  return known.find(isTwice) ?? known[0] ?? null;
}
