import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Float } from '../../../src/base/float.js';
import type { JsonObject } from '../../../src/base/json-value.js';
import { describeError } from '../../../src/base/messages.js';
import {
  expandMetadata,
  expandTemplate,
  parsePythonFloat,
  parsePythonInteger,
  templateVariables,
} from '../../../src/deposition/config/template.js';
import type { RunDataRow } from '../../../src/deposition/run-tables.js';

const test = suite('templates');

const place = { file: 'a.yaml', line: 7, keyPath: 'frames[0]', run: 'TS_1' };

function issueOf(run: () => unknown): string {
  try {
    run();
    return '';
  } catch (error) {
    return describeError(error);
  }
}

test('variables are filled in as Python prints them', () => {
  const variables = new Map<string, string | number | null | Float>([
    ['run_name', 'TS_1'],
    ['deposition_name', 10999],
    ['mapped_tomo_name', null],
    ['ts-tilt_range-max', new Float(60)],
  ]);
  const expand = (text: string) => expandTemplate(text, variables, place);
  assert.is(expand('a/{run_name}_{ts-tilt_range-max}.mrc'), 'a/TS_1_60.0.mrc');
  assert.is(expand('{deposition_name}{mapped_tomo_name}'), '10999None');
  assert.is(expand('{{run_name}}'), '{run_name}');
  assert.is(expand('plain'), 'plain');
  assert.is(
    issueOf(() => expand('{run_nam}')),
    "a.yaml:7: run TS_1: frames[0]: unknown variable {run_nam}, did you mean 'run_name'?: expected one of deposition_name, mapped_tomo_name, run_name, ts-tilt_range-max, found '{run_nam}'",
  );
});

test('whatever is no plain variable is refused', () => {
  const faults: [string, string][] = [
    ['{x:.2f}', 'only plain variables are supported, not {x:.2f}'],
    ['{x!r}', 'only plain variables are supported, not {x!r}'],
    ['{x.y}', 'only plain variables are supported, not {x.y}'],
    ['{x[0]}', 'only plain variables are supported, not {x[0]}'],
    ['{}', 'a variable without a name'],
    ['a}', "a '}' without a '{' before it"],
    ['{a', "a '{' without a '}' after it"],
    ['{a{b}}', 'braces inside a variable: {a{b}'],
  ];
  for (const [text, message] of faults) {
    assert.is(
      issueOf(() => expandTemplate(text, new Map())),
      `not a template: ${message}: found '${text}'`,
    );
  }
  assert.equal(templateVariables('{a}/{b}/{{c}}'), ['a', 'b']);
});

test('numbers are read by the rules of Python', () => {
  const integers: [string, number | null][] = [
    ['4', 4],
    [' +007 ', 7],
    ['-1_000', -1000],
    ['4.0', null],
    ['', null],
    ['1__0', null],
    ['99999999999999999999', null],
  ];
  for (const [text, value] of integers) assert.is(parsePythonInteger(text), value, text);
  const floats: [string, number | null][] = [
    ['60.0', 60],
    [' -1.5e-3 ', -0.0015],
    ['.5', 0.5],
    ['5.', 5],
    ['4', 4],
    ['nan', null],
    ['inf', null],
    ['1,5', null],
    ['', null],
    ['1e999', null],
    ['1_0.2_5e1_0', 10.25e10],
    [`${'1'.repeat(1_000_000)}x`, null],
  ];
  for (const [text, value] of floats) assert.is(parsePythonFloat(text), value, text.slice(0, 40));
});

function row(cells: Record<string, string | null>): RunDataRow {
  return { runName: 'TS_1', line: 3, columns: new Map(Object.entries({ run_name: 'TS_1', ...cells })) };
}

test('typed texts become numbers, others text', () => {
  const metadata: JsonObject = {
    dose: 'float {dose}',
    quality: 'int {quality}',
    software: '{software} of {run_name}',
    nested: { axis: 'float {dose}', list: ['{software}', 3, { name: '{software}' }] },
    number: new Float(2),
    none: null,
  };
  const cells = row({ dose: '60', quality: ' 4 ', software: 'AreTomo' });
  assert.equal(expandMetadata(metadata, cells, place), {
    dose: new Float(60),
    quality: 4,
    software: 'AreTomo of TS_1',
    nested: { axis: new Float(60), list: ['AreTomo', 3, { name: '{software}' }] },
    number: new Float(2),
    none: null,
  });
});

test('prose that begins like a typed text stays prose', () => {
  const metadata = { a: 'int the middle', b: 'float glass', c: 'float 2.50' };
  assert.equal(expandMetadata(metadata, row({}), place), {
    a: 'int the middle',
    b: 'float glass',
    c: new Float(2.5),
  });
});

test('a cell that is not a number fails with the place, the run and the column', () => {
  assert.is(
    issueOf(() => expandMetadata({ quality: 'int {quality}' }, row({ quality: '4.0' }), place)),
    "a.yaml:7: run TS_1: frames[0].metadata.quality: 'int {quality}' needs an integer in line 3 of the run data map, column quality: found '4.0'",
  );
  assert.match(
    issueOf(() => expandMetadata({ a: { b: 'float {dose}' } }, row({ dose: null }), place)),
    "frames[0].metadata.a.b: 'float {dose}' needs a finite number in line 3 of the run data map, column dose: found 'None'",
  );
  assert.match(
    issueOf(() => expandMetadata({ a: 'float {dos}' }, row({ dose: '1' }), place)),
    "unknown variable {dos}, did you mean 'dose'?",
  );
});

test('without a row only values that are nothing but a column fail', () => {
  assert.equal(expandMetadata({ a: 'text with {braces}', b: 1 }, null, place), {
    a: 'text with {braces}',
    b: 1,
  });
  assert.is(
    issueOf(() => expandMetadata({ dose_rate: 'float {dose}' }, null, place)),
    "a.yaml:7: run TS_1: frames[0].metadata.dose_rate: no row of the run data map says what this run has here: found 'float {dose}'",
  );
});

test('built-in variables are filled in with a row and without one', () => {
  const metadata: JsonObject = {
    spacing: 'float {voxel_spacing_name}',
    note: 'of {run_name}',
    b: '{ {run_name}',
  };
  const values = new Map([
    ['voxel_spacing_name', '13.480'],
    ['run_name', 'TS_1'],
  ]);
  const builtIn = (name: string) => values.get(name);
  assert.equal(expandMetadata(metadata, null, place, builtIn), {
    spacing: new Float(13.48),
    note: 'of TS_1',
    b: '{ {run_name}',
  });
  const both = { a: '{run_name} by {software}', b: 'int {voxel_spacing_name}' };
  assert.is(expandMetadata({ a: both.a }, row({ software: 'X' }), place, builtIn).a, 'TS_1 by X');
  assert.is(
    issueOf(() => expandMetadata(both, row({ software: 'X' }), place, builtIn)),
    "a.yaml:7: run TS_1: frames[0].metadata.b: 'int {voxel_spacing_name}' needs an integer: found '13.480'",
  );
  assert.match(
    issueOf(() => expandMetadata({ a: '{voxel_spacing}' }, null, place, builtIn)),
    'no row of the run data map says what this run has here',
  );
});

test('the cells of a row, which is packed, are taken once for all texts', () => {
  const cells = new Map([['run_name', 'TS_1']]);
  let taken = 0;
  const row = {
    runName: 'TS_1',
    line: 3,
    get columns() {
      taken += 1;
      return cells;
    },
  };
  const texts = { a: '{run_name}', b: ['{run_name}', 'c'] };
  assert.equal(expandMetadata(texts, row, place), { a: 'TS_1', b: ['TS_1', 'c'] });
  assert.is(taken, 1);
});

test.run();
