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

test('a tomogram with the edges of the others in another order is told once, whoever comes first', () => {
  const turnedOf = (...shapes: readonly Shape[]) => {
    const volumes = new VolumesOfRuns();
    return shapes.map((shape, index) => {
      const stated = { value: headerOf(shape), by: 'the header', path: `${index}.mrc` };
      return volumes.note(stated, 'tomogram', `run ${index}`).turned;
    });
  };
  const [flat, upright, other] = [
    [200, 960, 928],
    [960, 200, 928],
    [210, 960, 928],
  ] as const;
  assert.equal(turnedOf(flat, flat, upright, flat), [null, null, '0.mrc of run run 0', null]);
  assert.equal(turnedOf(upright, flat, flat), [null, '0.mrc of run run 0', null]);
  assert.equal(turnedOf(flat, other), [null, null]);
});

test.run();
