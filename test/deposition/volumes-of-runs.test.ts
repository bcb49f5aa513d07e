import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { VolumesOfRuns } from '../../src/deposition/volumes-of-runs.js';
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

test('what describes one run only is told of every run that has it, however many', () => {
  const runs = Array.from({ length: 12 }, (_, index) => `run_${String(index).padStart(2, '0')}`);
  const volumes = new VolumesOfRuns();
  for (const [index, run] of runs.entries()) {
    volumes.noteContent([{ section: 1, defocus1: 30_000 }], 'CTF table', run);
    volumes.noteContent([{ TiltAngle: index < 2 ? 3 : index }], 'mdoc', run);
    volumes.noteContent([run, []], 'alignment', run);
  }
  // The two tilt series of a run have one mdoc.
  volumes.noteContent([{ TiltAngle: 5 }], 'mdoc', 'run_05');
  assert.equal(
    volumes.warnings().map(({ code, message }) => `${code}: ${message}`),
    [
      'SOURCE_VOLUME_IN_TWO_RUNS: 12 runs have the same CTF table: run_00, run_01, run_02, run_03, run_04 and 7 more',
      'SOURCE_VOLUME_IN_TWO_RUNS: 3 runs have the same mdoc: run_00, run_01, run_03',
    ],
  );
});

test.run();
