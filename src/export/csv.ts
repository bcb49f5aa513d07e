import { textAt } from '../base/json-value.js';
import { csvCell } from '../formats/delimited.js';
import { hasField, type PublishedPoint } from '../formats/points/point.js';
import type { ExportWriter } from './export-format.js';
import { annotationFiles, type PointFile } from './exported-run.js';
import { located, numbered, oriented, type PointRows, spellPoints } from './point-rows.js';

/** Columns of a position: in Å from the corner of the tomogram, and in voxels as the tree has it. */
export const positionColumns = ['x', 'y', 'z', 'x_voxel', 'y_voxel', 'z_voxel'];

/** Columns of the rotation matrix, row by row. */
export const rotationColumns = ['xx', 'xy', 'xz', 'yx', 'yy', 'yz', 'zx', 'zy', 'zz'].map(
  (name) => `rotation_${name}`,
);

/** Columns of the annotation of a point, with their Parquet types. */
export const annotationColumns: readonly {
  readonly name: string;
  readonly type: 'STRING' | 'INT64' | 'DOUBLE';
  /** Returns the text of all points of a file; null if the metadata lack it. */
  textOf(file: PointFile): string | null;
}[] = [
  { name: 'dataset', type: 'STRING', textOf: ({ run }) => run.dataset },
  { name: 'run', type: 'STRING', textOf: ({ run }) => run.name },
  { name: 'voxel_spacing', type: 'DOUBLE', textOf: ({ annotation }) => annotation.spacing },
  { name: 'annotation_id', type: 'INT64', textOf: ({ annotation }) => String(annotation.id) },
  { name: 'object_name', type: 'STRING', textOf: ({ annotation }) => annotation.objectName },
  {
    name: 'object_id',
    type: 'STRING',
    textOf: ({ annotation }) => textAt(annotation.metadata, 'annotation_object', 'id'),
  },
  { name: 'shape', type: 'STRING', textOf: ({ shape }) => shape },
];

const columns = [
  ...positionColumns,
  ...rotationColumns,
  'instance_id',
  ...annotationColumns.map(({ name }) => name),
];

/**
 * Writes `points.csv`, one row a point: its position, the rotation matrix, the instance, and its annotation. Cells are
 * empty where a point has no value.
 */
export const writeCsv: ExportWriter = async (project, out) => {
  const files = project.runs.flatMap((run) => annotationFiles(run).points);
  await out.file('points.csv', async function* () {
    yield `${columns.join(',')}\n`;
    for (const file of files) yield* spellPoints(file, project, rowsOf(file));
  });
};

function rowsOf(file: PointFile): PointRows {
  const { type } = file;
  const facts = annotationColumns.map(({ textOf }) => csvCell(textOf(file) ?? '')).join(',');
  const hasInstances = hasField(type, 'instance');
  const count = hasField(type, 'rotation') ? 15 : 6;
  return {
    row: `${Array(count).fill('#').join(',')}${','.repeat(16 - count)}${hasInstances ? '%' : ''}`,
    suffix: `,${facts}`,
    // Of millions of points, numbers are not copied for nothing.
    numbers: hasInstances
      ? (point) => [...numbersOf(file, point), ...numbered(file, point)]
      : (point) => numbersOf(file, point),
  };
}

/** Returns the position of a point and its rotation matrix, if it has one. Fails as `oriented` does. */
export function numbersOf(file: PointFile, point: PublishedPoint): readonly number[] {
  return [...located(point, file.voxelSpacing), ...located(point), ...oriented(file, point)];
}
