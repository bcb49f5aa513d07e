import { existsSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { annotate, annotationsOf, writeMask } from '../../support/annotate.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../../support/tiny-deposition.js';
import { listFiles, readJsonFile } from '../../support/tree.js';

const test = suite('annotations that change between two ingests');

const points = 'Point: {file_format: csv, glob_string: "picks/{run_name}.csv"}';
const mask = 'SemanticSegmentationMask: {file_format: mrc, glob_string: "masks/{run_name}.mrc"}';
const annotations = annotationsOf('TS_001');
const viewerFiles = annotations.replace('Annotations', 'NeuroglancerPrecompute');

/** The tiny deposition with a mask of one label (0: of none) in its first run. */
async function withTiny(work: (tiny: TinyDeposition) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editSource('picks/TS_001.csv', () => '1,2,3\n4,5,6\n');
    await setLabel(tiny, 1);
    await work(tiny);
  });
}

function setLabel(tiny: TinyDeposition, label: number): Promise<void> {
  return writeMask(tiny, 'masks/TS_001.mrc', [12, 21, 19], (z, y) => (z > 3 && y > 4 ? label : 0));
}

const withData = ['--import', 'annotation,annotation_viz', '--metadata', 'annotation'];

async function ingest(tiny: TinyDeposition, options: readonly string[] = withData): Promise<string> {
  const { status, stdout, stderr } = await tiny.ingest(...options, '--filter', 'run=TS_001');
  assert.is(status, 0, stdout + stderr);
  return stdout + stderr;
}

/** Names directly below a directory of the tree that hold files. */
async function below(tiny: TinyDeposition, directory: string): Promise<string[]> {
  const files = await listFiles(tiny.published(directory));
  return [...new Set(files.map((path) => path.split('/')[0] ?? ''))].sort();
}

test('a mask that lost its label goes, the points of its annotation stay', () =>
  withTiny(async (tiny) => {
    await annotate(tiny, [{ id: 'cells', sources: [points, mask] }]);
    await ingest(tiny);
    assert.equal(await below(tiny, `${annotations}/100`), [
      'cells-1.0.json',
      'cells-1.0_point.ndjson',
      'cells-1.0_segmentationmask.mrc',
      'cells-1.0_segmentationmask.zarr',
    ]);
    assert.equal(await below(tiny, viewerFiles), ['100-point_precompute', '100-segmentationmask_precompute']);
    await setLabel(tiny, 0);
    const said = await ingest(tiny);
    assert.equal(await below(tiny, `${annotations}/100`), ['cells-1.0.json', 'cells-1.0_point.ndjson']);
    assert.equal(await below(tiny, viewerFiles), ['100-point_precompute']);
    const { files } = await readJsonFile(tiny.output, annotations, '100', 'cells-1.0.json');
    assert.equal(
      (files as { shape: string }[]).map(({ shape }) => shape),
      ['Point'],
    );
    assert.match(said, /removed .*100-segmentationmask_precompute, which an earlier ingest made/);
  }));

test('an annotation that lost all goes, with what was made of it for viewers', () =>
  withTiny(async (tiny) => {
    await annotate(tiny, [
      { id: 'dots', sources: [points] },
      { id: 'cells', sources: [mask] },
    ]);
    await ingest(tiny);
    assert.equal(await below(tiny, annotations), ['100', '101']);
    await setLabel(tiny, 0);
    await ingest(tiny);
    assert.equal(await below(tiny, annotations), ['100']);
    assert.equal(await below(tiny, viewerFiles), ['100-point_precompute']);
    assert.not.match(await ingest(tiny), /removed/);
  }));

test('where no annotation is left, no empty directory is either', () =>
  withTiny(async (tiny) => {
    await annotate(tiny, [{ id: 'cells', sources: [mask] }]);
    await ingest(tiny);
    await setLabel(tiny, 0);
    for (const _ of ['published before', 'never published']) {
      await ingest(tiny);
      assert.not.ok(existsSync(tiny.published(annotations)));
      assert.not.ok(existsSync(tiny.published(viewerFiles)));
    }
  }));

test('in the portal’s layout too, and what is made of tomograms stays', () =>
  withTiny(async (tiny) => {
    await annotate(tiny, [{ id: 'cells', sources: [points, mask] }]);
    await ingest(tiny, ['--layout', 'portal']);
    const all = ['100-cells-1.0_point', '100-cells-1.0_segmentationmask', '100-neuroglancer_config.json'];
    assert.equal(await below(tiny, viewerFiles), all);
    await setLabel(tiny, 0);
    await ingest(tiny, [...withData, '--layout', 'portal']);
    assert.equal(await below(tiny, viewerFiles), [all[0], all[2]]);
  }));

test('files of an earlier name go, the identifier stays', () =>
  withTiny(async (tiny) => {
    await annotate(tiny, [{ id: 'cells', name: 'cell', sources: [points] }]);
    await ingest(tiny);
    await annotate(tiny, [{ id: 'cells', name: 'mitochondrion', sources: [points] }]);
    await ingest(tiny);
    assert.equal(await below(tiny, `${annotations}/100`), [
      'mitochondrion-1.0.json',
      'mitochondrion-1.0_point.ndjson',
    ]);
    assert.equal(await below(tiny, annotations), ['100']);
  }));

test('without new data nothing goes', () =>
  withTiny(async (tiny) => {
    await annotate(tiny, [{ id: 'cells', sources: [points, mask] }]);
    await ingest(tiny);
    const before = await listFiles(tiny.output);
    await ingest(tiny, ['--metadata-only', '--metadata', 'annotation', '--no-mrc']);
    assert.equal(await listFiles(tiny.output), before);
  }));

test('files for viewers that are not made anew are a warning, where there are any', () =>
  withTiny(async (tiny) => {
    const told = 'what viewers load of it stays as an earlier ingest made it';
    await annotate(tiny, [{ id: 'cells', sources: [points, mask] }]);
    assert.not.match(await ingest(tiny, [...withData, '--no-precompute']), told);
    assert.not.match(await ingest(tiny), told);
    assert.match(await ingest(tiny, [...withData, '--no-precompute', '--no-resume']), told);
    assert.match(await ingest(tiny, ['--import', 'annotation', '--no-resume']), told);
    assert.not.match(await ingest(tiny, ['--metadata', 'annotation']), told);
    assert.equal(await below(tiny, viewerFiles), ['100-point_precompute', '100-segmentationmask_precompute']);
  }));

test.run();
