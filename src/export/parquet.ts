import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { toolVersion } from '../base/version.js';
import { hasField, type PublishedPoint } from '../formats/points/point.js';
import { annotationColumns, numbersOf, positionColumns, rotationColumns } from './csv.js';
import type { ExportProject, ExportWriter } from './export-format.js';
import { annotationFiles, type PointFile } from './exported-run.js';
import { exportedPoints, numbered, numbersByRow } from './point-rows.js';

/** Rows of a row group, which is held in memory. */
const groupRows = 100_000;

/** Positions hardly ever repeat, so that a dictionary would only add bytes. */
const float = { type: 'DOUBLE', encoding: 'PLAIN' } as const;
const numberNames = [...positionColumns, ...rotationColumns];

/** Returns the columns of a table; those of which every point has a value are required, which is smaller. */
function columnsOf(files: readonly PointFile[]): readonly Omit<ColumnSource, 'data'>[] {
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

/**
 * Writes `points.parquet` with the columns and rows of `points.csv`: coordinates, matrix and voxel spacing as float64,
 * identifiers as int64. Values that a point lacks are null.
 */
export const writeParquet: ExportWriter = async (project, out) => {
  const files = project.runs.flatMap((run) => annotationFiles(run).points);
  await out.file('points.parquet', () => bytesOf(files, project));
};

type Cell = number | bigint | string | null;

/** Yields the bytes of the file, a row group at a time. Fails as `exportedPoints`, `oriented` and `numbered` do. */
async function* bytesOf(files: readonly PointFile[], project: ExportProject): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  const columns = columnsOf(files);
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
  const numbers = numberNames.map(() => new Float64Array(groupRows));
  const instances = new Array<bigint | null>(groupRows);
  const facts = annotationColumns.map(() => new Array<Cell>(groupRows));
  const fill = (points: readonly PublishedPoint[], file: PointFile) => {
    const values = numbersByRow(points, numbers.length, (point) => numbersOf(file, point));
    for (const [at, column] of numbers.entries()) {
      for (let index = 0; index < points.length; index++)
        column[rows + index] = values[index * numbers.length + at] as number;
    }
    for (const [index, point] of points.entries()) {
      const [instance] = numbered(file, point);
      instances[rows + index] = instance === undefined ? null : BigInt(instance);
    }
  };
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
        fill(taken, file);
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

function withNulls(column: Float64Array): Float64Array | Cell[] {
  return column.includes(Number.NaN)
    ? Array.from(column, (value) => (Number.isNaN(value) ? null : value))
    : column;
}

function cellOf(type: (typeof annotationColumns)[number]['type'], text: string | null): Cell {
  if (text === null || type === 'STRING') return text;
  return type === 'INT64' ? BigInt(text) : Number(text);
}
