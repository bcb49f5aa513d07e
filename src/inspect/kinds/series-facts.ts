import type { CtfRow } from '../../formats/ctf/index.js';

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
export interface AlignmentRow {
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
