import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf } from '../../../src/formats/byte-source.js';
import { countInstances, countLines } from '../../../src/pipeline/annotation/point-file.js';

const test = suite('counting points');

test('counts lines that hold something, wherever the pieces end', async () => {
  const text = '{"a": 1}\n\n{"a": 2}\n{"a": 3}';
  const bytes = new TextEncoder().encode(text);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const chunks = () => [bytes.subarray(0, cut), bytes.subarray(cut)];
    assert.is(await countLines({ path: 'a.ndjson', chunks }), 3, `cut at ${cut}`);
  }
  assert.is(await countLines(bytesOf('a.ndjson', '')), 0);
  assert.is(await countLines(bytesOf('a.ndjson', 'a\n')), 1);
});

test('counts different instances', async () => {
  const text = [3, 4, 3]
    .map((id) => `{"location": {"x": 1, "y": 2, "z": 3}, "instance_id": ${id}}\n`)
    .join('');
  assert.is(await countInstances(bytesOf('a.ndjson', text)), 2);
});

test('a large file is counted piece by piece', async () => {
  const line = new TextEncoder().encode(`${'x'.repeat(99)}\n`.repeat(1000));
  const piece = new Uint8Array(line.length);
  function* chunks() {
    for (let index = 0; index < 2000; index++) {
      piece.set(line);
      yield piece;
      // Nothing is left to count of a piece that is kept for later.
      piece.fill(0x0a);
    }
  }
  assert.is(await countLines({ path: 'large.ndjson', chunks }), 2_000_000);
});

test.run();
