import type { AlignmentSection } from '../../formats/alignment/index.js';
import type { CtfRow } from '../../formats/ctf/index.js';
import type { Layout } from '../../layout/index.js';
import type { Asset, Content } from '../../tree/index.js';
import type { JsonContext } from './files.js';
import type { Located } from './located.js';
import type { VolumeContext } from './volumes.js';

/** One section of an mdoc, with what checks need of it; null where the file says nothing. */
export interface MdocSection {
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
