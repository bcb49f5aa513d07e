import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../../src/base/errors.js';
import type { PlannedOutput } from '../../../src/pipeline/import-result.js';
import { copyOutputs } from '../../../src/pipeline/importers/copied-files.js';
import type { Storage } from '../../../src/storage/storage.js';
import { makeContext } from '../support/make-context.js';
import { makeItem } from '../support/make-item.js';
import { MemoryStorage } from '../support/memory-storage.js';

const names = Array.from({ length: 40 }, (_, index) => `f${index}`);
const outputs = names.map(
  (name): PlannedOutput => ({
    path: `out/${name}`,
    from: `in/${name}`,
    bytes: name.length,
  }),
);
const item = makeItem('frame', 'f0', { origin: 'source' });

/** An output that notes when copies begin and end, each of which takes a turn of the event loop. */
class SlowOutput extends MemoryStorage {
  underWay = 0;
  most = 0;
  begun = 0;
  ended = 0;

  override async copyFrom(source: Storage, from: string, to: string) {
    this.begun += 1;
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    await new Promise((resolve) => setImmediate(resolve));
    try {
      return await super.copyFrom(source, from, to);
    } finally {
      this.underWay -= 1;
      this.ended += 1;
    }
  }
}

function setting(files: readonly string[], signal = new AbortController().signal) {
  const output = new SlowOutput('out');
  const input = new MemoryStorage('in', Object.fromEntries(files.map((name) => [`in/${name}`, name])));
  const reported: number[] = [];
  const copying = copyOutputs(item, outputs, makeContext({ input, output, signal }), {
    report: (done, total) => reported.push(done / total),
  });
  return { output, reported, copying };
}

test('copies all, a few at a time, and tells how far it is', async () => {
  const { output, reported, copying } = setting(names);
  assert.equal(await copying, { bytesWritten: 110 });
  assert.equal([...output.files.keys()].sort(), outputs.map(({ path }) => path).sort());
  assert.is(output.most, 4);
  assert.equal(
    reported,
    [...reported].sort((a, b) => a - b),
  );
  assert.is(reported.at(-1), 1);
});

test('fails once nothing is under way any more, and begins nothing new', async () => {
  const { output, copying } = setting(names.filter((name) => name !== 'f10'));
  const error = await copying.catch((thrown: unknown) => thrown);
  assert.instance(error, StorageError);
  assert.is((error as StorageError).facts.path, 'in/in/f10');
  assert.is(output.underWay, 0);
  assert.is(output.begun, output.ended);
  assert.ok(output.begun < 20);
});

test('copies nothing once it is interrupted', async () => {
  const { output, copying } = setting(names, AbortSignal.abort());
  assert.ok(await copying.catch((thrown: unknown) => thrown));
  assert.is(output.begun, 0);
});

test.run();
