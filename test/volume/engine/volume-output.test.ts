import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planPyramid } from '../../../src/volume/engine/pyramid-plan.js';
import type { ConvertRequest } from '../../../src/volume/engine/volume-engine.js';
import { openVolumeOutput } from '../../../src/volume/engine/volume-output.js';
import type { Kernels } from '../../../src/volume/kernels/kernels.js';
import { memoryStorage } from '../support/memory-storage.js';

const test = suite('outputs of a volume');

test('leave nothing staged when they cannot be opened', async () => {
  const { storage, files, pending } = memoryStorage();
  const request = { mrc: { storage, key: 'out.mrc' }, zarr: { storage, key: 'out.zarr' } };
  const staged: number[] = [];
  const kernels = new Proxy({} as Kernels, {
    get() {
      staged.push(pending.size);
      throw new Error('no kernels');
    },
  });
  const form = { version: '0.4', compression: { codec: 'lz4' } } as unknown as Parameters<
    typeof openVolumeOutput
  >[1];
  const encode = async () => new Uint8Array();
  await openVolumeOutput(
    request as unknown as ConvertRequest,
    form,
    planPyramid([4, 4, 4], 'tomogram'),
    kernels,
    1024,
    encode as unknown as Parameters<typeof openVolumeOutput>[5],
  ).then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, 'no kernels'),
  );
  assert.is(staged[0], 2);
  assert.equal([...pending], []);
  assert.is(files.size, 0);
});

test.run();
