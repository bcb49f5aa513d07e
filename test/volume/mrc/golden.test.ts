import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import unbzip2 from 'unbzip2-stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMrcHeader } from '../../../src/volume/mrc/read-header.js';
import { decodeMrc } from '../support/decode-mrc.js';
import { goldenEntries, sharedPath } from '../support/golden.js';
import { statisticsOf } from '../support/statistics.js';

interface GoldenVolume {
  readonly shape: number[];
  readonly mode: number;
  readonly voxel_size: [number, number, number];
  readonly nsymbt: number;
  readonly exttyp: string;
  readonly ispg: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  readonly first: number[];
  readonly last: number[];
}

const test = suite('golden MRC files');
const entries = goldenEntries('mrc/');
if (entries.length === 0) process.stdout.write('golden MRC files: skipped, there is no ../shared/golden\n');

for (const [key, entry] of entries) {
  test(key, async () => {
    const expected = (entry as { value: GoldenVolume }).value;
    const path = sharedPath(`corpus/${key}`);
    assert.ok(path);
    const bytes = await unpack(path, readFileSync(path));
    const header = parseMrcHeader(bytes, bytes.length, path);
    assert.equal(header.shape, expected.shape);
    assert.is(header.fields.mode, expected.mode);
    const { x, y, z } = header.voxelSize ?? { x: 0, y: 0, z: 0 };
    assert.equal([x, y, z], expected.voxel_size);
    assert.is(header.fields.nsymbt, expected.nsymbt);
    assert.is(header.fields.exttyp, expected.exttyp);
    assert.is(header.fields.ispg, expected.ispg);
    const samples = decodeMrc(bytes, { ...header, unsignedBytes: false });
    const { min, max, mean, rms } = statisticsOf(samples);
    assert.is(min, expected.min);
    assert.is(max, expected.max);
    assert.ok(Math.abs(mean - expected.mean) < 1e-9);
    assert.ok(Math.abs(rms - expected.std) < 1e-9);
    assert.equal([...samples.slice(0, 4)], expected.first);
    assert.equal([...samples.slice(-4)], expected.last);
  });
}

async function unpack(path: string, bytes: Buffer): Promise<Uint8Array> {
  if (path.endsWith('.gz')) return gunzipSync(bytes);
  if (!path.endsWith('.bz2')) return bytes;
  const stream = unbzip2();
  const unpacked = buffer(stream.pipe(new PassThrough()));
  stream.end(bytes);
  return unpacked;
}

test.run();
