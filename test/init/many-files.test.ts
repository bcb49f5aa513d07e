import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeMrc } from '../../demo/files/mrc.js';
import { composeConfig, survey } from '../../src/init/index.js';
import { madeStorage } from './support/made-storage.js';

const test = suite('init of very many files');

const runs = Array.from({ length: 2000 }, (_, index) => `lamella_${String(index).padStart(4, '0')}`);
const frames = 46;
const mebibyte = 1024 * 1024;

test('100,000 files: one listing, one read of a file at most, frames hardly read, 300 MiB', async () => {
  const keys = runs
    .flatMap((run) => [
      `scan/mdocs/${run}.mdoc`,
      `scan/stacks/${run}.st`,
      `scan/stacks/${run}.rawtlt`,
      `scan/volumes/${run}_rec.mrc`,
      ...Array.from(
        { length: frames },
        (_, index) => `scan/frames/${run}_${String(index).padStart(3, '0')}.tif`,
      ),
    ])
    .sort();
  const values = (count: number) => Float32Array.from({ length: count }, (_, index) => Math.sin(index));
  const stack = encodeMrc(
    { shape: [5, 4, 4], values: values(80) },
    { mode: 2, voxelSize: 2, kind: 'tilt-series' },
  );
  const volume = encodeMrc({ shape: [9, 4, 4], values: values(144) }, { mode: 2, voxelSize: 8 });
  const text = new TextEncoder();
  const { storage, listings, reads } = madeStorage(keys, (key) => {
    if (key.endsWith('.st')) return stack;
    if (key.endsWith('.mrc')) return volume;
    if (key.endsWith('.rawtlt')) return text.encode('-6\n-3\n0\n3\n6\n');
    if (key.endsWith('.mdoc')) return text.encode(mdoc);
    return tiff;
  });
  let steps = 0;
  let peak = 0;
  const before = process.memoryUsage().rss;
  const found = await survey(storage, () => {
    steps += 1;
    if (steps % 100 === 0) peak = Math.max(peak, process.memoryUsage().rss - before);
  });
  const { files, config } = composeConfig(found, { schema: 'schema.json' });
  peak = Math.max(peak, process.memoryUsage().rss - before);
  assert.equal(listings, ['']);
  assert.equal([...reads.values()].filter((count) => count > 1).length, 0);
  assert.ok([...reads.keys()].filter((key) => key.endsWith('.tif')).length <= 20);
  assert.equal(found.runs, runs);
  assert.equal(files.length, 100_000);
  assert.equal(found.unused, []);
  assert.match(config, 'list_glob: volumes/{run_name}_rec.mrc');
  assert.ok(steps > 100, `${steps} steps of progress`);
  assert.ok(peak <= 300 * mebibyte, `${Math.round(peak / mebibyte)} MiB more`);
});

const mdoc = [0, 3, -3, 6, -6]
  .map((angle, index) => `[ZValue = ${index}]\nTiltAngle = ${angle}\nExposureTime = 1\nExposureDose = 3\n`)
  .join('\n');

/** A little-endian TIFF of one grey pixel. */
const tiff = tiffOf();

function tiffOf(): Uint8Array {
  const entries = [
    [256, 3, 1],
    [257, 3, 1],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [278, 3, 1],
    [279, 4, 1],
  ] as const;
  const bytes = new Uint8Array(16 + 2 + entries.length * 12 + 4);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, 16, true);
  view.setUint16(16, entries.length, true);
  for (const [index, [tag, type, value]] of entries.entries()) {
    const at = 18 + index * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, 1, true);
    view.setUint32(at + 8, value, true);
  }
  return bytes;
}

test.run();
