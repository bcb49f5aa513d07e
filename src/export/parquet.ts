import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { FormatError } from '../base/errors.js';
import { toolVersion } from '../base/version.js';
import type { PublishedPoint } from '../formats/points/point-lines.js';
import { annotationColumns, positionColumns, rotationColumns } from './csv.js';
import type { ExportProject, ExportWriter } from './export-format.js';
import { annotationFiles, type PointFile } from './exported-run.js';
import { exportedPoints, located, oriented } from './point-rows.js';

/** Rows of a row group, which is held in memory. */
const groupRows = 100_000;

const columns: readonly Omit<ColumnSource, 'data'>[] = [
  ...positionColumns.map((name) => ({ name, type: 'DOUBLE', encoding: 'PLAIN', nullable: false }) as const),
  ...rotationColumns.map((name) => ({ name, type: 'DOUBLE', encoding: 'PLAIN' }) as const),
  { name: 'instance_id', type: 'INT64' },
  ...annotationColumns,
];

/**
 * Writes `points.parquet` with the columns and rows of `points.csv`: coordinates, matrix and voxel spacing as float64,
 * identifiers as int64. Values that a point lacks are null.
 */
export const writeParquet: ExportWriter = async (project, out) => {
  const files = project.runs.flatMap((run) => annotationFiles(run).points);
  await out.bytes('points.parquet', () => bytesOf(files, project));
};

type Cell = number | bigint | string | null;

/** Yields the bytes of the file, a row group at a time. Fails with a FormatError for an instance that is not an integer. */
async function* bytesOf(files: readonly PointFile[], project: ExportProject): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  const table = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: columns.map((column) => ({ ...column, data: [] })) }),
    codec: 'UNCOMPRESSED',
    createdBy: `cryoet-ingest ${toolVersion}`,
  });
  const take = () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  let rows = 0;
  const cells = columns.map(() => new Array<Cell>(groupRows));
  const endGroup = async () => {
    const columnData = columns.map((column, at) => ({ ...column, data: cells[at]?.slice(0, rows) ?? [] }));
    await table.write({ columnData, rowGroupSize: groupRows });
    rows = 0;
    return take();
  };
  for (const file of files) {
    const facts = annotationColumns.map(({ type, textOf }) => cellOf(type, textOf(file)));
    const noRotation = Array<null>(file.type === 'orientedPoint' ? 0 : rotationColumns.length).fill(null);
    for await (const points of exportedPoints(file, project)) {
      for (const point of points) {
        const row: readonly Cell[] = [
          ...located(point, file.voxelSpacing),
          ...located(point),
          ...oriented(file, point, (rotation) => rotation),
          ...noRotation,
          file.type === 'instancePoint' ? integerOf(point, file.path) : null,
          ...facts,
        ];
        for (const [at, column] of cells.entries()) column[rows] = row[at] ?? null;
        rows += 1;
        if (rows === groupRows) yield await endGroup();
      }
    }
  }
  if (rows > 0) yield await endGroup();
  await table.finish();
  yield take();
}

function cellOf(type: (typeof annotationColumns)[number]['type'], text: string | null): Cell {
  if (text === null || type === 'STRING') return text;
  return type === 'INT64' ? BigInt(text) : Number(text);
}

function integerOf({ instance, line }: PublishedPoint, path: string): bigint {
  if (Number.isSafeInteger(instance)) return BigInt(instance ?? 0);
  throw new FormatError('instance_id is not an integer', { path, line, found: String(instance) });
}
