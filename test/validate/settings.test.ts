import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigErrors } from '../../src/base/errors.js';
import { describeError } from '../../src/base/messages.js';
import { severityOf } from '../../src/validate/finding.js';
import { parseSettings, pathPattern } from '../../src/validate/parse-settings.js';
import { setJson } from './mutations/edit.js';
import { tomogram } from './support/good-metadata.js';
import { goodTree } from './support/good-tree.js';
import { validateFiles } from './support/validate-files.js';

const test = suite('settings of a validation');

const codes = ['SPACING_WHOLE', 'FILE_EMPTY'];

test('a severity of a path wins over that of everywhere, a later one over an earlier', () => {
  const settings = parseSettings(
    `severity: {SPACING_WHOLE: warning}
paths:
  - {path: '10*/TS_?', severity: {SPACING_WHOLE: ignore}}
  - {path: '10001/TS_1/**/deep', severity: {SPACING_WHOLE: error}}
`,
    'settings.yaml',
    codes,
  );
  const of = (path: string, code = 'SPACING_WHOLE') => severityOf(settings, code, path, 'error');
  assert.is(of('20001/TS_1/x'), 'warning');
  assert.is(of('10001/TS_1/x'), 'ignore');
  assert.is(of('10001/TS_10/x'), 'warning');
  assert.is(of('10001/TS_1/a/b/deep/c'), 'error');
  assert.is(of('10001/TS_1/x', 'FILE_EMPTY'), 'error');
  const forced = { ...settings, forced: new Map([['SPACING_WHOLE', 'warning'] as const]) };
  assert.is(severityOf(forced, 'SPACING_WHOLE', '10001/TS_1/x', 'error'), 'warning');
});

test('path patterns stay within names, but for **, and cover what lies below', () => {
  assert.ok(pathPattern('a/*').test('a/b/c'));
  assert.not.ok(pathPattern('a/*').test('a'));
  assert.not.ok(pathPattern('a/b').test('a/bc'));
  assert.ok(pathPattern('**/x').test('x'));
  assert.ok(pathPattern('a/**').test('a/b/c'));
  assert.ok(pathPattern('/a.b/').test('a.b'));
  assert.not.ok(pathPattern('a.b').test('axb'));
});

test('everything wrong with a file is named with its line', () => {
  const text = 'severity:\n  SPACING_HOLE: ignore\n  FILE_EMPTY: fatal\npath: []\n';
  let error: unknown = null;
  try {
    parseSettings(text, 's.yaml', codes);
  } catch (caught) {
    error = caught;
  }
  assert.instance(error, ConfigErrors);
  const lines = (error as ConfigErrors).errors.map(describeError).sort();
  assert.is(lines.length, 3);
  assert.match(lines[0] ?? '', /^s\.yaml:2:3: .*unknown rule SPACING_HOLE, did you mean 'SPACING_WHOLE'\?/);
  assert.match(lines[1] ?? '', /^s\.yaml:3:\d+: severity\.FILE_EMPTY: .*'fatal'/);
  assert.match(lines[2] ?? '', /^s\.yaml:4:1: .*unknown key 'path', did you mean 'paths'\?/);
});

test('what is ignored is counted, and the tree is valid without it', async () => {
  const tree = await goodTree();
  setJson(`${tomogram}/tomogram-metadata.json`, 'processing', 'polished')(tree);
  const ignore = {
    everywhere: new Map([['METADATA_VALUE_WRONG', 'ignore'] as const]),
    below: [],
    forced: new Map(),
  };
  const report = await validateFiles(tree, 'headers', { settings: ignore });
  assert.is(report.verdict, 'valid');
  assert.is(report.ignored, 1);
  assert.equal(report.findings, []);
});

test.run();
