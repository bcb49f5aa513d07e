import type { CtfRow } from '../../formats/ctf/index.js';
import { matchRawTilts } from '../../formats/mdoc/index.js';
import { Float, type JsonObject, type JsonValue } from '../../json/index.js';

/**
 * One record a raw tilt angle (degrees): the mdoc section of that angle, and the CTF row of that section.
 * Fails with a FormatError naming an angle that no mdoc section has.
 */
export function perSectionParameters(
  rawAngles: readonly number[],
  sections: readonly { readonly ZValue: number; readonly TiltAngle: number }[],
  ctfRows: readonly CtfRow[],
  options: { readonly rawtlt: string; readonly mdoc: string; readonly compatible?: 'none' | 'portal' },
): JsonObject[] {
  const ctfBySection = new Map(ctfRows.map((row) => [row.section, row]));
  return matchRawTilts(rawAngles, sections, options).map(({ zIndex, section }) => {
    const row = ctfBySection.get(zIndex + 1);
    return {
      z_index: zIndex,
      frame_acquisition_order: section.ZValue,
      raw_angle: new Float(section.TiltAngle),
      astigmatic_angle: measured(row?.azimuth),
      cross_correlation: measured(row?.crossCorrelation),
      major_defocus: measured(row?.defocus1),
      max_resolution: measured(row?.maxResolution),
      minor_defocus: measured(row?.defocus2),
      phase_shift: measured(row?.phaseShift),
    };
  });
}

function measured(value: number | undefined): JsonValue {
  return value === undefined ? null : new Float(value);
}
