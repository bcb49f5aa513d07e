import { FormatError } from '../../errors/index.js';
import { warpTilts } from '../tilt-series/index.js';
import type { LocatedRow } from './ctf-row.js';

const angstromPerMicron = 10_000;

/**
 * Rows of a tilt series of Warp or M: grids of one node a section with defocus and astigmatism in µm, its angle in degrees and
 * phase shift in π. The two defoci are defocus ± astigmatism / 2, as Warp exports them (DialogTomoParticleExport.xaml.cs).
 * Fails with a FormatError where the defocus has not one node for every section.
 */
export function parseWarpCtf(text: string, path: string): LocatedRow[] {
  const tilts = warpTilts({ text, path });
  const defocus = tilts.grid('GridCTF');
  if (defocus === null) {
    throw new FormatError('no defocus for every section', {
      path,
      expected: `<GridCTF> with ${tilts.angles.length} nodes`,
      found: 'another number, or none',
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
