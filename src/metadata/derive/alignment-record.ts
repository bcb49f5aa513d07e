import type { AlignmentSection } from '../../formats/alignment/index.js';
import { Float, type JsonObject } from '../../json/index.js';

/** What alignment metadata say of a section. */
export function alignmentRecord(section: AlignmentSection): JsonObject {
  return {
    z_index: section.zIndex,
    tilt_angle: new Float(section.tiltAngle),
    volume_x_rotation: new Float(section.volumeXRotation),
    in_plane_rotation: section.inPlaneRotation.map((row) => row.map((value) => new Float(value))),
    x_offset: new Float(section.xOffset),
    y_offset: new Float(section.yOffset),
  };
}
