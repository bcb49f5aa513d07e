import { existsSync } from 'node:fs';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { convert } from '../../src/api/convert.js';
import { openVolume } from '../../src/api/readers.js';
import { parseMrcHeader } from '../../src/volume/mrc/read-header.js';
import { errorOf } from '../formats/support/points.js';
import { runInProcess } from '../support/run-in-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { makeMrc } from '../volume/support/make-mrc.js';
import { hashAt } from '../volume/support/random.js';

const test = suite('cryoet convert');

const { directory, remove } = temporaryDirectory();
test.after(remove);

const at = (name: string) => join(directory, name);

/** Reads voxel size and all voxels of a volume. */
async function contentOf(path: string) {
  const volume = await openVolume(path);
  const { shape, voxelSize } = volume.header;
  const voxels = await volume.readBlock({ origin: [0, 0, 0], extent: shape });
  await volume.close();
  return { shape, voxelSize, voxels };
}

const modes = [
  { mode: 0, value: (hash: number) => (hash % 256) - 128 },
  { mode: 0, dmax: 255, value: (hash: number) => hash % 256 },
  { mode: 1, value: (hash: number) => (hash % 65_536) - 32_768 },
  { mode: 2, value: (hash: number) => hash / 7 },
  { mode: 6, value: (hash: number) => hash % 65_536 },
  { mode: 12, value: (hash: number) => (hash % 2048) / 8 },
  { mode: 101, value: (hash: number) => hash % 16 },
];

test('keeps origin and labels, and says what made the copy', async () => {
  const bytes = makeMrc({ shape: [3, 4, 5], mode: 1, value: (voxel) => voxel });
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (const [axis, value] of [10.5, -20, 30.25].entries()) view.setFloat32(196 + 4 * axis, value, true);
  const labels = ['TILT: Tomographic reconstruction', 'rotated by 90° '];
  view.setInt32(220, 2, true);
  for (const [row, label] of labels.entries())
    for (const [column, letter] of [...label.padEnd(80)].entries())
      view.setUint8(224 + 80 * row + column, letter.charCodeAt(0));
  await writeFile(at('labelled.mrc'), bytes);
  const now = () => new Date('2025-03-04T05:06:07Z');
  await convert(at('labelled.mrc'), at('copied.mrc'), { voxelSize: 8, now });
  const { warnings } = await convert(at('labelled.mrc'), at('copied.zarr'), { voxelSize: 8, now });
  assert.equal(warnings, ['the OME-Zarr does not have the origin of the header, 10.5, -20, 30.25 Å']);
  const { fields } = parseMrcHeader(await readFile(at('copied.mrc')), null, 'copied.mrc');
  assert.equal(fields.origin, [10.5, -20, 30.25]);
  assert.is(fields.nlabl, 3);
  assert.equal(fields.labels.slice(0, 4), [
    'TILT: Tomographic reconstruction',
    'rotated by 90°',
    'Converted by cryoet-ingest.                                 2025-03-04 05:06:07',
    '',
  ]);
});

for (const [index, { mode, dmax, value }] of modes.entries()) {
  for (const littleEndian of [true, false]) {
    const name = `mode ${mode}${dmax === undefined ? '' : ', unsigned'}, ${littleEndian ? 'little' : 'big'} endian`;
    test(`${name}: there and back again the voxels and voxel sizes are the same`, async () => {
      const hash = hashAt(index + 1);
      const bytes = makeMrc({
        shape: [7, 13, 19],
        mode,
        littleEndian,
        ...(dmax === undefined ? {} : { dmax }),
        value: (voxel) => value(hash(voxel)),
      });
      // Cells with voxel sizes that are not round numbers and differ along every axis.
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      for (const [axis, size] of [13.4801, 7.123456, 3.3333333].entries()) {
        view.setFloat32(40 + 4 * axis, size * view.getInt32(28 + 4 * axis, littleEndian), littleEndian);
      }
      const [from, zarr, back] = [
        at(`${index}-${littleEndian}.mrc`),
        at(`${index}-${littleEndian}.zarr`),
        at(`${index}-${littleEndian}-back.mrc`),
      ];
      await writeFile(from, bytes);
      await convert(from, zarr);
      await convert(zarr, back);
      const before = await contentOf(from);
      assert.equal(await contentOf(zarr), before);
      assert.equal(await contentOf(back), before);
      const [first, last] = [bytes, await readFile(back)].map((file) =>
        parseMrcHeader(file, file.length, name),
      );
      assert.equal(last?.voxelSize, first?.voxelSize);
      assert.equal([last?.sampleType, last?.warnings], ['float32', []]);
    });
  }
}

test('an MRC keeps the type of its samples, and the smallest that holds those without a mode', async () => {
  const kept = { '0': 'int8', '1': 'int16', '2': 'float32', '6': 'uint16', '12': 'float16', '101': 'int8' };
  for (const [index, { mode, dmax, value }] of modes.entries()) {
    const hash = hashAt(index + 1);
    const more = dmax === undefined ? {} : { dmax };
    const bytes = makeMrc({ shape: [3, 5, 19], mode, ...more, value: (voxel) => value(hash(voxel)) });
    const [from, to] = [at(`kept-${index}.mrc`), at(`kept-${index}-copy.mrc`)];
    await writeFile(from, bytes);
    const { warnings } = await convert(from, to);
    const copy = await readFile(to);
    const header = parseMrcHeader(copy, copy.length, to);
    const wanted = dmax === undefined ? kept[`${mode}` as keyof typeof kept] : 'int16';
    assert.equal([header.sampleType, header.warnings, warnings], [wanted, [], []]);
    assert.equal(await contentOf(to), await contentOf(from));
  }
});

test('a chosen type rounds with a warning, and refuses what does not fit', async () => {
  const values = [0.5, -3, 2.25, 6e-8, -0, 65_504, 1 / 3];
  const from = at('chosen.mrc');
  await writeFile(from, makeMrc({ shape: [1, 1, 7], mode: 2, value: (voxel) => values[voxel] ?? 0 }));
  const half = await convert(from, at('half.mrc'), { type: 'float16' });
  assert.equal(half.warnings, ['2 voxels were rounded to float16']);
  const bits = new DataView((await readFile(at('half.mrc'))).buffer.slice(-14));
  assert.equal(
    values.map((_, voxel) => bits.getUint16(2 * voxel, true)),
    // As numpy has them: np.float16(values).view('u2').
    [0x3800, 0xc200, 0x4080, 0x0001, 0x8000, 0x7bff, 0x3555],
  );
  const whole = await errorOf(() => convert(from, at('whole.mrc'), { type: 'uint16' }));
  assert.equal(
    [whole.message, whole.expected, whole.found],
    ['a voxel does not fit uint16', '0 to 65535', '-3'],
  );
  assert.is(existsSync(at('whole.mrc')), false);
  const zarr = await errorOf(() => convert(from, at('typed.zarr'), { type: 'int8' }));
  assert.is(zarr.message, '--type int8 is for MRC files of grey values');
});

async function writeVolume(name: string): Promise<string> {
  const hash = hashAt(3);
  await writeFile(at(name), makeMrc({ shape: [4, 9, 11], mode: 2, value: (voxel) => hash(voxel) / 3 }));
  return at(name);
}

test('levels, voxel size and kind are those that are asked for', async () => {
  const input = await writeVolume('asked.mrc');
  const { status, stdout, stderr } = await runInProcess([
    'convert',
    input,
    at('asked.zarr'),
    '--levels',
    '5',
    '--voxel-size',
    '2.5',
    '--kind',
    'tiltseries',
  ]);
  assert.is(status, 0, stderr);
  assert.match(stdout, /asked\.zarr: 4 × 9 × 11 voxels of 2\.5 Å, 5 levels, /);
  const attributes = JSON.parse(await readFile(at('asked.zarr/.zattrs'), 'utf8'));
  const scales = attributes.multiscales[0].datasets.map(
    (dataset: { coordinateTransformations: { scale: number[] }[] }) =>
      dataset.coordinateTransformations[0]?.scale,
  );
  assert.equal(
    scales,
    [1, 2, 4, 8, 16].map((step) => [2.5, 2.5 * step, 2.5 * step]),
  );
});

test('what is there is kept unless its replacement is asked for', async () => {
  const input = await writeVolume('kept.mrc');
  const output = at('kept.zarr');
  assert.is((await runInProcess(['convert', input, output])).status, 0);
  const before = await readFile(join(output, '.zattrs'), 'utf8');
  const again = await runInProcess(['convert', input, output, '--levels', '1']);
  assert.is(again.status, 2);
  assert.match(again.stderr, /OUT already exists.*\n {2}hint: --overwrite replaces it/);
  assert.is(await readFile(join(output, '.zattrs'), 'utf8'), before);
  const replaced = await runInProcess(['convert', input, output, '--levels', '1', '--overwrite']);
  assert.is(replaced.status, 0, replaced.stderr);
  assert.is(JSON.parse(await readFile(join(output, '.zattrs'), 'utf8')).multiscales[0].datasets.length, 1);
  const same = await runInProcess(['convert', input, join(directory, '.', 'kept.mrc'), '--overwrite']);
  assert.match(same.stderr, /OUT is the same as IN/);
});

test('a directory that is not OME-Zarr is never replaced', async () => {
  const input = await writeVolume('other.mrc');
  const { mkdir } = await import('node:fs/promises');
  await mkdir(at('other.zarr'));
  await writeFile(at('other.zarr/thesis.txt'), 'years of work');
  const { status, stderr } = await runInProcess(['convert', input, at('other.zarr'), '--overwrite']);
  assert.is(status, 2);
  assert.match(stderr, /exists and is not an OME-Zarr/);
  assert.is(await readFile(at('other.zarr/thesis.txt'), 'utf8'), 'years of work');
});

test('a name that tells no format and a volume without voxel size are mistakes', async () => {
  const input = await writeVolume('named.mrc');
  const named = await runInProcess(['convert', input, at('named.tiff')]);
  assert.is(named.status, 2);
  assert.match(named.stderr, /cannot tell the format from the name of OUT: expected \.zarr, or \.mrc/);
  const bytes = await readFile(input);
  bytes.fill(0, 40, 52);
  await writeFile(input, bytes);
  const unsized = await runInProcess(['convert', input, at('unsized.zarr')]);
  assert.is(unsized.status, 2);
  assert.match(unsized.stderr, /the volume has no voxel size.*\n {2}hint: give one with --voxel-size/);
});

test('after a failure no directory stays that was made for the output', async () => {
  await writeFile(at('no.mrc'), 'no volume');
  await writeFile(at('size.mrc'), makeMrc({ shape: [2, 3, 4], mode: 2, value: () => 1e9 }));
  for (const [input, output, options] of [
    ['missing.mrc', 'new/below/a.mrc', {}],
    ['no.mrc', 'new/below/a.zarr', {}],
    ['size.mrc', 'new/a.mrc', { type: 'int8' }],
  ] as const) {
    await errorOf(() => convert(at(input), at(output), options));
    assert.not.ok(existsSync(at('new')), input);
  }
  await convert(at('size.mrc'), at('new/below/a.mrc'), { jobs: 1 });
  assert.ok(existsSync(at('new/below/a.mrc')));
});

test('what is read is not written over, however it is spelled', async () => {
  const from = at('own.mrc');
  await writeFile(from, makeMrc({ shape: [3, 4, 5], mode: 2, value: (voxel) => voxel }));
  await symlink('.', at('link'));
  const { status, stderr } = await runInProcess([
    'convert',
    from,
    at('link/own.mrc'),
    '--overwrite',
    '--voxel-size',
    '10',
  ]);
  assert.equal([status, stderr.includes('OUT is the same as IN')], [2, true]);
  const zarr = at('own.zarr');
  assert.is((await runInProcess(['convert', from, zarr, '--voxel-size', '10'])).status, 0);
  for (const place of ['0', 'new']) {
    const inside = await runInProcess(['convert', zarr, join(zarr, place, 'b.mrc')]);
    assert.equal([inside.status, inside.stderr.includes('OUT lies in IN')], [2, true]);
  }
  assert.not((await readdir(zarr)).includes('new'));
});

test.run();
