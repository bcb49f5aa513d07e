import { numberAt } from '../base/json-value.js';
import { dynamoAngles } from '../formats/points/rotation.js';
import type { ExportWriter } from './export-format.js';
import { type ExportedRun, type PointFile, tomogramAt } from './exported-run.js';
import {
  byObject,
  located,
  oriented,
  type PointRows,
  particleFiles,
  separated,
  spellPoints,
} from './point-rows.js';

/** Columns of a table that have a meaning for a particle (Dynamo's wiki, "Table"). */
const columns = 36;

/**
 * Writes a table of Dynamo for each object and voxel spacing, `{object}_{spacing}.tbl`, and the `.doc` that names the
 * tomograms of its column 20. Coordinates are voxels from the corner, as the tree has them.
 */
export const writeDynamo: ExportWriter = async (project, out) => {
  const volumes = new Map<string, string>();
  for (const run of project.runs) {
    for (const each of run.tomograms) {
      const path = pathOf(run, each.spacing);
      const own = tomogramAt(run, each.spacing);
      if (own === each) volumes.set(path, (await out.volume(path, each, 'mrc_file')) ?? path);
      else out.lose(each.label, `left out: tomogram ${own?.id} stands for its voxel spacing`);
    }
  }
  const particles = project.runs.flatMap((run) => particleFiles(run, out));
  for (const { slug, spacing, files } of byObject(particles, true)) {
    const numbers = new Map([...new Set(files.map(({ run }) => run))].map((run, index) => [run, index + 1]));
    await out.file(`${slug}_${spacing}.tbl`, async function* () {
      let tag = 0;
      const next = () => ++tag;
      const rows = (file: PointFile) => rowsOf(file, numbers.get(file.run) ?? 0, next);
      for (const file of files) yield* spellPoints(file, project, rows(file));
    });
    const lines = [...numbers].map(([run, number]) => {
      const path = pathOf(run, spacing);
      if (!volumes.has(path))
        out.lose(`${run.dataset}/${run.name}`, `no tomogram at ${spacing} Å for the .doc`);
      return `${number} ${volumes.get(path) ?? path}\n`;
    });
    await out.file(`${slug}_${spacing}.doc`, () => lines);
  }
};

const pathOf = ({ name }: ExportedRun, spacing: string) => `tomograms/${spacing}/${name}.mrc`;

/**
 * Rows of 36 columns: tag 1, aligned 2, averaged 3, angles 7–9, missing wedge 13–15, tomogram 20, position 24–26, voxel
 * size 36.
 */
function rowsOf(file: PointFile, tomogram: number, next: () => number): PointRows {
  const series = file.run.tiltSeries[0]?.metadata;
  const [low, high] = [numberAt(series, 'tilt_range', 'min'), numberAt(series, 'tilt_range', 'max')];
  const wedge = low === null || high === null ? [0, 0, 0] : [1, low, high];
  const zeros = (count: number) => Array<number>(count).fill(0);
  const rest = [...zeros(3), ...wedge, ...zeros(4), tomogram, ...zeros(3)];
  const whole = new Set([0, 1, 2, 12, 19]);
  return {
    ...separated(columns, ' '),
    integers: Array.from({ length: columns }, (_, at) => whole.has(at)),
    numbers(point) {
      const angles = oriented(file, point, dynamoAngles);
      const head = [next(), 1, 1, 0, 0, 0, ...(angles.length === 0 ? zeros(3) : angles)];
      return [...head, ...rest, ...located(point), ...zeros(9), file.voxelSpacing];
    },
  };
}
