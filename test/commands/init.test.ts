import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeMrc } from '../../demo/files/mrc.js';
import { runCli } from '../../src/commands/run-cli.js';
import { treeOf } from '../init/support/tree-of.js';
import { CapturedStream } from '../support/captured-stream.js';

const test = suite('cryoet init');

const volume = encodeMrc(
  { shape: [9, 4, 4], values: Float32Array.from({ length: 144 }, (_, i) => Math.sin(i)) },
  { mode: 2, voxelSize: 8 },
);
const made: string[] = [];

async function source(): Promise<string> {
  const directory = await treeOf({
    'site/TS_1_rec.mrc': volume,
    'site/TS_2_rec.mrc': volume,
    'site/notes.txt': 'n',
  });
  made.push(directory);
  return directory;
}

test.after(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

async function run(...args: string[]) {
  const [stdout, stderr] = [new CapturedStream(), new CapturedStream()];
  const status = await runCli(['init', ...args], { stdout, stderr });
  return { status, stdout: stdout.text, stderr: stderr.text };
}

test('writes the configuration and prints what machines ask for', async () => {
  const input = await source();
  const directory = mkdtempSync(join(tmpdir(), 'init-command-'));
  const output = join(directory, 'c.yaml');
  const { status, stdout } = await run(input, '--output', output, '--format', 'json');
  assert.is(status, 0);
  const report = JSON.parse(stdout) as Record<string, unknown>;
  assert.equal(Object.keys(report), ['runs', 'files', 'unused', 'placeholders', 'mapped']);
  assert.equal(report.runs, ['TS_1', 'TS_2']);
  assert.equal(report.files, [
    { path: 'site/TS_1_rec.mrc', section: 'tomograms', run: 'TS_1' },
    { path: 'site/TS_2_rec.mrc', section: 'tomograms', run: 'TS_2' },
  ]);
  assert.equal(
    (report.unused as { path: string }[]).map(({ path }) => path),
    ['site/notes.txt'],
  );
  const lines = readFileSync(output, 'utf8').split('\n');
  for (const { line } of report.placeholders as { line: number }[])
    assert.match(lines[line - 1] ?? '', 'FILL_IN');
  rmSync(directory, { recursive: true });
});

test('shows runs by kinds, what it left out and why, and what comes next', async () => {
  const input = await source();
  const output = join(input, 'c.yaml');
  const { stdout } = await run(input, '--output', output);
  assert.match(stdout, /^run +tomograms\nTS_1, TS_2 +✓\n/);
  assert.match(stdout, /Left out:\n {2}1 × .*: site\/notes\.txt\n/);
  assert.match(stdout, `cryoet validate config ${output}`);
});

test('asks nothing without --interactive, and with it needs a terminal', async () => {
  const input = await source();
  const { status, stderr } = await run(input, '--output', join(input, 'c.yaml'), '--interactive');
  assert.is(status, 2);
  assert.match(stderr, '--interactive needs a terminal');
});

test('fills in answers, and names a file that cannot be read', async () => {
  const input = await source();
  const [output, answers] = [join(input, 'c.yaml'), join(input, 'a.json')];
  writeFileSync(answers, '{"datasets[0].metadata.dataset_title": "Cells"}');
  assert.is((await run(input, '--output', output, '--answers', answers)).status, 0);
  assert.match(readFileSync(output, 'utf8'), 'dataset_title: Cells\n');
  const { status, stderr } = await run(
    input,
    '--output',
    output,
    '--force',
    '--answers',
    join(input, 'none.yaml'),
  );
  assert.is(status, 2);
  assert.match(stderr, 'none.yaml');
});

test('overwrites neither a configuration nor a table of runs that others may have changed', async () => {
  const input = await source();
  const output = join(input, 'c.yaml');
  writeFileSync(output, 'mine');
  const { status, stderr } = await run(input, '--output', output);
  assert.is(status, 2);
  assert.match(stderr, 'c.yaml already exists');
  assert.is(readFileSync(output, 'utf8'), 'mine');
  assert.is((await run(input, '--output', output, '--force')).status, 0);
});

test('does not overwrite a configuration that it was not told to write', async () => {
  const input = await source();
  const directory = process.cwd();
  process.chdir(input);
  try {
    assert.is((await run(input)).status, 0);
    assert.ok(existsSync(join(input, 'config.yaml')));
    const { status, stderr } = await run(input);
    assert.is(status, 2);
    assert.match(stderr, 'config.yaml already exists');
    assert.is((await run(input, '--force')).status, 0);
  } finally {
    process.chdir(directory);
  }
});

test('--from is found in INPUT if the working directory has no such file', async () => {
  const input = await source();
  const text = JSON.stringify({ name: 'd', regions: ['TS_1', 'TS_2'].map((id) => ({ id })) });
  writeFileSync(join(input, 'site', 'all runs.json'), text);
  const directory = mkdtempSync(join(tmpdir(), 'init-from-'));
  made.push(directory);
  const output = join(directory, 'c.yaml');
  const { status, stderr } = await run(input, '--output', output, '--from', 'site/all runs.json');
  assert.equal([status, stderr], [0, '']);
  assert.match(readFileSync(output, 'utf8'), 'deposition_title: d # as the CETS data set says');
  process.chdir(directory);
  writeFileSync('one.json', text.replace('"d"', '"here"'));
  writeFileSync(join(input, 'one.json'), text);
  assert.is((await run(input, '--output', output, '--force', '--from', 'one.json')).status, 0);
  assert.match(readFileSync(output, 'utf8'), 'deposition_title: here # as the CETS data set says');
  rmSync('one.json');
  symlinkSync('one.json', 'one.json');
  const broken = await run(input, '--output', output, '--force', '--from', 'one.json');
  assert.is(broken.status, 2, 'one that cannot be read is not replaced');
  assert.match(broken.stderr, 'one.json: circular symbolic links');
  const none = await run(input, '--output', output, '--force', '--from', 'site/none.json');
  assert.is(none.status, 2);
  assert.match(none.stderr, 'site/none.json');
});

test.run();
