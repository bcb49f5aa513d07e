import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../../src/base/messages.js';
import { parseRunDataMap, parseRunMapCsv } from '../../../src/deposition/run-tables.js';
import { sharedPath, testShared } from '../../support/shared.js';

const test = suite('map files');

function issueOf(run: () => unknown): string {
  try {
    run();
    return '';
  } catch (error) {
    return describeError(error);
  }
}

const cellsOf = (text: string, file: string, run: string) =>
  Object.fromEntries(parseRunDataMap(text, file).rows.get(run)?.columns ?? []);

test('the name tells commas from tabs', () => {
  const expected = { run_name: 'TS_1', dose: '60.0', note: 'a b' };
  assert.equal(cellsOf('run_name,dose,note\r\nTS_1,60.0,a b\r\n', 'map.csv', 'TS_1'), expected);
  assert.equal(cellsOf('run_name\tdose\tnote\nTS_1\t60.0\ta b\n', 'dir/map.tsv', 'TS_1'), expected);
  assert.equal(cellsOf('run_name\tdose\tnote\nTS_1\t60.0\ta b\n', 'MAP.TSV', 'TS_1'), expected);
});

test('cells are taken as they are, quoted ones may hold commas and line ends', () => {
  const text = '\uFEFFrun_name,a,b\nTS_1," x, y ","two\nlines"\nTS_2,1,\n';
  assert.equal(cellsOf(text, 'map.csv', 'TS_1'), { run_name: 'TS_1', a: ' x, y ', b: 'two\nlines' });
  assert.equal(cellsOf(text, 'map.csv', 'TS_2'), { run_name: 'TS_2', a: '1', b: '' });
  assert.is(parseRunDataMap(text, 'map.csv').rows.get('TS_2')?.line, 4);
});

test('short rows have null cells, blank lines are skipped, the last row of a run counts', () => {
  const map = parseRunDataMap('run_name,a\n\nTS_1,1\n,\nTS_2\nTS_1,2\n', 'map.csv');
  assert.equal([...(map.rows.get('TS_1')?.columns.keys() ?? [])], ['run_name', 'a']);
  assert.equal([...map.rows.keys()], ['TS_1', 'TS_2']);
  assert.is(map.rows.get('TS_1')?.columns.get('a'), '2');
  assert.is(map.rows.get('TS_2')?.columns.get('a'), null);
  assert.equal(map.repeatedRuns, ['TS_1']);
});

test('each fault names the table and the line', () => {
  const faults: [string, string][] = [
    ['', 'map.csv: the run data map is empty: expected a header with run_name'],
    [
      'name,a\nTS_1,1\n',
      "map.csv:1: the run data map has no column run_name: expected a column run_name, found 'name', 'a'",
    ],
    [
      'run-name,a\n',
      "map.csv:1: the run data map has no column run_name, is 'run-name' meant?: expected a column run_name, found 'run-name', 'a'",
    ],
    ['run_name,a,a\n', "map.csv:1: duplicate column 'a'"],
    [
      'run_name,a\nTS_1,1,2\n',
      'map.csv:2: the row has more cells than there are columns: expected 2 cells, found 3',
    ],
    ['run_name,a\nTS_1,1\n,2\n', 'map.csv:3: row has no run_name'],
    ['run_name,a\nTS_1,"1\n', 'map.csv:2: the table cannot be read: a quote is not closed'],
  ];
  for (const [text, message] of faults)
    assert.is(
      issueOf(() => parseRunDataMap(text, 'map.csv')),
      message,
    );
});

test('maps of names have two columns and no header', () => {
  const text = 'TS_1,tomo one,ignored\r\nTS_2,b\r\nTS_1,"c,d"\r\n\r\n';
  assert.equal(
    [...parseRunMapCsv(text, 'tomos.csv')],
    [
      ['TS_1', 'c,d'],
      ['TS_2', 'b'],
    ],
  );
  assert.is(
    issueOf(() => parseRunMapCsv('TS_1,a\nTS_2\n', 'tomos.csv')),
    "tomos.csv:2: the row has no second column: expected a run name, a comma and its value, found 'TS_2'",
  );
});

testShared(test, 'the table of the reference deposition', () => {
  const text = readFileSync(sharedPath('golden/made-1/source/dep1/run_data.tsv'), 'utf8');
  const map = parseRunDataMap(text, 'run_data.tsv');
  assert.equal([...map.rows.keys()], ['TS_001', 'TS_002', 'TS_003']);
  const { columns } = map.rows.get('TS_001') ?? { columns: new Map() };
  assert.ok(columns.has('tilt_axis') && columns.has('quality'));
});

test.run();
