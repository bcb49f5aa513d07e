import type { ExportWriter } from './export-format.js';
import { annotationFiles, type ExportedRun, type PointFile } from './exported-run.js';
import { type PointRows, putLocation, rotationOf, spellPoints } from './point-rows.js';

const rotationColumns = ['xx', 'xy', 'xz', 'yx', 'yy', 'yz', 'zx', 'zy', 'zz'].map(
  (name) => `rotation_${name}`,
);

/** Columns of the table: numbers of the point, then facts of its annotation. */
const columns = [
  ...['x', 'y', 'z', 'x_voxel', 'y_voxel', 'z_voxel', ...rotationColumns, 'instance_id'],
  ...['dataset', 'run', 'voxel_spacing', 'annotation_id', 'object_name', 'object_id', 'shape'],
];

/**
 * Writes `points.csv`, one row a point: its position in Å from the corner of the tomogram, the same in voxels as the tree has
 * it, the rotation matrix row by row, the instance, and its annotation. Cells are empty where a point has no value.
 */
export const writeCsv: ExportWriter = async (project, out) => {
  const files = project.runs.flatMap((run) => annotationFiles(run).points.map((file) => ({ run, file })));
  await out.text('points.csv', async function* () {
    yield `${columns.join(',')}\n`;
    for (const { run, file } of files) yield* spellPoints(file, project, rowsOf(run, file));
  });
};

function rowsOf(run: ExportedRun, file: PointFile): PointRows {
  const { annotation, shape, type, voxelSpacing } = file;
  const { id, objectName, metadata, spacing } = annotation;
  const object = metadata.annotation_object;
  const objectId = typeof object === 'object' && object !== null && 'id' in object ? String(object.id) : '';
  const facts = [run.dataset, run.name, spacing, String(id), objectName, objectId, shape]
    .map(csvCell)
    .join(',');
  const isOriented = type === 'orientedPoint';
  const hasInstances = type === 'instancePoint';
  const count = 6 + (isOriented ? 9 : 0) + (hasInstances ? 1 : 0);
  const noRotation = ','.repeat(rotationColumns.length + 1);
  return {
    pieces: Array.from({ length: count + 1 }, (_, at) =>
      at === 0 ? '' : at === count ? '\n' : at === 6 && hasInstances ? noRotation : ',',
    ),
    integers: Array.from({ length: count }, (_, at) => at === 6 && hasInstances),
    suffix: `${isOriented ? ',' : hasInstances ? '' : noRotation},${facts}`,
    put(point, values, at) {
      putLocation(point, values, at, voxelSpacing);
      putLocation(point, values, at + 3);
      if (isOriented) values.set(rotationOf(point, file), at + 6);
      if (hasInstances) values[at + 6] = point.instance ?? 0;
    },
  };
}

/** Spells a cell; one with a comma, quote or line end is quoted (RFC 4180). */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
