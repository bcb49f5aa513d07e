import { textAt } from '../base/json-value.js';
import { csvCell } from '../formats/delimited.js';
import type { ExportWriter } from './export-format.js';
import { annotationFiles, type PointFile } from './exported-run.js';
import { located, oriented, type PointRows, spellPoints } from './point-rows.js';

const rotationColumns = ['xx', 'xy', 'xz', 'yx', 'yy', 'yz', 'zx', 'zy', 'zz'].map(
  (name) => `rotation_${name}`,
);

/** Columns of the table: numbers of the point, then facts of its annotation. */
const columns = [
  ...['x', 'y', 'z', 'x_voxel', 'y_voxel', 'z_voxel', ...rotationColumns, 'instance_id'],
  ...['dataset', 'run', 'voxel_spacing', 'annotation_id', 'object_name', 'object_id', 'shape'],
];

/**
 * Writes `points.csv`, one row a point: its position in Å from the corner of the tomogram, the same in voxels as the
 * tree has it, the rotation matrix row by row, the instance, and its annotation. Cells are empty where a point has no
 * value.
 */
export const writeCsv: ExportWriter = async (project, out) => {
  const files = project.runs.flatMap((run) => annotationFiles(run).points);
  await out.text('points.csv', async function* () {
    yield `${columns.join(',')}\n`;
    for (const file of files) yield* spellPoints(file, project, rowsOf(file));
  });
};

function rowsOf(file: PointFile): PointRows {
  const { run, annotation, shape, type, voxelSpacing } = file;
  const { id, objectName, metadata, spacing } = annotation;
  const objectId = textAt(metadata, 'annotation_object', 'id') ?? '';
  const facts = [run.dataset, run.name, spacing, String(id), objectName, objectId, shape]
    .map(csvCell)
    .join(',');
  const hasInstances = type === 'instancePoint';
  const count = type === 'orientedPoint' ? 15 : 6;
  const empty = ','.repeat(16 - count);
  return {
    pieces: ['', ...Array<string>(count - 1).fill(','), ...(hasInstances ? [empty] : []), '\n'],
    integers: [...Array<boolean>(count).fill(false), ...(hasInstances ? [true] : [])],
    suffix: `${hasInstances ? '' : empty},${facts}`,
    numbers: (point) => [
      ...located(point, voxelSpacing),
      ...located(point),
      ...oriented(file, point, (rotation) => rotation),
      ...(hasInstances ? [point.instance ?? 0] : []),
    ],
  };
}
