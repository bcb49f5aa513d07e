/** A contour's points: x, y, z of each in turn, as they are stored (pixels). */
export interface ImodContour {
  readonly points: Float32Array;
}

export interface ImodObject {
  readonly name: string;
  readonly contours: readonly ImodContour[];
}

/** A view of the slicer window: the centre in pixels and the angles in degrees, each x, y, z. */
export interface SlicerAngle {
  readonly time: number;
  readonly angles: readonly [number, number, number];
  readonly centre: readonly [number, number, number];
  readonly label: string;
}

/** What an IMOD model file holds that annotations are made of. */
export interface ImodModel {
  readonly name: string;
  readonly objects: readonly ImodObject[];
  readonly slicerAngles: readonly SlicerAngle[];
  /** Counts in the headers that the chunks do not bear out. */
  readonly warnings: readonly string[];
}
