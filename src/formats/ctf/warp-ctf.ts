import { FormatError } from '../../errors/index.js';
import { warpTilts } from '../tilt-series/index.js';
import type { LocatedRow } from './ctf-row.js';

const angstromPerMicron = 10_000;

/**
 * Rows of a tilt series of Warp or M: grids with defocus and astigmatism in µm, its angle in degrees and phase shift in π. The two defoci are defocus ± astigmatism / 2, as Warp exports them (DialogTomoParticleExport.xaml.cs).
 * Fails with a FormatError where there is no defocus, or a grid is invalid.
 */
export function parseWarpCtf(text: string, path: string): LocatedRow[] {
  const tilts = warpTilts({ text, path });
  const defocus = tilts.grid('GridCTF');
  // Warp writes one node of 0 µm before it has estimated anything.
  if (defocus === null || defocus.every((value) => value === 0)) {
    throw new FormatError('no defocus for every section', {
      path,
      expected: '<GridCTF> with an estimate (µm)',
      found: defocus === null ? 'none' : '0 everywhere',
    });
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
