import { numberAt } from '../base/json-value.js';
import { baseName } from '../storage/keys.js';
import { withoutBlanks } from './export-format.js';
import type { ExportWriter } from './export-output.js';
import { type StarCells, starTable } from './star.js';
import { loseOtherSeries, loseTilts, planeRotation, readTilts } from './tilt-sections.js';

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
    loseTilts(tilts, 'warp', out);
    const rows: StarCells[] = [];
    const name = withoutBlanks(run.name);
    for (const { zIndex, alignment, rawAngle, dose, frames } of tilts.sections) {
      if (frames === null) continue;
      const item = { label: `${label} section ${zIndex}`, metadata: { frames } };
      const path = `frames/${name}/${withoutBlanks(baseName(frames))}`;
      const movie = await out.volume(path, item, 'frames');
      const axis = alignment === null ? numberAt(metadata, 'tilt_axis') : planeRotation(alignment).degrees;
      if (axis === null) out.lose(label, 'the axis of sections without alignment is unknown: 0 is written');
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
