import { appendFile, stat, utimes } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runInProcess } from '../../support/run-in-process.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeTinyDeposition, tinyEpoch } from '../../support/tiny-deposition.js';
import { listFiles } from '../../support/tree.js';

const test = suite('sources that change while they are read');

/** Numbers from 0 to 1 that come again with the seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

test('fail, or are published as they were or as they are', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const file = tiny.source('tomograms/TS_001_10.000A.rec');
    const next = random(20);
    for (let round = 0; round < 6; round++) {
      const output = `${directory}/out-${round}`;
      const { size } = await stat(file);
      const ingest = runInProcess(['ingest', tiny.config, tiny.input, output, '--filter', 'run=TS_001'], {
        SOURCE_DATE_EPOCH: tinyEpoch,
      });
      const change = new Promise((resolve) => setTimeout(resolve, next() * 1500)).then(async () => {
        await appendFile(file, new Uint8Array(4));
        const later = new Date(Date.now() + 1000 * (round + 1));
        await utimes(file, later, later);
      });
      const { status, stdout } = await ingest;
      await change;
      if (status === 0) continue;
      assert.match(stdout, 'changed while it was read', `round ${round}, ${size} bytes before: ${stdout}`);
      const files = await listFiles(`${output}/10801/TS_001`);
      assert.not.ok(
        files.some((path) => /VoxelSpacing10\.000\/Tomograms\/100\/tomogram-metadata/.test(path)),
      );
    }
  }));

test.run();
