import { defined } from '../../base/collections.js';
import { fileError } from '../../base/errors.js';
import { numberAt } from '../../base/json-value.js';
import { cetsTilts } from '../cets-tilts.js';
import { type RunChoice, relionTilts } from '../relion-tilts.js';
import { warpTilts } from '../warp-tilts.js';
import type { LocatedRow } from './ctf-row.js';

const radiansPerDegree = Math.PI / 180;

/**
 * Reads a STAR table with one image a row: the tilt series of a run of RELION or Warp 2, or the output of Gctf.
 * Sections are counted by row, or by the N of `N@stack`; rows without it have the recorded tilt. Defocus in Å, phase
 * shift in degrees (RELION's `metadata_label.h`). Fails with a FormatError if no table has rlnDefocusU and
 * rlnDefocusV, or as `relionTilts` does.
 */
export function parseStarCtf(text: string, path: string, choice: RunChoice): LocatedRow[] {
  const columns = ['rlnDefocusU', 'rlnDefocusV'];
  const tilts = relionTilts([{ text, path }], [columns], choice);
  if (tilts === null) {
    const hint = text.includes('_rlnTomoTiltSeriesStarFile')
      ? 'this lists tilt series: give the file of each run, which rlnTomoTiltSeriesStarFile names'
      : undefined;
    const expected = `a table with ${columns.join(' and ')}`;
    throw fileError('no CTF estimates', { path, ...defined({ hint }) }, expected, 'none');
  }
  const nominal = tilts.rows.map(({ optional }) => optional('rlnTomoNominalStageTiltAngle'));
  const orders = ordersOf(tilts.rows.map(({ optional }) => optional('rlnMicrographPreExposure')));
  // RELION sorts a stack by tilt; rows in another order do not tell their sections.
  const isRising = nominal.every((tilt, at) => at === 0 || (tilt ?? 0) > (nominal[at - 1] ?? 0));
  const isKnown = !nominal.includes(null) && (tilts.areNumbered || isRising);
  return tilts.rows.map(({ line, zIndex, number, optional }, at) => {
    const value = (column: string) => optional(column) ?? undefined;
    const row = defined({
      section: zIndex + 1,
      tilt: tilts.areNumbered ? undefined : (nominal[at] ?? undefined),
      recorded: isKnown ? defined({ tilt: nominal[at] ?? 0, order: orders[at] }) : undefined,
      defocus1: number('rlnDefocusU') ?? 0,
      defocus2: number('rlnDefocusV') ?? 0,
      azimuth: value('rlnDefocusAngle'),
      phaseShift: (optional('rlnPhaseShift') ?? 0) * radiansPerDegree,
      crossCorrelation: value('rlnCtfFigureOfMerit'),
      maxResolution: value('rlnCtfMaxResolution') ?? value('rlnFinalResolution'),
    });
    return { line, row };
  });
}

/** Returns the 0-based place in the order of acquisition of images with these doses, all different; else nothing. */
function ordersOf(doses: readonly (number | null)[]): (number | undefined)[] {
  const ranks = doses.toSorted((a, b) => (a ?? 0) - (b ?? 0));
  const areOrdered = !doses.includes(null) && new Set(doses).size === doses.length;
  return areOrdered ? doses.map((dose) => ranks.indexOf(dose)) : [];
}

const angstromPerMicron = 10_000;

/**
 * Reads a tilt series of Warp or M: grids of defocus and astigmatism in µm, of its angle in degrees and of the phase
 * shift in π. The two defoci are defocus ± astigmatism / 2, as Warp exports them (DialogTomoParticleExport.xaml.cs).
 * Fails with a FormatError if there is no defocus, or a grid is invalid.
 */
export function parseWarpCtf(text: string, path: string): LocatedRow[] {
  const tilts = warpTilts({ text, path });
  const defocus = tilts.grid('GridCTF');
  // Warp writes one node of 0 µm before it has estimated anything.
  if (defocus === null || defocus.every((value) => value === 0)) {
    const found = defocus === null ? 'none' : '0 everywhere';
    throw fileError('no defocus for every section', path, '<GridCTF> with an estimate (µm)', found);
  }
  const deltas = tilts.grid('GridCTFDefocusDelta');
  const azimuths = tilts.grid('GridCTFDefocusAngle');
  const phases = tilts.grid('GridCTFPhase');
  return defocus.map((mean, index) => ({
    line: 1,
    row: {
      section: index + 1,
      defocus1: (mean + (deltas?.[index] ?? 0) / 2) * angstromPerMicron,
      defocus2: (mean - (deltas?.[index] ?? 0) / 2) * angstromPerMicron,
      azimuth: azimuths?.[index] ?? 0,
      phaseShift: (phases?.[index] ?? 0) * Math.PI,
    },
  }));
}

/**
 * Reads the tilt series of a run in a CETS data set: defoci in Å, angles in degrees; images without an estimate have no
 * row. Fails with a FormatError as `cetsTilts` does.
 */
export function parseCetsCtf(text: string, path: string, choice: RunChoice): LocatedRow[] {
  const { images } = cetsTilts({ text, path }, choice);
  const orders = ordersOf(images.map(({ image }) => numberAt(image, 'accumulated_dose')));
  return images.flatMap(({ image, zIndex }, at): LocatedRow[] => {
    const estimate = (key: string) => numberAt(image, 'ctf_metadata', key);
    const [defocus1, defocus2] = [estimate('defocus_u'), estimate('defocus_v')];
    if (defocus1 === null || defocus2 === null) return [];
    const phaseShift = (estimate('phase_shift') ?? 0) * radiansPerDegree;
    const angles = defined({ azimuth: estimate('defocus_angle') ?? undefined, phaseShift });
    const tilt = numberAt(image, 'nominal_tilt_angle');
    const recorded = tilt === null ? {} : { recorded: defined({ tilt, order: orders[at] }) };
    return [{ line: 1, row: { section: zIndex + 1, defocus1, defocus2, ...angles, ...recorded } }];
  });
}
