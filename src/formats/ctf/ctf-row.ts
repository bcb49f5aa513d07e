/** CTF estimate of one section. Positive defocus is underfocus. */
export interface CtfRow {
  /** 1-based place in the tilt series. */
  readonly section: number;
  /** Å, along the axis of larger defocus. */
  readonly defocus1: number;
  /** Å, across it. */
  readonly defocus2: number;
  /** Degrees from X to the axis of `defocus1`. */
  readonly azimuth?: number;
  /** Radians. */
  readonly phaseShift?: number;
  readonly crossCorrelation?: number;
  /** Å to which the fit is good. */
  readonly maxResolution?: number;
}

/** A row with the 1-based line it stands in. */
export interface LocatedRow {
  readonly line: number;
  readonly row: CtfRow;
}
