import { FormatError } from '../../errors/index.js';
import { relionTilts } from '../tilt-series/index.js';
import type { LocatedRow } from './ctf-row.js';

const radiansPerDegree = Math.PI / 180;

/**
 * Rows of a STAR table with one image a row: a tilt series of RELION 5, or what Gctf writes. Sections are counted by rows, or
 * as `N@stack` numbers them; defocus in Å, phase shift in degrees (RELION's `metadata_label.h`). Fails with a FormatError where
 * no table has rlnDefocusU and rlnDefocusV.
 */
export function parseStarCtf(text: string, path: string): LocatedRow[] {
  const tilts = relionTilts({ text, path }, 'rlnDefocusU', 'rlnDefocusV');
  if (tilts === null) {
    const expected = 'a table with rlnDefocusU and rlnDefocusV';
    throw new FormatError('no CTF estimates', { path, expected, found: 'none' });
  }
  return tilts.rows.map(({ line, zIndex, number }) => {
    const azimuth = number('rlnDefocusAngle');
    const phase = number('rlnPhaseShift');
    const crossCorrelation = number('rlnCtfFigureOfMerit');
    const maxResolution = number('rlnCtfMaxResolution') ?? number('rlnFinalResolution');
    return {
      line,
      row: {
        section: zIndex + 1,
        defocus1: number('rlnDefocusU') ?? 0,
        defocus2: number('rlnDefocusV') ?? 0,
        ...(azimuth === null ? {} : { azimuth }),
        phaseShift: (phase ?? 0) * radiansPerDegree,
        ...(crossCorrelation === null ? {} : { crossCorrelation }),
        ...(maxResolution === null ? {} : { maxResolution }),
      },
    };
  });
}
