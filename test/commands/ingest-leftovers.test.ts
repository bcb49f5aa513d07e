import { spawnSync } from 'node:child_process';
import { watch } from 'node:fs';
import { access, mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { stagedPrefix } from '../../src/volume/temporary-files.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';

const test = suite('what ingests leave and find');

const partial = (name: string) => `.cryoet-partial-${name}-0123456789ab`;

/** Creates a temporary file of a killed ingest, last written a number of minutes ago. */
async function plant(path: string, minutes: number): Promise<void> {
  const time = new Date(Date.now() - minutes * 60_000);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'half');
  await utimes(path, time, time);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function withTiny(name: string, check: (tiny: TinyDeposition) => Promise<void>): void {
  test(name, () => inTemporaryDirectory(async (directory) => check(await makeTinyDeposition(directory))));
}

withTiny('half-made files of deposition and dataset go once nobody can be writing them', async (tiny) => {
  const places = ['10801', '10801/Images', 'DepositionMetadata/10800', 'DepositionMetadata/10800/Images'];
  for (const place of places) {
    await plant(tiny.published(`${place}/${partial('old')}`), 60);
    await plant(tiny.published(`${place}/${partial('young')}`), 1);
  }
  await plant(tiny.published(`10801/TS_001/Frames/${partial('frame')}`), 0);
  await plant(tiny.published(`10801/TS_999/${partial('other')}`), 60);
  const dry = await tiny.ingest('--dry-run', '--filter', 'run=TS_001');
  assert.is(dry.status, 0);
  assert.ok(await isThere(tiny.published(`10801/${partial('old')}`)));

  const { status, stdout } = await tiny.ingest('--filter', 'run=TS_001');
  assert.is(status, 0, stdout);
  for (const place of places) {
    assert.not(await isThere(tiny.published(`${place}/${partial('old')}`)), place);
    assert.ok(await isThere(tiny.published(`${place}/${partial('young')}`)), place);
  }
  assert.not(await isThere(tiny.published(`10801/TS_001/Frames/${partial('frame')}`)));
  // Another ingest may be writing a run that this one does not touch.
  assert.ok(await isThere(tiny.published(`10801/TS_999/${partial('other')}`)));
});

withTiny('packed sources are unpacked to --staging-dir, and nothing stays there', async (tiny) => {
  const staging = join(tiny.directory, 'new', 'staging');
  const { pid } = spawnSync(process.execPath, ['--version']);
  const stale = join(staging, `${stagedPrefix(pid)}abCD12`);
  await plant(join(stale, 'volume'), 60);
  await tiny.editSource('tomograms/TS_001_10.000A.rec', (bytes) => gzipSync(bytes));
  const watcher = watch(staging);
  const unpacked = new Promise<void>((resolve) => {
    watcher.on('change', (_event, name) => {
      if (String(name).startsWith(stagedPrefix())) resolve();
    });
  });
  const { status, stdout } = await tiny.ingest('--staging-dir', staging);
  assert.is(status, 0, stdout);
  await unpacked;
  watcher.close();
  assert.equal(await readdir(staging), []);
});

withTiny('a --staging-dir that is none is told at once', async (tiny) => {
  const file = join(tiny.directory, 'file');
  await writeFile(file, '');
  const { status, stderr } = await tiny.ingest('--staging-dir', file);
  assert.is(status, 2);
  assert.is(
    stderr,
    `error: ${file}: cannot write here: not a directory: expected a directory, found a file\n`,
  );
});

test.run();
