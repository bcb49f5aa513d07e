import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ingestWithReport, itemsOf } from '../support/ingest-report.js';
import { danglingIn } from '../support/kill-points/read-published.js';
import { setHeaderWord, truncate } from '../support/spoil.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { listTree, tinyTree } from '../support/tiny-tree.js';

const test = suite('a tomogram that is none');

const alignmentFile = '10801/TS_001/Alignments/100/alignment_metadata.json';
const file = 'tomograms/TS_001_10.000A.rec';
const [mode, nx, ny, nz] = [12, 0, 4, 8];

const cases: Record<string, { edit: (bytes: Buffer) => Uint8Array | string; says: string }> = {
  'cut short': {
    edit: truncate(0.5),
    says: 'the file is shorter than its header says: expected 20176 bytes (19 × 21 × 12 samples of mode 2 after 1024 bytes), found 10088 bytes',
  },
  'cut within its header': {
    edit: (bytes) => bytes.subarray(0, 600),
    says: 'the file ends within its MRC header: expected at least 1024 bytes, found 600 bytes',
  },
  'an HTML page': {
    edit: () => '<!DOCTYPE html>\n<html><body>Not found</body></html>\n',
    says: 'not an MRC volume: expected an MRC header, found an HTML page',
  },
  'a Git LFS pointer': {
    edit: () => 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 20176\n',
    says: 'not an MRC volume: expected an MRC header, found a Git LFS pointer',
  },
  empty: {
    edit: () => '',
    says: 'the file is empty: expected an MRC volume, found 0 bytes',
  },
  'of complex numbers': {
    edit: setHeaderWord(mode, 4),
    says: 'found mode 4 (complex pairs of float32)',
  },
  'without columns': {
    edit: setHeaderWord(nx, 0),
    says: 'a volume without samples: expected nx above 0, found nx = 0',
  },
  'that promises 10 TB': {
    edit: (bytes) => setHeaderWord(nx, 250)(setHeaderWord(ny, 100_000)(setHeaderWord(nz, 100_000)(bytes))),
    says: 'the file is shorter than its header says: expected 10000000001024 bytes',
  },
};

for (const [index, [name, { edit, says }]] of Object.entries(cases).entries()) {
  // The other run is ingested with the first case, and left out with the others.
  const [filter, isAsked] =
    index === 0
      ? [[], () => true]
      : [['--filter', 'run=TS_001'], (path: string) => !path.startsWith('10801/TS_002/')];
  test(`${name}: one line names it, everything else is ingested`, async () => {
    await inTemporaryDirectory(async (directory) => {
      const tiny = await makeTinyDeposition(directory);
      await tiny.editSource(file, edit);
      const { result, report } = await ingestWithReport(tiny, ...filter);
      assert.is(result.status, 1);
      assert.equal(itemsOf(report, 'failed'), ['TS_001 tomogram']);
      assert.equal(itemsOf(report, 'not reached'), ['TS_001 key_image', 'TS_001 viz_config']);
      const error = report.items.find(({ status }) => status === 'failed')?.error;
      const tomogram = error?.message ?? '';
      assert.match(tomogram, `tomogram TS_001_10.000A.rec of run TS_001: ${tiny.source(file)}`);
      assert.match(tomogram, says);
      assert.not.match(tomogram, '\n');
      assert.is(error?.path, tiny.source(file));
      assert.match(result.stdout, tomogram);
      assert.match(
        result.stdout,
        'because tomogram TS_001_10.000A.rec of run TS_001 failed: 1 key_image, 1 viz_config',
      );
      assert.equal(
        await listTree(tiny.output),
        tinyTree('documented').filter(
          (path) =>
            isAsked(path) &&
            !/^10801\/TS_001\/Reconstructions\/VoxelSpacing10\.000\/(Tomograms|Images)\//.test(path),
        ),
      );
      assert.equal(await danglingIn(tiny.output), []);
      const alignment = JSON.parse(await readFile(tiny.published(alignmentFile), 'utf8'));
      assert.is(alignment.volume_dimension, null);
      assert.match(
        report.warnings.map(({ message }) => message).join('\n'),
        'volume_dimension is null, because tomogram TS_001_10.000A.rec of run TS_001 cannot be read',
      );
    });
  });
}

test('a tomogram with bytes to spare is ingested, with a warning', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editSource(file, (bytes) => Buffer.concat([bytes, Buffer.alloc(3)]));
    const { result, report } = await ingestWithReport(tiny, '--no-precompute');
    assert.is(result.status, 0);
    const [warning] = report.warnings;
    assert.is(warning?.item, 'TS_001: tomogram TS_001_10.000A.rec');
    assert.match(warning?.message ?? '', '3 surplus bytes');
    assert.equal(await listTree(tiny.output), tinyTree('documented'));
  });
});

test.run();
