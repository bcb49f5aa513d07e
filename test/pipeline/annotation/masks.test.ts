import { cp, readFile, rm } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeTiff } from '../../../demo/files/tiff.js';
import { annotate, annotationsOf, annotationsOnly, writeMask } from '../../support/annotate.js';
import { ingestWithReport } from '../../support/ingest-report.js';
import { runInProcess } from '../../support/run-in-process.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../../support/tiny-deposition.js';
import { readJsonFile } from '../../support/tree.js';

const test = suite('masks');

const only = [...annotationsOnly, '--filter', 'run=TS_001'];
const shape = [12, 21, 19] as const;
const directory = `${annotationsOf('TS_001')}/100`;

const withTiny = (work: (tiny: TinyDeposition) => Promise<void>) =>
  inTemporaryDirectory(async (path) => work(await makeTinyDeposition(path)));

/** Shape and samples of the MRC that an annotation was written to. */
async function readMrc(tiny: TinyDeposition, name: string, bytes: 1 | 2) {
  const file = await readFile(tiny.published(`${directory}/${name}.mrc`));
  const [nx, ny, nz] = [0, 4, 8].map((offset) => file.readInt32LE(offset)) as [number, number, number];
  const data = file.subarray(1024);
  assert.is(data.length, nz * ny * nx * bytes);
  const samples = Array.from({ length: nz * ny * nx }, (_, index) =>
    bytes === 1 ? data.readInt8(index) : data.readUInt16LE(2 * index),
  );
  return { shape: [nz, ny, nx], samples, set: samples.filter((value) => value > 0).length };
}

test('a semantic mask is set where its label is, or where the threshold is reached', () =>
  withTiny(async (tiny) => {
    await writeMask(tiny, 'a.mrc', shape, (z, y, x) => (z + y + x) % 4, 1);
    await annotate(tiny, [
      {
        id: 'mask',
        sources: ['SemanticSegmentationMask: {file_format: mrc, glob_string: a.mrc, mask_label: 2}'],
      },
    ]);
    await ingestWithReport(tiny, ...only);
    const label = await readMrc(tiny, 'mask-1.0_segmentationmask', 1);
    assert.equal(label.samples.slice(0, 8), [0, 0, 1, 0, 0, 0, 1, 0]);
    await tiny.editConfig('mask_label: 2', 'threshold: 1.5');
    await ingestWithReport(tiny, ...only);
    const reached = await readMrc(tiny, 'mask-1.0_segmentationmask', 1);
    assert.equal(reached.samples.slice(0, 8), [0, 0, 1, 1, 0, 0, 1, 1]);
  }));

test('labels that no source publishes are a warning, in validate source and in ingest', () =>
  withTiny(async (tiny) => {
    const pages = Array.from({ length: shape[0] }, (_, z) => ({
      width: shape[2],
      height: shape[1],
      pixels: Uint8Array.from({ length: shape[1] * shape[2] }, (_, index) => (z + index) % 9),
    }));
    await tiny.editSource('a.tif', () => Buffer.from(encodeTiff(pages)));
    const label = (value: number) =>
      `SemanticSegmentationMask: {file_format: tiff, glob_string: a.tif, mask_label: ${value}}`;
    const masks = (...labels: number[]) =>
      labels.map((value) => ({ id: `m${value}`, sources: [label(value)] }));
    const warnings = async () =>
      (await ingestWithReport(tiny, ...only)).report.items
        .flatMap(({ issues }) => issues ?? [])
        .map(({ code, message, found }) => [code, message, found]);
    await annotate(tiny, masks(1));
    const left = 'no source publishes 7 labels of the mask';
    const found = '2, 3, 4, 5, 6, 7, 8';
    assert.equal(await warnings(), [['SOURCE_MASK_LABELS_LEFT_OUT', left, found]]);
    const { stdout } = await runInProcess(['validate', 'source', tiny.config, tiny.input]);
    assert.match(stdout, left);
    assert.match(stdout, found);
    await annotate(tiny, masks(1, 2, 3, 4, 5, 6, 7, 8));
    assert.equal(await warnings(), []);
    // A mask that lacks the wanted label publishes nothing, and says all the same which labels it has.
    await annotate(tiny, masks(9));
    const all = 'no source publishes 8 labels of the mask';
    assert.equal(await warnings(), [['SOURCE_MASK_LABELS_LEFT_OUT', all, `1, ${found}`]]);
  }));

test('rescaling brings a mask to the size of the tomogram', () =>
  withTiny(async (tiny) => {
    await writeMask(tiny, 'a.mrc', [6, 7, 19], (z, y, x) => (z === 1 && y === 2 && x === 5 ? 3 : 0));
    const semantic =
      'SemanticSegmentationMask: {file_format: mrc, glob_string: a.mrc, mask_label: 3, rescale: true}';
    const instances = 'InstanceSegmentationMask: {file_format: mrc, glob_string: a.mrc, rescale: true}';
    await annotate(tiny, [{ id: 'mask', sources: [semantic, instances] }]);
    const { result } = await ingestWithReport(tiny, ...only);
    assert.is(result.status, 0, result.stderr);
    const mask = await readMrc(tiny, 'mask-1.0_segmentationmask', 1);
    assert.equal(mask.shape, [...shape]);
    const expected = (z: number, y: number, x: number) =>
      [2, 3].includes(z) && [6, 7, 8].includes(y) && x === 5;
    mask.samples.forEach((value, index) => {
      const place = [Math.floor(index / 399), Math.floor(index / 19) % 21, index % 19] as const;
      assert.is(value, expected(...place) ? 1 : 0, place.join());
    });
    const labels = await readMrc(tiny, 'mask-1.0_instancesegmentationmask', 2);
    assert.equal(
      labels.samples,
      mask.samples.map((value) => 3 * value),
    );
  }));

test('instances are counted by their labels, from OME-Zarr or MRC', () =>
  withTiny(async (tiny) => {
    await writeMask(tiny, 'a.mrc', shape, (z, _, x) => (z === 0 ? [0, 7, 300, 2][x % 4]! : 0), 6);
    const source = 'InstanceSegmentationMask: {file_format: mrc, glob_string: a.mrc}';
    await annotate(tiny, [{ id: 'mask', sources: [source] }]);
    const metadata = () => readJsonFile(tiny.output, `${directory}/mask-1.0.json`);
    await ingestWithReport(tiny, ...only);
    assert.is((await metadata()).object_count, 3);
    const zarr = await readJsonFile(
      tiny.output,
      `${directory}/mask-1.0_instancesegmentationmask.zarr/.zattrs`,
    );
    const labels = zarr['image-label'] as { colors: { 'label-value': number; rgba: number[] }[] };
    assert.equal(
      labels.colors.map((color) => [color['label-value'], color.rgba.length]),
      [
        [2, 4],
        [7, 4],
        [300, 4],
      ],
    );
    // Where the portal's readers look.
    await rm(tiny.output, { recursive: true });
    await ingestWithReport(tiny, ...only, '--layout', 'portal');
    const path = `${directory}/mask-1.0_instancesegmentationmask.zarr/.zattrs`;
    const portal = await readJsonFile(tiny.output, path);
    const [image] = portal.multiscales as [{ metadata: Record<string, unknown> }];
    assert.equal(image.metadata['image-label'], {
      version: '0.4',
      colors: [2, 7, 300].map((label) => ({ 'label-value': label })),
    });
    assert.equal(portal['image-label'], zarr['image-label']);
  }));

test('voxels that are not labels are told, also where nothing is left or the mask is rescaled', () =>
  withTiny(async (tiny) => {
    await writeMask(tiny, 'a.mrc', shape, (z) => (z === 3 ? 70_000 : 0), 2);
    await writeMask(tiny, 'b.mrc', [6, 21, 19], (z) => [0, 0.5, 4][z] ?? 0, 2);
    const source = (file: string) =>
      `InstanceSegmentationMask: {file_format: mrc, glob_string: ${file}, rescale: true}`;
    await annotate(tiny, [
      { id: 'none', sources: [source('a.mrc')] },
      { id: 'some', sources: [source('b.mrc')] },
    ]);
    const { report } = await ingestWithReport(tiny, ...only);
    assert.equal(
      report.warnings.map(({ message }) => message),
      [
        '399 voxels are not labels (integers of 0 to 65535) and became 0',
        `${tiny.source('a.mrc')}: no voxel has a label; there is nothing to publish`,
        '399 voxels of the source are not labels (integers of 0 to 65535) and became 0',
      ],
    );
  }));

test('a mask of unsigned bytes comes with a warning of what its labels are', () =>
  withTiny(async (tiny) => {
    await writeMask(tiny, 'a.mrc', shape, (z) => (z === 3 ? -1 : 0));
    await tiny.editSource('a.mrc', (bytes) => {
      bytes.writeFloatLE(255, 80);
      return bytes;
    });
    const source = (label: number) =>
      `SemanticSegmentationMask: {file_format: mrc, glob_string: a.mrc, mask_label: ${label}}`;
    for (const label of [255, 127]) {
      await annotate(tiny, [{ id: 'mask', sources: [source(label)] }]);
      const { report } = await ingestWithReport(tiny, ...only);
      assert.match(report.warnings.map(({ message }) => message).join(), 'a.mrc: bytes of a mode 0 file');
    }
    assert.is((await readMrc(tiny, 'mask-1.0_segmentationmask', 1)).set, 399);
  }));

test('a mask comes from OME-Zarr as well', () =>
  withTiny(async (tiny) => {
    const source = (format: string, glob: string, label: number) =>
      `SemanticSegmentationMask: {file_format: ${format}, glob_string: ${glob}, mask_label: ${label}}`;
    await writeMask(tiny, 'a.mrc', shape, (z, y, x) => (z * y + x) % 3);
    await annotate(tiny, [{ id: 'mask', sources: [source('mrc', 'a.mrc', 2)] }]);
    await ingestWithReport(tiny, ...only);
    const expected = await readMrc(tiny, 'mask-1.0_segmentationmask', 1);
    const zarr = `${directory}/mask-1.0_segmentationmask.zarr`;
    await cp(tiny.published(zarr), tiny.source('a.zarr'), { recursive: true });
    await rm(tiny.published(annotationsOf('TS_001')), { recursive: true });
    await annotate(tiny, [{ id: 'mask', sources: [source('zarr', 'a.zarr', 1)] }]);
    const { result } = await ingestWithReport(tiny, ...only);
    assert.is(result.status, 0, result.stderr);
    assert.equal(await readMrc(tiny, 'mask-1.0_segmentationmask', 1), expected);
    // Configurations of the portal say either for the other.
    await rm(tiny.published(annotationsOf('TS_001')), { recursive: true });
    await annotate(tiny, [{ id: 'mask', sources: [source('mrc', 'a.zarr', 1)] }]);
    const { result: other } = await ingestWithReport(tiny, ...only);
    assert.is(other.status, 0, other.stderr);
    assert.equal(await readMrc(tiny, 'mask-1.0_segmentationmask', 1), expected);
  }));

test('without OME-Zarr the MRC is listed and counted', () =>
  withTiny(async (tiny) => {
    await writeMask(tiny, 'a.mrc', shape, (z, _, x) => (z === 0 ? [0, 7, 300, 2][x % 4]! : 0), 6);
    await annotate(tiny, [
      { id: 'mask', sources: ['InstanceSegmentationMask: {file_format: mrc, glob_string: a.mrc}'] },
    ]);
    await ingestWithReport(tiny, ...only, '--no-zarr');
    const { object_count: count, files } = await readJsonFile(tiny.output, `${directory}/mask-1.0.json`);
    assert.is(count, 3);
    assert.equal(
      (files as { format: string }[]).map(({ format }) => format),
      ['mrc'],
    );
  }));

test.run();
