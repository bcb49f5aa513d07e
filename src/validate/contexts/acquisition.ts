import { type JsonObject, shapeAt } from '../../base/json-value.js';
import type { AlignmentSection } from '../../formats/alignment/alignment-section.js';
import type { CtfRow } from '../../formats/ctf/ctf-row.js';
import type { Layout } from '../../tree/layout/path-templates.js';
import type { Asset } from '../../tree/tree-file.js';
import type { Content } from '../../tree/tree-reader.js';
import type { DescribedMrc } from '../../volume/mrc/header.js';
import type { OmeZarrVersion, Shape, VolumeKind } from '../../volume/volume.js';
import type { ArrayMetadata, DescribedArray } from '../../volume/zarr/array-metadata.js';
import type { VoxelFacts } from '../voxels/voxel-facts.js';
import type { JsonContext, Located } from './files.js';

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

/** One section of an mdoc, with what checks need of it; null where the file says nothing. */
interface MdocSection {
  readonly zValue: number | null;
  /** Degrees. */
  readonly tiltAngle: number | null;
  /** File name at the end of SubFramePath. */
  readonly frameName: string | null;
  readonly subFrames: number | null;
  /** Seconds. */
  readonly exposureTime: number | null;
  /** Å. */
  readonly pixelSpacing: number | null;
}

export interface Mdoc {
  readonly sections: readonly MdocSection[];
  /** Degrees, from the title that gives it. */
  readonly tiltAxisAngle: number | null;
  /** Å, from before the first section. */
  readonly pixelSpacing: number | null;
  /** Kilovolts. */
  readonly voltage: number | null;
}

/** What a frame or gain file's header tells. */
export interface FrameImage {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Images in the file. */
  readonly sections: number;
  /** Å along x and y; null where the format or file gives none. */
  readonly pixelSpacing: { readonly x: number; readonly y: number } | null;
  /** Least and greatest value, mean and deviation that the header states; null where it states none. */
  readonly statistics: readonly number[] | null;
}

export interface FrameFile extends Content<FrameImage> {
  /** File name. */
  readonly name: string;
  /** What follows the name's stem, lower case: `mrc`, `mrc.bz2`. */
  readonly extension: string;
}

/** Frames, gains and mdocs of a run. */
export interface FramesContext extends Located {
  readonly layout: Layout;
  readonly metadata: JsonContext | null;
  readonly mdocs: readonly Content<Mdoc>[];
  readonly frames: readonly FrameFile[];
  readonly gains: readonly FrameFile[];
  /** Whether the run has a tilt series. */
  readonly hasTiltSeries: boolean;
}

/** One angle a line, degrees. */
export type AngleFile = Content<readonly number[]>;

export interface TiltSeriesContext extends Located {
  readonly id: string;
  readonly metadata: JsonContext | null;
  readonly volume: VolumeContext;
  readonly rawTilts: readonly AngleFile[];
  /** CTF tables, whose rows are read where whole files are looked into. */
  readonly ctfs: readonly Content<readonly CtfRow[]>[];
  readonly frames: FramesContext;
}

export interface AlignmentContext extends Located {
  readonly id: string;
  readonly metadata: JsonContext | null;
  readonly files: readonly Asset[];
  /** What its files say of each section, where whole files are looked into. */
  readonly sections: Content<readonly AlignmentSection[]> | null;
  /** Tilt files (`.tlt`) of the alignment. */
  readonly tilts: readonly AngleFile[];
  /** The tilt series that its metadata name. */
  readonly tiltSeries: TiltSeriesContext | null;
  /** Å and voxels of every tomogram that names this alignment. */
  readonly tomograms: readonly VolumeContext[];
  readonly frames: FramesContext;
}

/**
 * The shape of a volume that two of MRC header, zarr and metadata agree in, so that one wrong number does not make
 * everything that lies in the volume wrong; else the first of them that there is. Null where there is none.
 */
export function agreedShape({ mrc, zarr, metadata }: VolumeContext): Shape | null {
  const told: Shape[] = [];
  if (mrc?.value != null) told.push(mrc.value.shape);
  const level = zarr?.arrays.get('0')?.value;
  if (level != null) told.push(level.shape);
  const size = shapeAt(metadata?.value ?? undefined, 'size');
  if (size !== null) told.push(size);
  const isTwice = (shape: Shape) => told.filter((other) => other.join() === shape.join()).length > 1;
  return told.find(isTwice) ?? told[0] ?? null;
}
