/** The CTF estimate of one section. Positive defocus is underfocus. */
export interface CtfRow {
  /** 1-based index in the tilt series. */
  readonly section: number;
  /** Å, along the axis of the larger defocus. */
  readonly defocus1: number;
  /** Å, at right angles to it. */
  readonly defocus2: number;
  /** Degrees from X to the axis of `defocus1`. */
  readonly azimuth?: number;
  /** Radians. */
  readonly phaseShift?: number;
  readonly crossCorrelation?: number;
  /** Resolution, in Å, up to which the fit is good. */
  readonly maxResolution?: number;
}

/** A row of a table that may state the recorded tilt of the section, in degrees, rather than number its sections. */
export interface RecordedCtfRow extends CtfRow {
  readonly tilt?: number;
  /** The tilt in degrees and the 0-based place in the order of acquisition, of a section that is known by its row. */
  readonly recorded?: { readonly tilt: number; readonly order?: number };
}

/** A row and its 1-based line in the file. */
export interface LocatedRow {
  readonly line: number;
  readonly row: RecordedCtfRow;
}
