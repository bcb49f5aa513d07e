import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { longOf } from '../support/long.js';
import { runAsProcess, startProcess } from '../support/run-as-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { listTree, tinyTree } from '../support/tiny-tree.js';
import { readJsonFile } from '../support/tree.js';

const test = suite('cryoet as a process');
const long = longOf(test);

const main = fileURLToPath(new URL('../../bin/main.js', import.meta.url));

test('0 and the whole tree when all is well', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const { status, stdout, stderr } = await runAsProcess(tiny.ingestArguments());
    assert.is(status, 0);
    assert.is(stderr, '');
    assert.match(stdout, '0 failed');
    assert.equal(await listTree(tiny.output), tinyTree('documented'));
  });
});

test('1 when an item failed', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editSource('tomograms/TS_002_10.000A.rec', () => '');
    const { status, stdout } = await runAsProcess(tiny.ingestArguments('--quiet', '--import', 'tomogram'));
    assert.is(status, 1);
    assert.match(stdout, 'the file is empty');
  });
});

test('2 when it could not run', async () => {
  for (const args of [['ingest'], ['digest', 'a', 'b', 'c'], ['ingest', 'none.yaml', 'in', 'out']]) {
    const { status, stderr } = await runAsProcess(args);
    assert.is(status, 2);
    assert.is.not(stderr, '');
  }
});

test('help and version end with 0', async () => {
  const help = await runAsProcess(['ingest', '--help']);
  assert.is(help.status, 0);
  for (const word of ['CONFIG', 'INPUT', 'OUTPUT', '--dry-run', 'Exit status'])
    assert.match(help.stdout, word);
  const version = await runAsProcess(['--version']);
  assert.is(version.status, 0);
  assert.is(version.stdout.trim(), (await readJsonFile(process.cwd(), 'package.json')).version);
});

long('the work goes on when nobody reads what it says any more', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const { child, ended } = startProcess(tiny.ingestArguments());
    child.stdout?.once('data', () => child.stdout?.destroy());
    assert.is((await ended).status, 0);
    assert.equal(await listTree(tiny.output), tinyTree('documented'));
  });
});

test('2 when what it says cannot be written, though the work goes on', async () => {
  if (!existsSync('/dev/full')) return;
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [main, ...tiny.ingestArguments()], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    assert.is(status, 2);
    assert.match(stderr, /^error: the output cannot be written: ENOSPC[^\n]*\n$/);
    assert.equal(await listTree(tiny.output), tinyTree('documented'));
  });
});

test.run();
