import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../src/base/errors.js';
import { createWorkerPool, WorkerDeath } from '../../src/base/worker-pool.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';

const test = suite('pools of workers');

/** Answers with its own data, with an error of the project, or with its end. */
const worker = `import { workerData } from 'node:worker_threads';
export default (task) => {
  if (task === 'end') return new Promise(() => setTimeout(() => { throw new Error('gone'); }));
  if (task === 'fail') return { failure: { tag: 'format', message: 'odd', facts: { path: 'a.mrc' } } };
  return [workerData[1], task.length ?? task.byteLength];
};`;

test('answer tasks, fail with their errors, and tell of a worker that ends', () =>
  inTemporaryDirectory(async (directory) => {
    const path = join(directory, 'worker.mjs');
    await writeFile(path, worker);
    let starts = 0;
    const pool = createWorkerPool({
      file: pathToFileURL(path),
      workers: 1,
      data: async () => ++starts,
      heap: [32, 8],
    });
    assert.is(starts, 0);
    assert.equal(await pool.run('four'), [1, 4]);
    const moved = new ArrayBuffer(9);
    assert.equal(await pool.run(moved, [moved]), [1, 9]);
    assert.is(moved.byteLength, 0);
    const refused = await pool.run('fail').catch((error: unknown) => error);
    assert.ok(refused instanceof FormatError);
    assert.equal([refused.message, refused.facts.path, starts], ['odd', 'a.mrc', 1]);
    const death = await pool.run('end').catch((error: unknown) => error);
    assert.instance(death, WorkerDeath);
    assert.match(String(death), 'a worker thread ended: gone');
    await pool.destroy();
  }));

test.run();
