import type { Recognized } from '../deposition/sniff-file.js';
import type { CtfRow } from '../formats/ctf/ctf-tables.js';
import type { AnnotationPoint, PublishedPoint } from '../formats/points/point.js';
import type { FormEstimate } from '../volume/engine/estimate-forms.js';
import type { ZarrLevel } from '../volume/source/zarr-format.js';
import type { SampleType, Shape, VolumeHeader, VolumeStatistics } from '../volume/volume.js';

/** A volume: facts of its header and, on request, of its voxels. */
export interface VolumeFacts {
  readonly kind: 'volume';
  /** Shape in voxels, (z, y, x). */
  readonly shape: Shape;
  readonly type: SampleType;
  /** Å along x, y, z; null if the header has none. */
  readonly voxelSize: VolumeHeader['voxelSize'];
  readonly byteOrder: 'little' | 'big';
  /** For an MRC file. */
  readonly mrc?: MrcFacts;
  /** Levels of an OME-Zarr, finest first. */
  readonly levels?: readonly ZarrLevel[];
  /** Statistics of all voxels, if requested. */
  readonly statistics?: VolumeStatistics;
  /** Labels of a segmentation, ascending, without 0: by OME-Zarr metadata, or by voxels with statistics. */
  readonly labels?: readonly number[];
  /** Their names in the metadata of an OME-Zarr. */
  readonly labelNames?: readonly { readonly label: number; readonly name: string }[];
  /** Estimated size as OME-Zarr by version and compression, if requested. */
  readonly compression?: readonly FormEstimate[];
  /** Oddities of the header. */
  readonly warnings: readonly string[];
}

/** Fields of an MRC header. */
export interface MrcFacts {
  readonly mode: number;
  /** 0 for image stacks, 1 for volumes. */
  readonly spaceGroup: number;
  /** Origin (x, y, z) in Å. */
  readonly origin: readonly [x: number, y: number, z: number];
  /** Statistics as the header has them; null where the header says that they were not computed. */
  readonly headerStatistics: {
    readonly min: number;
    readonly max: number;
    readonly mean: number;
    /** Standard deviation. */
    readonly rms: number | null;
  } | null;
  /** Type and bytes of the extended header; null without one. */
  readonly extendedHeader: { readonly type: string; readonly bytes: number } | null;
  readonly labels: readonly string[];
}

/** A movie of frames of one tilt. */
export interface FramesFacts {
  readonly kind: 'frames';
  /** Frames, rows, columns. */
  readonly shape: Shape;
  readonly warnings: readonly string[];
}

/** A block of a STAR file: a table or keys with values. */
export interface StarBlock {
  readonly name: string;
  /** Names of the columns of its table; empty for a block of keys. */
  readonly columns: readonly string[];
  readonly rows: number;
  readonly keys: Readonly<Record<string, string>>;
}

/** A file of points. */
export interface PointsFacts {
  readonly kind: 'points';
  /** Value of `file_format` in a configuration; null for published points. */
  readonly file_format: string | null;
  /** Types of points that the format can be read as. */
  readonly types: readonly string[];
  /** Number of points; null if they cannot be read without a configuration. */
  readonly count: number | null;
  /** Why the points cannot be read. */
  readonly unread?: string;
  /** Names of the columns; empty for formats without columns. */
  readonly columns: readonly string[];
  /** Blocks of a STAR file. */
  readonly blocks?: readonly StarBlock[];
  /** The first rows as written. */
  readonly rows: readonly (readonly string[])[];
  /** The first points, in the unit of the file. */
  readonly points: readonly (AnnotationPoint | PublishedPoint)[];
  /** Bounds of the coordinates; null without points. */
  readonly bounds: Bounds | null;
  /** Number of distinct instances, for points with instances. */
  readonly instances?: number;
}

/** Lowest and highest x, y and z. */
export interface Bounds {
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

/** A STAR file without points. */
export interface StarFacts {
  readonly kind: 'star';
  /** Always null: no format of points reads it. */
  readonly file_format: null;
  readonly blocks: readonly StarBlock[];
  readonly rows: readonly (readonly string[])[];
}

/** Delimited text without points, such as a run data map. */
export interface TableFacts {
  readonly kind: 'table';
  readonly columns: readonly string[];
  /** Number of rows below the header. */
  readonly count: number;
  readonly rows: readonly (readonly string[])[];
}

/** A picture. Width and height in pixels are null if its header does not have them. */
export interface PictureFacts {
  readonly kind: 'picture';
  readonly width: number | null;
  readonly height: number | null;
}

/** A triangle mesh in the unit of its file. */
export interface MeshFacts {
  readonly kind: 'mesh';
  /** Names of the segments of an EMDB-SFF file. */
  readonly segments?: readonly string[];
  readonly vertices: number;
  readonly triangles: number;
  readonly bounds: Bounds | null;
}

/** A JSON, YAML or XML document. */
export interface DocumentFacts {
  readonly kind: 'json' | 'yaml' | 'xml';
  /** Keys at the top level, or the name of the root element of XML; none for a list. */
  readonly keys: readonly string[];
  /** Number of items of a list. */
  readonly items?: number;
}

/** A text that no reader takes. */
export interface TextFacts {
  readonly kind: 'text';
  readonly lines: number;
  /** The first lines. */
  readonly rows: readonly string[];
}

/** Lowest and highest angle, in degrees. */
export interface AngleRange {
  readonly min: number;
  readonly max: number;
  /** Median step between neighbours; null for fewer than two angles. */
  readonly step: number | null;
}

/** A section of an mdoc. */
interface MdocRow {
  readonly section: number;
  readonly angle: number | null;
  /** e/Å². */
  readonly dose: number | null;
  readonly subFrame: string | null;
}

/** A metadata file of SerialEM. */
export interface MdocFacts {
  readonly kind: 'mdoc';
  readonly sections: number;
  /** Tilt angles in degrees, in the order of the file. */
  readonly angles: readonly number[];
  readonly range: AngleRange | null;
  /** Å. */
  readonly pixelSize: number | null;
  /** Columns and rows. */
  readonly imageSize: readonly [number, number] | null;
  /** kV. */
  readonly voltage: number | null;
  /** Degrees. */
  readonly tiltAxis: number | null;
  /** Sum of the doses of all sections in e/Å²; null if a section has none. */
  readonly totalDose: number | null;
  readonly titles: readonly string[];
  readonly rows: readonly MdocRow[];
}

/** A list of angles in degrees: `.tlt`, `.rawtlt`, `.tltx` or `.xtilt`. */
export interface AnglesFacts extends Pick<MdocFacts, 'sections' | 'angles' | 'range'> {
  readonly kind: 'angles';
}

/** A file `.xf` with a transform for each section. */
export interface TransformsFacts {
  readonly kind: 'transforms';
  readonly sections: number;
  readonly columns: readonly string[];
  /** The first rows. */
  readonly rows: readonly (readonly number[])[];
}

/** A section of an alignment. */
interface AlignmentRow {
  readonly section: number;
  readonly angle: number;
  /** Rotation in the plane of the image, in degrees. */
  readonly rotation: number;
  /** Shift in pixels; null if it is in Å and the file has no pixel size. */
  readonly shift: readonly [number, number] | null;
}

/** An alignment of one file, or a command file of IMOD. */
export interface AlignmentFacts extends Omit<AnglesFacts, 'kind'> {
  readonly kind: 'alignment';
  /** Tilt series of a file of several; the other facts are those of the first. */
  readonly tomograms?: readonly string[];
  readonly rows: readonly AlignmentRow[];
  /** Sections that a command file excludes, counted from 1. */
  readonly excluded?: readonly number[];
  /** Sections that a command file includes, if it lists them. */
  readonly included?: readonly number[];
}

/** A CTF table. */
export interface CtfFacts {
  readonly kind: 'ctf';
  /** Tilt series of a file of several; the other facts are those of the first. */
  readonly tomograms?: readonly string[];
  readonly sections: number;
  /** Lowest and highest defocus in Å; null without rows. */
  readonly defocus: readonly [number, number] | null;
  readonly rows: readonly CtfRow[];
}

/** Facts of a file, by its kind. */
export type InspectedFacts =
  | VolumeFacts
  | FramesFacts
  | PictureFacts
  | MeshFacts
  | PointsFacts
  | MdocFacts
  | AnglesFacts
  | TransformsFacts
  | AlignmentFacts
  | CtfFacts
  | StarFacts
  | TableFacts
  | DocumentFacts
  | TextFacts;

/** Facts of a file with its path, format and size. */
export type Inspection = InspectedFacts & {
  /** The path as given. */
  readonly path: string;
  /** Name of the format in the registry of its kind. */
  readonly format: string;
  /** Size in bytes; null for an OME-Zarr. */
  readonly bytes: number | null;
  /** Other kinds and formats that it can be read as. */
  readonly others: readonly Recognized[];
};
