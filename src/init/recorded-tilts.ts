import { ifValid } from '../base/errors.js';
import { relionTilts } from '../formats/relion-tilts.js';
import { totalDose } from '../formats/source-description.js';

/** The acquisition of a tilt series after a table of RELION; unknown values are null. */
export interface RecordedTilts {
  /** Degrees, in order of acquisition if the table has doses. */
  readonly angles: readonly number[];
  /** Angle of the tilt axis in degrees. */
  readonly axis: number | null;
  /** Total exposure in e/Å². */
  readonly flux: number | null;
}

const nominal = 'rlnTomoNominalStageTiltAngle';

/** Returns what a text of RELION records of the tilts of a run; null for other, damaged and unfinished texts. */
export function recordedTilts(text: string, path: string, run: string): RecordedTilts | null {
  // Most files are no tables of RELION.
  if (!text.includes(nominal) || !text.endsWith('\n')) return null;
  return ifValid(() => {
    const { rows = [] } = relionTilts([{ text, path }], [[nominal]], { run }) ?? {};
    if (rows.length === 0) return null;
    const tilts = rows.map((row) => ({
      angle: row.number(nominal) ?? 0,
      dose: row.optional('rlnMicrographPreExposure'),
    }));
    const doses = tilts.flatMap(({ dose }) => dose ?? []);
    const isWhole = doses.length === rows.length && doses.includes(0) && doses.some((dose) => dose > 0);
    return {
      angles: tilts.sort((a, b) => (a.dose ?? 0) - (b.dose ?? 0)).map(({ angle }) => angle),
      axis: rows[0]?.optional('rlnTomoNominalTiltAxisAngle') ?? null,
      flux: isWhole ? totalDose(...doses) : null,
    };
  });
}
