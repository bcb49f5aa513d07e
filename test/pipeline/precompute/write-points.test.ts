import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../../src/base/errors.js';
import { labelColors } from '../../../src/neuroglancer/colors.js';
import type { PublishedAnnotation } from '../../../src/pipeline/convert/published-files.js';
import { writePoints } from '../../../src/pipeline/precompute/write-points.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeContext } from '../support/make-context.js';

const test = suite('points for the viewer');

const annotation: PublishedAnnotation = {
  id: 100,
  voxelSpacing: 10,
  path: 'spacing/a.json',
  objectName: 'microtubule',
  metadata: { annotation_object: { diameter: 200 } },
  alignmentPath: null,
  files: [],
  color: [1, 2, 3],
};

/** What is written for an ndjson file of an annotation, in a directory of its own. */
async function written(directory: string, shape: string, ndjson: string) {
  const output = createLocalStorage(directory);
  await output.put('points.ndjson', new TextEncoder().encode(ndjson));
  const staged = await output.stageDirectory('precompute');
  const file = { path: 'points.ndjson', format: 'ndjson', shape, isDefault: true };
  try {
    const bytes = await writePoints(annotation, file, staged, makeContext({ output }));
    await staged.commit();
    return { bytes, cell: await readFile(join(directory, 'precompute', 'spatial0', '0_0_0')) };
  } catch (error) {
    await staged.abort();
    throw error;
  }
}

test('instances have a colour each', () =>
  inTemporaryDirectory(async (directory) => {
    const lines = [7, 3, 7].map(
      (id, x) =>
        `{"type": "instancePoint", "location": {"x": ${x}.5, "y": 2, "z": 3}, "instance_id": ${id}}\n`,
    );
    const { bytes, cell } = await written(directory, 'InstanceSegmentation', lines.join(''));
    const colors = labelColors('microtubule', [3, 7]);
    assert.is(cell.readBigUInt64LE(0), 3n);
    for (const [index, id] of [7, 3, 7].entries()) {
      const record = 8 + 24 * index;
      assert.equal(
        [0, 4, 8, 12, 16].map((at) => cell.readFloatLE(record + at)),
        [index + 0.5, 2, 3, 20, index],
      );
      assert.equal([...cell.subarray(record + 21, record + 24)], colors.get(id));
    }
    const sizes = await Promise.all(
      ['info', 'spatial0/0_0_0', 'by_id/0.shard'].map((path) =>
        readFile(join(directory, 'precompute', path)),
      ),
    );
    assert.is(
      bytes,
      sizes.reduce((sum, { length }) => sum + length, 0),
    );
  }));

test('a line that is not a point is named, and nothing stays', () =>
  inTemporaryDirectory(async (directory) => {
    const point = '{"type": "point", "location": {"x": 1, "y": 2, "z": 3}}';
    for (const broken of [
      '{"type": "point", "location": {"x": 1, "y": "2", "z": 3}}',
      '[]',
      '{"type',
      '{}',
    ]) {
      try {
        await written(directory, 'Point', `${point}\n${point}\n${broken}\n${point}\n`);
        assert.unreachable();
      } catch (error) {
        assert.instance(error, FormatError);
        const { path, line, found } = (error as FormatError).facts;
        assert.equal({ path, line }, { path: `${directory}/points.ndjson`, line: 3 });
        assert.ok(found === broken || /JSON/.test(found ?? ''), found);
      }
    }
    assert.equal(await readdir(directory), ['points.ndjson']);
  }));

test.run();
