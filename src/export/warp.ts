import { numberAt } from '../base/json-value.js';
import { baseName } from '../storage/keys.js';
import { withoutBlanks } from './export-format.js';
import type { ExportWriter } from './export-output.js';
import { type StarCells, starTable } from './star.js';
import {
  loseAlignmentFacts,
  loseOtherSeries,
  loseSections,
  planeRotation,
  readTilts,
} from './tilt-sections.js';

/**
 * Writes `tomostar/{run}.tomostar` for each run, a list of its frames as WarpTools' `ts_import` writes it: tilts have
 * the opposite sign, doses are those before the image, and frames are named from the folder of the list. The frames are
 * in `frames/`. Warp cuts rows at blanks, so that names have none.
 */
export const writeWarp: ExportWriter = async (project, out) => {
  for (const run of project.runs) {
    const tilts = await readTilts(run, project.tree, null);
    loseOtherSeries(run, tilts, out);
    if (tilts === null) continue;
    const { label, metadata } = tilts.tiltSeries;
    loseAlignmentFacts(tilts, out);
    out.lose(tilts.alignment.label, 'shifts are left out: a tomostar has tilts and the axis');
    if (tilts.sections.some((section) => (section.alignment?.volumeXRotation ?? 0) !== 0))
      out.lose(tilts.alignment.label, 'rotations about x are left out');
    out.lose(label, 'its stack is left out: a tomostar lists frames');
    if (tilts.sections.some(({ ctf }) => ctf !== null)) out.lose(label, 'CTF estimates are left out');
    loseSections(tilts, out, {
      'without alignment: recorded tilt and nominal axis are written': ({ alignment }) => alignment === null,
      'without any tilt: 0 is written': ({ alignment, rawAngle }) => alignment === null && rawAngle === null,
      'without frames: left out': ({ frames }) => frames === null,
      'without dose: 0 is written': ({ frames, dose }) => frames !== null && dose === null,
    });
    const rows: StarCells[] = [];
    const name = withoutBlanks(run.name);
    for (const { zIndex, alignment, rawAngle, dose, frames } of tilts.sections) {
      if (frames === null) continue;
      const item = { label: `${label} section ${zIndex}`, metadata: { frames } };
      const path = `frames/${name}/${withoutBlanks(baseName(frames))}`;
      const movie = await out.volume(path, item, 'frames');
      const axis = alignment === null ? numberAt(metadata, 'tilt_axis') : planeRotation(alignment).degrees;
      rows.push({
        wrpMovieName: movie === null || movie === path ? `../${path}` : movie,
        // Not `-angle`, which is −0 for an untilted section.
        wrpAngleTilt: 0 - (alignment?.tiltAngle ?? rawAngle ?? 0),
        ...{ wrpAxisAngle: axis ?? 0, wrpDose: dose ?? 0 },
      });
    }
    if (rows.length > 0) await out.file(`tomostar/${name}.tomostar`, () => [starTable('', rows)]);
  }
};
