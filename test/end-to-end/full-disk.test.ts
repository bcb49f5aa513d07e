import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { depositionConfig } from '../../bench/whole-process/deposition-config.js';
import { writeVolume } from '../../bench/whole-process/write-volume.js';
import { exportTree } from '../../src/api/export-tree.js';
import { madePoints, madeRun, writeTree } from '../export/support/made-tree.js';
import { errorOf } from '../formats/support/points.js';
import { longOf } from '../support/long.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const test = suite('a disk that fills up');

const main = fileURLToPath(new URL('../../bin/main.js', import.meta.url));
const { directory, remove } = temporaryDirectory();
const disk = join(directory, 'disk');
const output = join(disk, 'out');
mkdirSync(disk);

const mount = (...parameters: string[]) => spawnSync('mount', [...parameters, disk], { encoding: 'utf8' });
const isMounted = mount('-t', 'tmpfs', '-o', 'size=60m', 'tmpfs').status === 0;

test.after(() => {
  if (isMounted) spawnSync('umount', [disk]);
  remove();
});

/** Names below the output, without those of the ledger. */
const published = () =>
  readdirSync(output, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('.cryoet'));

const title = '300 MB into 60 MB: refused, stopped with one message, and finished by the same command';
const exportTitle = 'an export that does not fit is stopped with one message, and leaves nothing';

if (isMounted) {
  longOf(test)(title, () => {
    const input = join(directory, 'in');
    const config = join(directory, 'config.yaml');
    mkdirSync(join(input, 'dep', 'tomograms'), { recursive: true });
    writeFileSync(config, depositionConfig('dep'));
    for (const run of [1, 2, 3, 4, 5, 6]) {
      const shape = [48, 512, 512] as const;
      writeVolume(join(input, 'dep', 'tomograms', `TS_${run}.mrc`), { shape, sampleType: 'float32' });
    }
    const ingest = (...options: string[]) =>
      spawnSync(
        process.execPath,
        [main, 'ingest', config, input, output, '--import', 'tomogram', ...options],
        {
          encoding: 'utf8',
        },
      );

    const refused = ingest();
    assert.is(refused.status, 2, refused.stdout);
    assert.match(
      refused.stderr,
      /^error: .*: too little free space for this ingest: expected about 6\d\d MB/,
    );
    assert.match(refused.stderr, 'free space, choose another OUTPUT');

    const stopped = ingest('--no-space-check', '--quiet');
    assert.is(stopped.status, 1, stopped.stderr);
    const told = `${stopped.stdout}${stopped.stderr}`;
    assert.is(told.match(/no space left on the disk/g)?.length, 1, told);
    assert.match(told, 'Stopped, because OUTPUT has no space left');
    assert.equal(
      published().filter((name) => /\.(?:mrc|zarr)$|partial|\.tmp|~$/.test(name)),
      [],
    );

    assert.is(mount('-o', 'remount,size=1g').status, 0);
    const finished = ingest('--no-space-check', '--quiet');
    assert.is(finished.status, 0, finished.stderr);
    assert.is(published().filter((name) => name.endsWith('.mrc')).length, 6);
    assert.is(published().filter((name) => name.endsWith('.zarr')).length, 6);
  });

  test(exportTitle, async () => {
    assert.is(spawnSync('umount', [disk]).status, 0);
    assert.is(mount('-t', 'tmpfs', '-o', 'size=200k', 'tmpfs').status, 0);
    const tree = join(directory, 'tree');
    await writeTree(tree, madeRun(madePoints(3000)));
    for (const format of ['star', 'parquet', 'imod']) {
      const { message } = await errorOf(() => exportTree(tree, join(disk, 'export'), format));
      assert.is(message, 'no space left on the disk', format);
      assert.equal(readdirSync(disk), [], format);
    }
  });
} else {
  process.stdout.write('a disk that fills up: skipped, mounting is not permitted\n');
  test.skip(title);
  test.skip(exportTitle);
}

test.run();
