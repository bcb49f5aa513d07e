import type { Mdoc } from '../../formats/mdoc/index.js';
import type { SniffedFile } from '../../sources/sniff/index.js';
import type { SampleType, Shape } from '../../volume/volume.js';

/** What the header of a volume says. */
export interface VolumeFacts {
  readonly format: string;
  readonly shape: Shape;
  readonly sampleType: SampleType;
  /** Å along x; null where the header has none. */
  readonly voxelSize: number | null;
  /** Smallest and largest value, where the header states them. */
  readonly range: { readonly min: number; readonly max: number; readonly mean: number } | null;
  /** Of an MRC: 0 for image stacks, 1 for volumes. */
  readonly spaceGroup: number | null;
  /** Kind of extended header of an MRC, empty where there is none. */
  readonly extended: string;
}

/** What a file says of itself, from its beginning alone. */
export interface FileFacts {
  readonly sniffed: SniffedFile;
  readonly volume: VolumeFacts | null;
  readonly mdoc: Mdoc | null;
  /** Degrees, in file order, of a list of tilt angles. */
  readonly angles: readonly number[] | null;
  /** Of points: whether they have angles; null where that is not known. */
  readonly isOriented: boolean | null;
  /** The beginning of a text, up to 64 KiB; empty for binary files. */
  readonly text: string;
  /** Why it could not be read; null where it could. */
  readonly fault: string | null;
}
