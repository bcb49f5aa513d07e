import { appendFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ingestWithReport, itemsOf } from '../support/ingest-report.js';
import { ingestedDeposition } from '../support/ingested-deposition.js';
import { longOf } from '../support/long.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';
import { hashTree } from '../support/tree.js';

const test = suite('cryoet ingest --resume');
const long = longOf(test);

interface Resumed {
  readonly tiny: TinyDeposition;
  readonly ledger: string;
  /** Ingests with the ledger; returns the slow items that were kept, as `TS_001 tomogram`. */
  again(...options: string[]): Promise<string[]>;
}

/** Defines a test with a tiny deposition whose first ingest recorded finished items. */
function withLedger(name: string, check: (resumed: Resumed) => Promise<void>, add: typeof long = test): void {
  add(name, async () => check(resumedBy(await noted.restored())));
}

function resumedBy(tiny: TinyDeposition): Resumed {
  const ledger = join(tiny.directory, 'night.ledger');
  const again = async (...options: string[]) => {
    const { result, report } = await ingestWithReport(tiny, '--resume', ledger, ...options);
    assert.is(result.status, 0, result.stderr + result.stdout);
    return itemsOf(report, 'unchanged').filter((item) => all.includes(item));
  };
  return { tiny, ledger, again };
}

const noted = ingestedDeposition(async (tiny) => {
  assert.equal(await resumedBy(tiny).again(), []);
});
test.after(noted.remove);

const annotations = ['annotation', 'annotation', 'annotation'];
const viewed = ['annotation_viz', 'annotation_viz', 'annotation_viz'];
const copied = ['collection_metadata', 'ctf', 'frame', 'gain', 'rawtilt'];
const ofRun = (run: string, types: readonly string[]) => types.map((type) => `${run} ${type}`);
const all = [
  ...ofRun('TS_001', [...annotations, ...viewed, ...copied, 'tiltseries', 'tomogram', 'tomogram']),
  ...ofRun('TS_002', [...annotations, ...viewed, ...copied, 'tiltseries', 'tomogram']),
];
const without = (...items: string[]) => {
  const left = [...all];
  for (const item of items) left.splice(left.indexOf(item), 1);
  return left;
};

const tomogram = '10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100';

withLedger('says of what depends on a changed source that it was made again', async ({ tiny }) => {
  assert.is((await tiny.ingest()).status, 0);
  const source = tiny.source('tomograms/TS_001_10.000A.rec');
  await utimes(source, 1e9, 1e9);
  await utimes(tiny.source('annotations/TS_001_vesicles.mrc'), 1e9, 1e9);
  const { report } = await ingestWithReport(tiny, '--filter', 'run=TS_001$');
  const reasons = report.items.flatMap(({ type, name, notes }) =>
    notes.filter((note) => note.startsWith('made again: ')).map((note) => `${type} ${name}: ${note}`),
  );
  assert.equal(reasons.sort(), [
    'annotation TS_001_vesicles.mrc: made again: source changed',
    'annotation_viz neuroglancer: made again: its annotation was made again',
    'key_image original: made again: its tomogram was made again',
    'tomogram TS_001_10.000A.rec: made again: source changed',
    'viz_config neuroglancer: made again: its annotation was made again',
  ]);
});

withLedger('keeps data that are finished and writes metadata that are missing', async ({ tiny, again }) => {
  const before = await hashTree(tiny.output);
  const { ino, mtimeMs } = await stat(tiny.published(`${tomogram}/TS_001.mrc`));
  await rm(tiny.published(`${tomogram}/tomogram-metadata.json`));
  assert.equal(await again(), without('TS_001 tomogram'));
  assert.equal(await hashTree(tiny.output), before);
  const now = await stat(tiny.published(`${tomogram}/TS_001.mrc`));
  assert.equal([now.ino, now.mtimeMs], [ino, mtimeMs]);
});

withLedger('tells how many were kept', async ({ tiny, ledger }) => {
  const { stdout } = await tiny.ingest('--resume', ledger);
  assert.match(stdout, /^0 written, 44 unchanged, 0 failed, 1 skipped; 0 B written in /m);
});

withLedger('converts again what comes of a source that changed', async ({ tiny, again }) => {
  await tiny.editSource('tomograms/TS_001_10.000A.rec', (bytes) => {
    bytes[1024 + 7] = 255 - (bytes[1024 + 7] ?? 0);
    return bytes;
  });
  const before = await readFile(tiny.published(`${tomogram}/TS_001.mrc`));
  assert.equal(await again(), without('TS_001 tomogram'));
  assert.not.ok(before.equals(await readFile(tiny.published(`${tomogram}/TS_001.mrc`))));
  assert.equal(await again(), all);
});

withLedger(
  'converts again what is not as it was left',
  async ({ tiny, again }) => {
    const before = await hashTree(tiny.output);
    const level = tiny.published(`${tomogram}/TS_001.zarr/0/0/0`);
    await rm(join(level, (await readdir(level))[0] ?? ''));
    assert.equal(await again(), without('TS_001 tomogram'));
    assert.equal(await hashTree(tiny.output), before);
    const frames = tiny.published('10801/TS_001/Frames');
    const [frame = ''] = (await readdir(frames)).filter((name) => name.endsWith('.tif'));
    await writeFile(join(frames, frame), await readFile(join(frames, frame)));
    assert.equal(await again(), without('TS_001 frame'));
    assert.equal(await hashTree(tiny.output), before);
  },
  long,
);

withLedger(
  'converts again where settings are others',
  async ({ tiny, again }) => {
    const edge = ['--binning-edge', 'zero'];
    assert.equal(await again(...edge), [...ofRun('TS_001', copied), ...ofRun('TS_002', copied)]);
    assert.equal(await again(...edge), all);
    await tiny.editConfig('pixel_spacing: 10.0', 'pixel_spacing: 10.01');
    assert.equal(await again(...edge), without('TS_001 tiltseries', 'TS_002 tiltseries'));
  },
  long,
);

withLedger(
  'makes again what comes of an annotation that changed',
  async ({ tiny, again }) => {
    const redone = (run: string) => ofRun(run, ['annotation', 'annotation_viz']);
    await tiny.editSource('annotations/TS_001_vesicle_centers.csv', (bytes) => `${bytes.toString()}1,2,3\n`);
    assert.equal(await again(), without(...redone('TS_001')));
    await tiny.editSource('annotations/ribosomes.star', (bytes) => `${bytes.toString()}\n`);
    assert.equal(await again(), without(...redone('TS_001'), ...redone('TS_002')));
    await tiny.editConfig('annotation_object: {name: membrane,', 'annotation_object: {name: envelope,');
    assert.equal(await again(), without(...redone('TS_001'), ...redone('TS_002')));
    assert.equal(await again(), all);
  },
  long,
);

withLedger(
  'goes on after an ingest that was cut off',
  async ({ tiny, ledger, again }) => {
    const complete = await hashTree(tiny.output);
    const lines = (await readFile(ledger, 'utf8')).split('\n');
    const torn = lines.findIndex((line) => line.includes('"item":"tomogram'));
    await writeFile(ledger, `${lines.slice(0, torn).join('\n')}\n${lines[torn]?.slice(0, 40)}`);
    await rm(tiny.published(`${tomogram}/TS_001.zarr`), { recursive: true });
    await rm(tiny.published(`${tomogram}/tomogram-metadata.json`));
    const kept = await again();
    assert.ok(kept.length > 0 && kept.length < all.length, kept.join());
    assert.not.ok(kept.includes('TS_002 tomogram'));
    assert.equal(await hashTree(tiny.output), complete);
    assert.equal(await again(), all);
  },
  long,
);

withLedger('does not note what failed', async ({ tiny, ledger }) => {
  const source = 'tomograms/TS_001_10.000A.rec';
  const good = await readFile(tiny.source(source));
  await tiny.editSource(source, (bytes) => bytes.subarray(0, 2000));
  const { report } = await ingestWithReport(tiny, '--resume', ledger);
  assert.ok(itemsOf(report, 'failed').includes('TS_001 tomogram'));
  await tiny.editSource(source, () => good);
  const { result, report: fixed } = await ingestWithReport(tiny, '--resume', ledger);
  assert.is(result.status, 0);
  assert.ok(itemsOf(fixed, 'written').includes('TS_001 tomogram'));
  const kept = itemsOf(fixed, 'unchanged');
  assert.is(kept.filter((item) => item === 'TS_001 tomogram').length, 1);
  assert.ok(kept.includes('TS_001 frame'));
});

withLedger('of another output keeps nothing', async ({ tiny, again }) => {
  await rename(tiny.output, `${tiny.output}-moved`);
  await mkdir(tiny.output);
  assert.equal(await again(), []);
});

withLedger('notes nothing in a dry run', async ({ tiny, ledger }) => {
  const before = await readFile(ledger, 'utf8');
  assert.is((await tiny.ingest('--resume', ledger, '--dry-run', '--binning-edge', 'zero')).status, 0);
  assert.is(await readFile(ledger, 'utf8'), before);
});

test('without it, a second ingest writes nothing at all', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.ingest();
    const states = async () => {
      const names = await readdir(tiny.output, { recursive: true });
      const facts = await Promise.all(names.map((name) => stat(tiny.published(name), { bigint: true })));
      return new Map(
        names.flatMap((name, index) => {
          const own = facts[index];
          return own?.isFile() ? [[name, `${own.ino} ${own.mtimeNs}`] as const] : [];
        }),
      );
    };
    const before = await states();
    assert.ok([...before.keys()].some((name) => name.startsWith('.cryoet/ledger/runs/')));
    const { report } = await ingestWithReport(tiny);
    assert.is(report.summary.bytesWritten, 0);
    assert.equal([report.summary.written, report.summary.unchanged], [0, 44]);
    assert.equal(await states(), before);
  });
});

test('does not write into a file that is something else', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const before = await readFile(tiny.config, 'utf8');
    const { status, stderr } = await tiny.ingest('--resume', tiny.config);
    assert.is(status, 2);
    assert.match(stderr, `error: ${tiny.config}: not the ledger of an ingest: expected `);
    assert.is(await readFile(tiny.config, 'utf8'), before);
    const missing = await tiny.ingest('--resume', join(directory, 'none', 'x'));
    assert.is(missing.status, 2);
    assert.match(missing.stderr, 'cannot be written: found no such file or directory');
  });
});

withLedger('is a file that people can read', async ({ ledger }) => {
  const [first, second = ''] = (await readFile(ledger, 'utf8')).split('\n');
  assert.is(first, '{"format":"cryoet-ingest-ledger","formatVersion":2}');
  assert.match(JSON.parse(second).item, /of run TS_00\d$/);
  await appendFile(ledger, 'what is this?\n');
});

test.run();
