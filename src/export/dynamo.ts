import { numberAt } from '../base/json-value.js';
import { dynamoAngles } from '../formats/points/rotation.js';
import type { ExportWriter } from './export-output.js';
import { type ExportedRun, type ExportedTomogram, type PointFile, tomogramAt } from './exported-run.js';
import { byObject, located, oriented, type PointRows, particleFiles, spellPoints } from './point-rows.js';

/** Columns of a table that have a meaning for a particle (Dynamo's wiki, "Table"). */
const columns = 36;

/**
 * Writes a table of Dynamo for each object and voxel spacing, `{object}_{spacing}.tbl`, and the `.doc` that names the
 * tomograms of its column 20. Coordinates are voxels from the corner, as the tree has them.
 */
export const writeDynamo: ExportWriter = async (project, out) => {
  const particles: ImagedFile[] = [];
  for (const run of project.runs) {
    const files = particleFiles(run, out);
    const volumes = new Map<ExportedTomogram | null, string | null>();
    for (const each of run.tomograms) {
      const usual = tomogramAt(run, { spacing: each.spacing });
      if (usual === each || files.some(({ tomogram }) => tomogram === each))
        volumes.set(each, await out.volume(pathOf(run, each.spacing, each), each, 'mrc_file'));
      else out.lose(each.label, `left out: tomogram ${usual?.id} stands for its voxel spacing`);
    }
    for (const file of files) {
      const { tomogram } = file;
      const { label, spacing } = file.annotation;
      if (tomogram === null) out.lose(label, `no tomogram at ${spacing} Å with its alignment for the .doc`);
      particles.push({ ...file, image: volumes.get(tomogram) ?? pathOf(run, spacing, tomogram) });
    }
  }
  for (const { slug, spacing, files } of byObject(particles, true)) {
    const numbers = new Map([...new Set(files.map(({ image }) => image))].map((path, at) => [path, at + 1]));
    await out.file(`${slug}_${spacing}.tbl`, async function* () {
      let tag = 0;
      const next = () => ++tag;
      const rows = (file: ImagedFile) => rowsOf(file, numbers.get(file.image) ?? 0, next);
      for (const file of files) yield* spellPoints(file, project, rows(file));
    });
    await out.file(`${slug}_${spacing}.doc`, () => [...numbers].map(([path, at]) => `${at} ${path}\n`));
  }
};

interface ImagedFile extends PointFile {
  /** Path of its tomogram in the `.doc`. */
  readonly image: string;
}

/** Returns the path of a tomogram, or of one that is unknown: with its number if another one stands for the spacing. */
function pathOf(run: ExportedRun, spacing: string, own: ExportedTomogram | null): string {
  const isUsual = own === tomogramAt(run, { spacing });
  return `tomograms/${spacing}/${run.name}${isUsual ? '' : `_${own?.id ?? 'unknown'}`}.mrc`;
}

/** Rows: tag 1, aligned 2, averaged 3, angles 7–9, missing wedge 13–15, tomogram 20, position 24–26, voxel size 36. */
function rowsOf(file: PointFile, tomogram: number, next: () => number): PointRows {
  const series = file.run.tiltSeries[0]?.metadata;
  const [low, high] = [numberAt(series, 'tilt_range', 'min'), numberAt(series, 'tilt_range', 'max')];
  const wedge = low === null || high === null ? [0, 0, 0] : [1, low, high];
  const zeros = (count: number) => Array<number>(count).fill(0);
  const rest = [...zeros(3), ...wedge, ...zeros(4), tomogram, ...zeros(3)];
  const wholes = [0, 1, 2, 12, 19];
  return {
    row: Array.from({ length: columns }, (_, at) => (wholes.includes(at) ? '%' : '#')).join(' '),
    numbers(point) {
      const angles = oriented(file, point, dynamoAngles);
      const head = [next(), 1, 1, 0, 0, 0, ...(angles.length === 0 ? zeros(3) : angles)];
      return [...head, ...rest, ...located(point), ...zeros(9), file.voxelSpacing];
    },
  };
}
