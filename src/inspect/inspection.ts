import type { Recognized } from '../deposition/sniff-file.js';
import type { CtfRow } from '../formats/ctf/ctf-row.js';
import type { AnnotationPoint } from '../formats/points/point.js';
import type { PublishedPoint } from '../formats/points/point-lines.js';
import type { FormEstimate } from '../volume/engine/estimate-forms.js';
import type { ZarrLevel } from '../volume/source/zarr-format.js';
import type { SampleType, Shape, VolumeHeader, VolumeStatistics } from '../volume/volume.js';

/** What a header, and on request the voxels, tell of a volume. */
export interface VolumeFacts {
  readonly kind: 'volume';
  /** Voxels along z, y, x. */
  readonly shape: Shape;
  readonly type: SampleType;
  /** Å along x, y, z; null where the header has none. */
  readonly voxelSize: VolumeHeader['voxelSize'];
  readonly byteOrder: 'little' | 'big';
  /** Of an MRC. */
  readonly mrc?: MrcFacts;
  /** Of an OME-Zarr, finest first. */
  readonly levels?: readonly ZarrLevel[];
  /** Of all voxels, where they were asked for. */
  readonly statistics?: VolumeStatistics;
  /** Labels of a segmentation, ascending, without 0: those that its metadata list, or that its voxels hold where statistics were asked for. */
  readonly labels?: readonly number[];
  /** What an OME-Zarr of it would take in each form, where that was asked for. */
  readonly compression?: readonly FormEstimate[];
  /** What is odd about the header. */
  readonly warnings: readonly string[];
}

/** What only an MRC header has. */
export interface MrcFacts {
  readonly mode: number;
  /** 0 for image stacks, 1 for volumes. */
  readonly spaceGroup: number;
  /** Bytes and type of the extended header; null where there is none. */
  readonly extendedHeader: { readonly type: string; readonly bytes: number } | null;
  readonly labels: readonly string[];
}

/** A movie of one tilt. */
export interface FramesFacts {
  readonly kind: 'frames';
  /** Frames, rows, columns. */
  readonly shape: Shape;
  readonly warnings: readonly string[];
}

/** A table of a STAR file, or its keys. */
export interface StarBlock {
  readonly name: string;
  /** Names of the columns of its table; none where it has keys only. */
  readonly columns: readonly string[];
  readonly rows: number;
  readonly keys: Readonly<Record<string, string>>;
}

/** A file of points as its reader sees it. */
export interface PointsFacts {
  readonly kind: 'points';
  /** What the configuration calls the format; null for published points. */
  readonly file_format: string | null;
  /** What the format can be read as. */
  readonly types: readonly string[];
  /** Null where the points could not be read by themselves. */
  readonly count: number | null;
  /** Why not. */
  readonly unread?: string;
  /** Names of columns; empty where the format has none. */
  readonly columns: readonly string[];
  /** Blocks of a STAR file. */
  readonly blocks?: readonly StarBlock[];
  /** The first rows, as they are written. */
  readonly rows: readonly (readonly string[])[];
  /** The first points, as they are read: in the unit of the file. */
  readonly points: readonly (AnnotationPoint | PublishedPoint)[];
  /** Least and greatest coordinates; null without points. */
  readonly bounds: Bounds | null;
  /** Distinct instances, where points have them. */
  readonly instances?: number;
}

/** Least and greatest of x, y, z. */
export interface Bounds {
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

/** A STAR file that holds no points. */
export interface StarFacts {
  readonly kind: 'star';
  /** None reads it for points. */
  readonly file_format: null;
  readonly blocks: readonly StarBlock[];
  readonly rows: readonly (readonly string[])[];
}

/** Delimited text that holds no points: a run map, a list. */
export interface TableFacts {
  readonly kind: 'table';
  readonly columns: readonly string[];
  /** Rows below the first. */
  readonly count: number;
  readonly rows: readonly (readonly string[])[];
}

/** A picture; null where its header does not state the size. */
export interface PictureFacts {
  readonly kind: 'picture';
  readonly width: number | null;
  readonly height: number | null;
}

/** A surface of triangles in the unit of its file. */
export interface MeshFacts {
  readonly kind: 'mesh';
  readonly vertices: number;
  readonly triangles: number;
  readonly bounds: Bounds | null;
}

/** A JSON, YAML or XML document. */
export interface DocumentFacts {
  readonly kind: 'json' | 'yaml' | 'xml';
  /** Keys of its top level, or the name of its root element; a list has none. */
  readonly keys: readonly string[];
  /** Items of a list. */
  readonly items?: number;
}

/** A text that no reader takes. */
export interface TextFacts {
  readonly kind: 'text';
  readonly lines: number;
  /** The first ones. */
  readonly rows: readonly string[];
}

/** Angles in degrees, and how they are spread. */
export interface AngleRange {
  readonly min: number;
  readonly max: number;
  /** The median of the steps between neighbours; null where there are fewer than two. */
  readonly step: number | null;
}

/** One section of an mdoc. */
export interface MdocRow {
  readonly section: number;
  readonly angle: number | null;
  /** e/Å² */
  readonly dose: number | null;
  readonly subFrame: string | null;
}

/** A SerialEM metadata file. */
export interface MdocFacts {
  readonly kind: 'mdoc';
  readonly sections: number;
  /** Degrees, in the order of the file. */
  readonly angles: readonly number[];
  readonly range: AngleRange | null;
  /** Å */
  readonly pixelSize: number | null;
  /** Columns and rows of an image. */
  readonly imageSize: readonly [number, number] | null;
  /** kV */
  readonly voltage: number | null;
  /** Degrees. */
  readonly tiltAxis: number | null;
  /** e/Å², all sections together; null where one gives none. */
  readonly totalDose: number | null;
  readonly titles: readonly string[];
  readonly rows: readonly MdocRow[];
}

/** `.tlt`, `.rawtlt`, `.tltx` or `.xtilt`. */
export interface AnglesFacts {
  readonly kind: 'angles';
  readonly sections: number;
  readonly angles: readonly number[];
  readonly range: AngleRange | null;
}

/** `.xf`: a transform a section. */
export interface TransformsFacts {
  readonly kind: 'transforms';
  readonly sections: number;
  readonly columns: readonly string[];
  /** The first ones. */
  readonly rows: readonly (readonly number[])[];
}

/** A section as an alignment places it. */
interface AlignmentRow {
  readonly section: number;
  readonly angle: number;
  /** Degrees that the image is turned in its plane. */
  readonly rotation: number;
  /** Pixels; null where only the pixel size would tell them. */
  readonly shift: readonly [number, number] | null;
}

/** An alignment that is one file. */
export interface AlignmentFacts {
  readonly kind: 'alignment';
  readonly sections: number;
  readonly angles: readonly number[];
  readonly range: AngleRange | null;
  readonly rows: readonly AlignmentRow[];
  /** Sections that a command file leaves out, counted from 1. */
  readonly excluded?: readonly number[];
  /** The only sections that a command file takes, where it names them. */
  readonly included?: readonly number[];
}

/** A CTF table. */
export interface CtfFacts {
  readonly kind: 'ctf';
  readonly sections: number;
  /** Least and greatest defocus in Å; null without rows. */
  readonly defocus: readonly [number, number] | null;
  readonly rows: readonly CtfRow[];
}

/** What the readers see in a file, by its kind. */
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

/** What a file is. */
export type Inspection = InspectedFacts & {
  /** As it was given. */
  readonly path: string;
  /** As the registry of its kind names the format. */
  readonly format: string;
  /** Bytes of the file; null for an OME-Zarr. */
  readonly bytes: number | null;
  /** What it can be read as besides. */
  readonly others: readonly Recognized[];
};
