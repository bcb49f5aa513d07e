import type { ColumnSource } from 'hyparquet-writer';
import { textAt } from '../base/json-value.js';
import { toolVersion } from '../base/version.js';
import { csvCell } from '../formats/delimited.js';
import { hasField, type PublishedPoint } from '../formats/points/point.js';
import type { ExportProject, ExportWriter } from './export-output.js';
import { annotationFiles, type PointFile } from './exported-run.js';
import { exportedPoints, located, numbered, oriented, type PointRows, spellPoints } from './point-rows.js';

/** Columns of a position: in Å from the corner of the tomogram, and in voxels as the tree has it. */
const positionColumns = ['x', 'y', 'z', 'x_voxel', 'y_voxel', 'z_voxel'];

/** Columns of the rotation matrix, row by row. */
const rotationColumns = ['xx', 'xy', 'xz', 'yx', 'yy', 'yz', 'zx', 'zy', 'zz'].map(
  (name) => `rotation_${name}`,
);

/** Columns of the annotation of a point, with their Parquet types. */
const annotationColumns: readonly {
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

const numberColumns = [...positionColumns, ...rotationColumns];
const columns = [...numberColumns, 'instance_id', ...annotationColumns.map(({ name }) => name)];

/** Writes `points.csv`, a row for each point: position, matrix, instance, annotation; empty cells for no value. */
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
function numbersOf(file: PointFile, point: PublishedPoint): readonly number[] {
  return [...located(point, file.voxelSpacing), ...located(point), ...oriented(file, point)];
}

/** Rows of a row group, which is held in memory. */
const groupRows = 100_000;

/** Positions hardly ever repeat, so that a dictionary would only add bytes. */
const float = { type: 'DOUBLE', encoding: 'PLAIN' } as const;

/** Returns the columns of a table; those of which every point has a value are required, which is smaller. */
function typedColumns(files: readonly PointFile[]): readonly Omit<ColumnSource, 'data'>[] {
  const isOfAll = files.every(({ type }) => hasField(type, 'rotation'));
  return [
    ...positionColumns.map((name) => ({ ...float, name, nullable: false })),
    ...rotationColumns.map((name) => ({ ...float, name, nullable: !isOfAll })),
    { name: 'instance_id', type: 'INT64' },
    ...annotationColumns.map(({ name, type, textOf }) => {
      return { name, type, nullable: files.some((file) => textOf(file) === null) };
    }),
  ];
}

/** Writes `points.parquet` with the columns of `points.csv` as float64, int64 and texts; null for no value. */
export const writeParquet: ExportWriter = async (project, out) => {
  const files = project.runs.flatMap((run) => annotationFiles(run).points);
  await out.file('points.parquet', () => bytesOf(files, project));
};

type Cell = number | bigint | string | null;

/** Yields the bytes of the file, a row group at a time. Fails as `exportedPoints`, `oriented` and `numbered` do. */
async function* bytesOf(files: readonly PointFile[], project: ExportProject): AsyncGenerator<Uint8Array> {
  // Loaded here: CSV does not need it.
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const writer = new ByteWriter();
  const columns = typedColumns(files);
  const table = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: columns.map((column) => ({ ...column, data: [] })) }),
    codec: 'UNCOMPRESSED',
    statistics: false,
    createdBy: `cryoet-ingest ${toolVersion}`,
  });
  const take = () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  let rows = 0;
  // Points have no NaN, which stands for null here.
  const numbers = numberColumns.map(() => new Float64Array(groupRows));
  const instances = new Array<bigint | null>(groupRows);
  const facts = annotationColumns.map(() => new Array<Cell>(groupRows));
  const endGroup = async () => {
    const data = [
      ...numbers.map((column) => withNulls(column.subarray(0, rows))),
      ...[instances, ...facts].map((column) => (rows === groupRows ? column : column.slice(0, rows))),
    ];
    const columnData = columns.map((column, at) => ({ ...column, data: data[at] ?? [] }));
    // One page for each column of a row group.
    await table.write({ columnData, rowGroupSize: groupRows, pageSize: 0 });
    rows = 0;
    return take();
  };
  for (const file of files) {
    const own = annotationColumns.map(({ type, textOf }) => cellOf(type, textOf(file)));
    for await (const points of exportedPoints(file, project)) {
      for (let from = 0; from < points.length; ) {
        const taken = points.slice(from, from + groupRows - rows);
        // Column by column, which is twice as quick as point by point.
        const values = numbersOfAll(file, taken);
        for (const [at, column] of numbers.entries()) {
          for (let index = 0; index < taken.length; index++)
            column[rows + index] = values[index * numbers.length + at] as number;
        }
        instances.fill(null, rows, rows + taken.length);
        if (hasField(file.type, 'instance')) {
          for (const [index, point] of taken.entries()) {
            const [instance = 0] = numbered(file, point);
            instances[rows + index] = BigInt(instance);
          }
        }
        for (const [at, column] of facts.entries()) column.fill(own[at] ?? null, rows, rows + taken.length);
        from += taken.length;
        rows += taken.length;
        if (rows === groupRows) yield await endGroup();
      }
    }
  }
  if (rows > 0) yield await endGroup();
  await table.finish();
  yield take();
}

/** Returns the numbers of points row by row, as `numbersOf` has them, but without arrays of millions of points; NaN for none. */
function numbersOfAll(file: PointFile, points: readonly PublishedPoint[]): Float64Array {
  const { voxelSpacing } = file;
  const values = new Float64Array(points.length * numberColumns.length).fill(Number.NaN);
  let at = 0;
  for (const point of points) {
    const { x, y, z } = point;
    values[at] = x * voxelSpacing;
    values[at + 1] = y * voxelSpacing;
    values[at + 2] = z * voxelSpacing;
    values[at + 3] = x;
    values[at + 4] = y;
    values[at + 5] = z;
    const cells = oriented(file, point);
    for (let cell = 0; cell < cells.length; cell++) values[at + 6 + cell] = cells[cell] as number;
    at += numberColumns.length;
  }
  return values;
}

function withNulls(column: Float64Array): Float64Array | Cell[] {
  return column.includes(Number.NaN)
    ? Array.from(column, (value) => (Number.isNaN(value) ? null : value))
    : column;
}

function cellOf(type: (typeof annotationColumns)[number]['type'], text: string | null): Cell {
  if (text === null || type === 'STRING') return text;
  return type === 'INT64' ? BigInt(text) : Number(text);
}
