import { FormatError } from '../../errors/index.js';
import type { CtfRow } from '../../formats/ctf/index.js';
import { type JsonObject, type JsonValue, objectsAt } from '../../json/index.js';
import { perSectionParameters } from '../derive/index.js';
import { compareRecords, type ValueDifference } from './compare-records.js';

/** What of a section differs: its place and angle, or its CTF estimate. */
export type SectionAspect = 'order' | 'ctf';

const orderKeys: readonly string[] = ['z_index', 'frame_acquisition_order', 'raw_angle'];

/**
 * Values of `per_section_parameter` in tilt series metadata that raw tilts (degrees), mdoc and CTF table do not give, and
 * how many sections they give; null where a raw tilt has no section in the mdoc. `ctfRows` null: nothing is said of CTF.
 */
export function compareTiltSections(
  metadata: JsonValue,
  rawTilts: readonly number[],
  sections: readonly { readonly ZValue: number; readonly TiltAngle: number }[],
  ctfRows: readonly CtfRow[] | null,
): {
  readonly count: number;
  readonly differences: readonly (ValueDifference & { readonly aspect: SectionAspect })[];
} | null {
  const derived = derive(rawTilts, sections, ctfRows ?? []);
  if (derived === null) return null;
  const differences = compareRecords(objectsAt(metadata, 'per_section_parameter'), derived)
    .map((each) => ({
      ...each,
      aspect: orderKeys.includes(each.key) ? ('order' as const) : ('ctf' as const),
    }))
    .filter(({ aspect }) => aspect === 'order' || ctfRows !== null);
  return { count: derived.length, differences };
}

function derive(
  rawTilts: readonly number[],
  sections: Parameters<typeof perSectionParameters>[1],
  rows: readonly CtfRow[],
): JsonObject[] | null {
  try {
    return perSectionParameters(rawTilts, sections, rows, { rawtlt: '', mdoc: '' });
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}
