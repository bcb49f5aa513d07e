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

test.run();
