import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ValidationReport } from '../../src/validate/report.js';
import { rules } from '../../src/validate/rules/rules.js';
import { longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { sharedFiles, testShared } from '../support/shared.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { editBytes, setJson } from '../validate/mutations/edit.js';
import { spacingDirectory, tomogram } from '../validate/support/good-metadata.js';
import { goodTree } from '../validate/support/good-tree.js';

const test = suite('cryoet validate');
const long = longOf(test);

const { directory, remove } = temporaryDirectory();
const good = join(directory, 'good');
const bad = join(directory, 'bad');

async function writeTree(root: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  }
}

test.before(async () => {
  const files = await goodTree();
  await writeTree(good, files);
  setJson(`${tomogram}/tomogram-metadata.json`, 'processing', 'polished')(files);
  setJson(`${tomogram}/tomogram-metadata.json`, 'colour', 'blue')(files);
  editBytes(`${tomogram}/TS_A.mrc`, (_, view) => {
    view.setFloat32(84, 2, true);
    return undefined;
  })(files);
  await writeTree(bad, files);
  await mkdir(join(bad, spacingDirectory, 'Tomograms/101'));
});
test.after(remove);

const validate = (...args: string[]) => runInProcess(['validate', ...args, '--quiet']);
const codesOf = (text: string) =>
  (JSON.parse(text) as { codes: { code: string }[] }).codes.map(({ code }) => code);

test('a good tree is valid at every depth: status 0', async () => {
  for (const depth of ['headers', 'sample', 'deep']) {
    const { status, stdout, stderr } = await validate(good, '--depth', depth);
    assert.is(status, 0, stdout);
    assert.match(stdout, /\nvalid: 0 errors, 0 warnings\n$/);
    assert.is(stderr, '');
  }
});

test('errors are status 1, and an empty directory on disk is seen', async () => {
  const { status, stdout } = await validate(bad, '--format', 'json');
  assert.is(status, 1);
  assert.equal(codesOf(stdout), ['METADATA_VALUE_WRONG', 'DIRECTORY_EMPTY', 'METADATA_KEY_UNKNOWN']);
});

test('links to directories, pipes and links without a target are reported one by one', async () => {
  const tree = join(directory, 'links');
  await cp(good, tree, { recursive: true });
  const outside = join(directory, 'outside');
  await mkdir(join(outside, 'inner'), { recursive: true });
  await writeFile(join(outside, 'a.txt'), 'a');
  await symlink(outside, join(tree, '10001/TS_A/Outside'));
  await symlink(outside, join(tree, '10001/TS_B'));
  await symlink('..', join(tree, '10001/TS_A/Above'));
  await symlink('nowhere', join(tree, '10001/TS_A/dangling.txt'));
  execFileSync('mkfifo', [join(tree, tomogram, 'pipe')]);
  const { status, stdout } = await validate(tree, '--format', 'json');
  assert.is(status, 1);
  const { findings, failures } = JSON.parse(stdout) as ValidationReport;
  assert.equal(failures, []);
  const found = (code: string) =>
    findings.filter((each) => each.code === code).map(({ path, message }) => `${path}: ${message}`);
  assert.equal(found('LINK_LEAVES_TREE').sort(), [
    '10001/TS_A/Outside: a symbolic link that leads out of the tree',
    '10001/TS_B: a symbolic link that leads out of the tree',
  ]);
  const unknown = found('FILE_UNKNOWN');
  for (const line of [
    '10001/TS_A/Above: a link to a directory above it',
    '10001/TS_A/dangling.txt: a link that leads nowhere',
    `${tomogram}/pipe: not a regular file`,
  ]) {
    assert.ok(unknown.includes(line), `${line} in ${unknown.join('; ')}`);
  }
  assert.equal(found('FILE_EMPTY'), []);
});

test('a dataset that is not there makes the validation incomplete', async () => {
  for (const named of ['7', '10001,7']) {
    const { status, stdout } = await validate(good, '--dataset', named, '--format', 'json');
    const report = JSON.parse(stdout) as ValidationReport;
    assert.is(status, 2, named);
    assert.is(report.verdict, 'incomplete');
    assert.equal(report.findings, []);
    assert.ok(report.notChecked.includes('no dataset matches 7'));
  }
});

test('points are checked against the tomograms there are where none has their alignment', async () => {
  const files = await goodTree();
  const key = [...files.keys()].find((path) => path.endsWith('.ndjson'));
  assert.ok(key);
  const outside = { type: 'point', location: { x: 1e6, y: 0, z: 0 } };
  files.set(key, new TextEncoder().encode(`${JSON.stringify(outside)}\n`));
  setJson(
    `${tomogram}/tomogram-metadata.json`,
    'alignment_metadata_path',
    '10001/TS_A/Alignments/999/x.json',
  )(files);
  const tree = join(directory, 'unaligned');
  await writeTree(tree, files);
  const { stdout } = await validate(tree, '--format', 'json', '--rule', 'POINT_OUT_OF_BOUNDS');
  const { findings } = JSON.parse(stdout) as ValidationReport;
  assert.equal(
    findings.map(({ path, message }) => `${path}: ${message}`),
    [`${key}: the point lies outside its tomogram`],
  );
});

test('instances are whole numbers', async () => {
  const files = await goodTree();
  const key = [...files.keys()].find((path) => path.endsWith('_instancesegmentation.ndjson')) ?? '';
  const line = (instance_id: number) =>
    JSON.stringify({ type: 'instancePoint', location: { x: 1, y: 1, z: 1 }, instance_id });
  files.set(key, new TextEncoder().encode([0, -1, 1.5].map((id) => `${line(id)}\n`).join('')));
  const tree = join(directory, 'instances');
  await writeTree(tree, files);
  const { stdout } = await validate(tree, '--format', 'json', '--rule', 'POINT_INVALID');
  const { findings } = JSON.parse(stdout) as ValidationReport;
  assert.equal(
    findings.map(({ message, found }) => `${message} ${found}`),
    ['invalid instance_id -1', 'invalid instance_id 1.5'],
  );
});

test('voxels are looked at when they are asked for', async () => {
  const { stdout } = await validate(bad, '--format', 'json', '--depth', 'deep', '--rule', 'mrc-mean-wrong');
  assert.equal(codesOf(stdout), ['MRC_MEAN_WRONG']);
});

test('rules can be left out and weighed', async () => {
  const rest = ['--skip-rule', 'METADATA_VALUE_WRONG', '--severity', 'METADATA_KEY_UNKNOWN=ignore'];
  const { status, stdout } = await validate(bad, ...rest);
  assert.is(status, 0);
  assert.match(stdout, 'valid: 0 errors, 1 warning, 1 ignored');
  assert.is((await validate(bad, ...rest, '--max-warnings', '1')).status, 0);
  assert.is((await validate(bad, ...rest, '--max-warnings', '0')).status, 1);
});

test('settings weigh rules by path', async () => {
  const config = join(directory, 'settings.yaml');
  await writeFile(config, 'paths:\n  - {path: "10001", severity: {METADATA_VALUE_WRONG: warning}}\n');
  const { status, stdout } = await validate(bad, '--config', config);
  assert.is(status, 0);
  assert.match(stdout, 'valid: 0 errors, 3 warnings');
  await writeFile(config, 'severity: {METADATA_VALUE_RONG: warning}\n');
  const wrong = await validate(bad, '--config', config);
  assert.is(wrong.status, 2);
  assert.match(wrong.stderr, /settings\.yaml:1:12: .*did you mean 'METADATA_VALUE_WRONG'/);
  assert.is((await validate(bad, '--config', join(directory, 'none.yaml'))).status, 2);
});

test('a dataset or a run can be named alone', async () => {
  for (const part of ['10001', '10001/', '10001/TS_A']) {
    const { status, stdout } = await validate(join(good, part), '--format', 'json');
    assert.is(status, 0, stdout);
    assert.is((JSON.parse(stdout) as { looked: { runs: number } }).looked.runs, 1, part);
  }
});

test('runs are picked by globs, several in one option', async () => {
  for (const globs of ['TS_[AB]', 'TS_?', 'T*,TS_A']) {
    const { status, stdout } = await validate(good, '--run', globs, '--format', 'json');
    assert.is(status, 0, stdout);
    assert.is((JSON.parse(stdout) as { looked: { runs: number } }).looked.runs, 1, globs);
  }
});

test('a glob that no run matches is never valid', async () => {
  const { status, stdout } = await validate(good, '--run', 'TS_A', '--run', 'TS_[!A]');
  assert.is(status, 2);
  assert.match(stdout, 'not checked: no run matches TS_[!A]\n');
  assert.match(stdout, /\nincomplete: 0 errors, 0 warnings\n$/);
});

test('a report that could not be written is refused before anything is looked at', async () => {
  for (const file of [join(directory, 'nowhere/report'), directory, '']) {
    const { status, stdout, stderr } = await validate(bad, '--output', file);
    assert.equal([status, stdout], [2, '']);
    assert.match(stderr, `${file}: the report cannot be written: found `.replace(/^: /, ''));
    assert.not.match(stderr, ' at ');
  }
});

test('the report goes to a file in the form that is asked for', async () => {
  const file = join(directory, 'report');
  for (const [format, begins] of [
    ['html', '<!doctype html>'],
    ['junit', '<?xml'],
    ['json', '{'],
    ['sarif', '{'],
  ] as const) {
    const { status, stdout } = await validate(bad, '--format', format, '--output', file);
    assert.is(status, 1);
    assert.match(stdout, /^invalid: \d+ errors?, \d+ warnings?\n$/);
    assert.ok((await readFile(file, 'utf8')).startsWith(begins));
  }
  await rm(file);
});

test('what cannot run is status 2 and says why', async () => {
  const missing = await validate(join(directory, 'nowhere'));
  assert.is(missing.status, 2);
  assert.match(missing.stderr, 'nowhere');
  const code = await validate(good, '--rule', 'MRC_NVERSION_UNKNOWM');
  assert.is(code.status, 2);
  assert.match(code.stdout + code.stderr, 'did you mean MRC_NVERSION_UNKNOWN?');
  for (const args of [
    ['--depth', 'deeper'],
    ['--severity', 'FILE_EMPTY'],
    ['--max-warnings', 'x'],
    ['--run', ''],
    ['--dataset', ','],
    ['--rule', ''],
  ]) {
    assert.is((await validate(good, ...args)).status, 2, args.join(' '));
  }
  assert.is((await validate()).status, 2);
});

test('an empty directory is no tree', async () => {
  const empty = join(directory, 'empty');
  await mkdir(empty);
  const { status, stdout } = await validate(empty, '--format', 'json');
  assert.is(status, 1);
  assert.equal(codesOf(stdout), ['TREE_EMPTY']);
});

test('--list-rules prints every rule, as JSON too', async () => {
  const { status, stdout } = await runInProcess(['validate', '--list-rules', '--format', 'json']);
  assert.is(status, 0);
  const listed = JSON.parse(stdout) as { code: string; why: string; fix: string }[];
  assert.equal(
    listed.map(({ code }) => code),
    rules.map(({ code }) => code),
  );
  const table = await runInProcess(['validate', '--list-rules']);
  assert.is(table.stdout.trimEnd().split('\n').length, rules.length);
});

test('a rule asked for that the depth does not reach is status 2', async () => {
  const { status, stdout } = await validate(good, '--rule', 'PYRAMID_WRONG');
  assert.is(status, 2);
  assert.match(stdout, 'not checked: rules asked for that take --depth sample or deep: PYRAMID_WRONG');
  assert.is((await validate(good, '--rule', 'PYRAMID_WRONG', '--depth', 'sample')).status, 0);
});

test('configurations are checked with line and column', async () => {
  const file = join(directory, 'config.yaml');
  await writeFile(file, 'version: 1.3.0\ndatasts: []\n');
  const { status, stdout } = await runInProcess(['validate', 'config', file]);
  assert.is(status, 1);
  assert.match(
    stdout,
    /config\.yaml:2:1: datasts: unknown key 'datasts', did you mean 'datasets'\?.*\[error UNKNOWN_KEY\]/,
  );
  assert.match(stdout, /1 configuration, \d+ errors, 0 warnings\n$/);
  const json = await runInProcess(['validate', 'config', file, '--format', 'json']);
  const [first] = JSON.parse(json.stdout) as { code: string; line: number; column: number }[];
  assert.ok(first !== undefined && first.line > 0 && first.column > 0);
  const missing = await runInProcess(['validate', 'config', join(directory, 'none.yaml')]);
  assert.is(missing.status, 2);
  assert.is(missing.stdout, '');
  assert.match(missing.stderr, /none\.yaml: the configuration cannot be read/);
  const both = await runInProcess(['validate', 'config', file, join(directory, 'none.yaml')]);
  assert.is(both.status, 2);
  assert.match(both.stdout, /1 configuration, \d+ errors, 0 warnings; 1 could not be read\n$/);
});

testShared(long, 'no configuration of the corpus has an error', async () => {
  const { status, stdout } = await runInProcess([
    'validate',
    'config',
    ...sharedFiles('corpus/configs', '.yaml'),
  ]);
  assert.is(status, 0, stdout);
  assert.match(stdout, /\d+ configurations, 0 errors/);
});

test.run();
