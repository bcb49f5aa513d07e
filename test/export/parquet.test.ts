import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportTree } from '../../src/api/export-tree.js';
import { errorOf } from '../formats/support/points.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { madePoints, madeRun, writeTree } from './support/made-tree.js';

const test = suite('export to Parquet');

/** Files of a run whose annotation has one file of points, with these lines. */
function runOf(shape: string, lines: readonly string[], run: string): Record<string, unknown> {
  const files = madeRun([], { run });
  const path = (ending: string) => Object.keys(files).find((each) => each.endsWith(ending)) ?? ending;
  const metadata = files[path('ribosome-1.0.json')] as { files: { shape: string }[] };
  Object.assign(metadata.files[0] ?? {}, { shape });
  files[path('.ndjson')] = `${lines.join('\n')}\n`;
  return files;
}

const spelled = (type: string, x: number, more = '') =>
  `{"type": "${type}", "location": {"x": ${x}.25, "y": 2.0, "z": 0.1}${more}}`;
const instances = [7, 4294967295].map((id) => spelled('instancePoint', id % 5, `, "instance_id": ${id}`));

test('columns and values are those of the table of csv, without rounding', () =>
  inTemporaryDirectory(async (directory) => {
    const [tree, out] = [join(directory, 'tree'), join(directory, 'out')];
    await writeTree(tree, {
      ...madeRun(madePoints(9), { object: 'α-tubulin' }),
      ...runOf('InstanceSegmentation', instances, 'TS_2'),
      ...runOf('Point', [spelled('point', 3)], 'TS_3'),
    });
    await exportTree(tree, out, 'parquet');
    await exportTree(tree, join(directory, 'csv'), 'csv');
    const { buffer: file } = new Uint8Array(await readFile(join(out, 'points.parquet')));
    const types = new Map(parquetMetadata(file).schema.map(({ name, type }) => [name, type]));
    const rows = await parquetReadObjects({ file });
    const [header = '', ...lines] = (await readFile(join(directory, 'csv/points.csv'), 'utf8'))
      .trimEnd()
      .split('\n');
    assert.is(rows.length, 12);
    assert.equal(Object.keys(rows[0] ?? {}).join(','), header);
    const cells = header.split(',').map((name) => (cell: string) => {
      if (cell === '') return null;
      const type = types.get(name);
      return type === 'DOUBLE' ? Number(cell) : type === 'INT64' ? BigInt(cell) : cell;
    });
    assert.equal(
      rows.map((row) => Object.values(row)),
      lines.map((line) => line.split(',').map((cell, at) => cells[at]?.(cell))),
    );
    assert.is(rows[10]?.instance_id, 4294967295n);
    assert.is(rows[11]?.rotation_xx, null);
  }));

test('a row group has at most 100,000 rows, of many files, and a tree without points has a table without rows', () =>
  inTemporaryDirectory(async (directory) => {
    const [tree, none] = [join(directory, 'tree'), join(directory, 'none')];
    const lines = Array.from({ length: 50_001 }, (_, x) => spelled('point', x));
    await writeTree(tree, { ...runOf('Point', lines, 'TS_1'), ...runOf('Point', lines, 'TS_2') });
    const groupsOf = async (out: string, options = {}) => {
      await exportTree(tree, out, 'parquet', options);
      const { buffer } = new Uint8Array(await readFile(join(out, 'points.parquet')));
      return parquetMetadata(buffer).row_groups.map((group) => Number(group.num_rows));
    };
    assert.equal(await groupsOf(join(directory, 'out')), [100_000, 2]);
    assert.equal(await groupsOf(none, { exclude: ['annotation=100'] }), []);
  }));

test('an instance that is not an integer fails with its line', () =>
  inTemporaryDirectory(async (directory) => {
    const tree = join(directory, 'tree');
    const half = spelled('instancePoint', 1, ', "instance_id": 1.5');
    await writeTree(tree, runOf('InstanceSegmentation', [...instances, half], 'TS_1'));
    for (const format of ['parquet', 'csv', 'copick']) {
      const { message, line } = await errorOf(() => exportTree(tree, join(directory, 'out'), format));
      assert.equal([message, line], ['instance_id is not an integer', 3], format);
    }
  }));

test.run();
