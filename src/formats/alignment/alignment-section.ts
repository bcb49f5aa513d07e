/**
 * How one section of a tilt series was aligned: `raw = inPlaneRotation · aligned + (xOffset, yOffset)`, in pixels
 * of the unbinned stack, both images with their origin in the centre. The aligned image is the projection along z of the volume
 * that is turned by Ry(tiltAngle) · Rx(volumeXRotation), both right-handed.
 */
export interface AlignmentSection {
  /** 0-based place in the tilt series, in stack order. */
  readonly zIndex: number;
  /** Degrees. */
  readonly tiltAngle: number;
  /** Degrees about X; 0 where the program has none. */
  readonly volumeXRotation: number;
  /** 2 × 2, row by row. */
  readonly inPlaneRotation: number[][];
  readonly xOffset: number;
  readonly yOffset: number;
}
