import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createItem } from '../../src/deposition/item.js';
import { VolumesOfRuns } from '../../src/deposition/volumes-of-runs.js';
import { remainderOf } from '../../src/storage/crc64.js';
import type { Shape, VolumeHeader } from '../../src/volume/volume.js';

const test = suite('volumes of all runs');

const headerOf = (shape: Shape): VolumeHeader => ({
  format: 'tiff',
  shape,
  sampleType: 'int16',
  littleEndian: true,
  voxelSize: null,
  unsignedBytes: false,
  extended: null,
  extra: null,
  warnings: [],
});

test('a tomogram with the edges of the others in another order is told, whoever comes first', () => {
  const turned = (...shapes: readonly Shape[]) => {
    const volumes = new VolumesOfRuns();
    for (const [index, shape] of shapes.entries()) volumes.note(headerOf(shape), 'tomogram', `run_${index}`);
    return volumes.warnings().map(({ code, message }) => `${code}: ${message}`);
  };
  const [flat, upright, other, rotated] = [
    [200, 960, 928],
    [960, 200, 928],
    [210, 960, 928],
    [200, 928, 960],
  ] as const;
  const text = 'volumes have the edges of other runs in another order than 928 × 960 × 200:';
  assert.equal(turned(upright, flat, flat), [
    `SOURCE_AXES_DIFFER_AMONG_RUNS: ${text} run_0 (928 × 200 × 960)`,
  ]);
  assert.equal(turned(flat, flat, other), []);
  // A camera that lies along the tilt axis in one session, and across it in another.
  assert.equal(turned(flat, flat, rotated), []);
});

test('a side-car file of two runs is told, and one file that all runs have', () => {
  const runs = Array.from({ length: 12 }, (_, index) => `run_${String(index).padStart(2, '0')}`);
  const volumes = new VolumesOfRuns();
  for (const [index, run] of runs.entries()) {
    volumes.noteContent([{ section: 1, defocus1: 30_000 }], 'CTF table', run, 'ctf.txt');
    volumes.noteContent([{ TiltAngle: index < 2 ? 3 : index + 2 }], 'mdoc', run, `${run}.mdoc`);
    // Alignments that were not refined are alike, and a table of all runs has rows of each.
    volumes.noteContent([], 'alignment', run, `${run}.xf`);
    volumes.noteContent([index], 'alignment', run, 'all.star');
  }
  // The two tilt series of a run have one mdoc.
  volumes.noteContent([{ TiltAngle: 7 }], 'mdoc', 'run_05', 'run_05.mdoc');
  assert.equal(
    volumes.warnings().map(({ code, message }) => `${code}: ${message}`),
    [
      'SOURCE_VOLUME_IN_TWO_RUNS: 12 runs have the same CTF table: run_00, run_01, run_02, run_03, run_04 and 7 more',
      'SOURCE_VOLUME_IN_TWO_RUNS: 2 runs have the same mdoc: run_00, run_01',
    ],
  );
});

test('side-car files that are alike in more than two runs, or in all of a few, were made up', () => {
  const warningsOf = (...contents: readonly number[]) => {
    const volumes = new VolumesOfRuns();
    for (const [index, content] of contents.entries())
      volumes.noteContent([content], 'CTF table', `run_${index}`, `${index}.txt`);
    return volumes.warnings().length;
  };
  assert.equal([warningsOf(1, 1, 1, 2, 3), warningsOf(1, 1), warningsOf(1, 1, 2)], [0, 0, 0]);
  assert.equal([warningsOf(1, 1, 2, 3), warningsOf(1, 1, 2, 2)], [1, 2]);
  // These two have one CRC-32.
  assert.is(warningsOf(657_590_501_813, 903_291_985_642, 2, 3), 0);
});

test('an annotation of two runs is told, whatever the lengths of its pieces, and one of three is meant', () => {
  const warningsOf = (...pieces: readonly (readonly number[])[][]) => {
    const volumes = new VolumesOfRuns();
    for (const [index, of] of pieces.entries()) {
      const sum = of.reduce((before, piece) => remainderOf(Float64Array.from(piece), before), 0n);
      const run = createItem('run', `run_${index}`, null);
      volumes.noteAnnotation('points', run, of.flat().length / 3, sum);
    }
    return volumes.warnings().map(({ code, message }) => `${code}: ${message}`);
  };
  const [one, other] = [
    [1.5, 2, 3, 4, 5, 6],
    [1.5, 2, 3, 4, 5, 7],
  ] as const;
  const said = ['SOURCE_VOLUME_IN_TWO_RUNS: 2 runs have the same points: run_0, run_1'];
  assert.equal(warningsOf([one], [one.slice(0, 3), one.slice(3)], [other]), said);
  assert.equal(warningsOf([one], [other]), []);
  assert.equal(warningsOf([one], [one], [one]), []);
});

test('thousands of side-car files that two runs each have are told', () => {
  const volumes = new VolumesOfRuns();
  for (let run = 0; run < 4000; run++)
    for (const kind of ['CTF table', 'mdoc'] as const)
      volumes.noteContent([run >> 1], kind, `run_${run}`, `run_${run}.${kind}`);
  assert.is(volumes.warnings().length, 4000);
});

test.run();
