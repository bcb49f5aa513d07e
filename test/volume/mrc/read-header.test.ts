import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CryoetError } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import { parseMrcHeader, readMrcHeader } from '../../../src/volume/mrc/read-header.js';
import { type MadeMrc, makeMrc } from '../support/make-mrc.js';
import { memoryStorage } from '../support/memory-storage.js';

const test = suite('parseMrcHeader');

const parse = (bytes: Uint8Array, size: number | null = bytes.length) => parseMrcHeader(bytes, size, 'a.mrc');

function edited(made: MadeMrc, edit: (view: DataView, bytes: Uint8Array) => void): Uint8Array {
  const bytes = makeMrc(made);
  edit(new DataView(bytes.buffer), bytes);
  return bytes;
}

function failure(bytes: Uint8Array, size: number | null = bytes.length): string {
  try {
    parse(bytes, size);
  } catch (error) {
    assert.instance(error, CryoetError);
    return `${(error as CryoetError).tag}: ${describeError(error)}`;
  }
  return 'no error';
}

const readable = 'expected mode 0 (int8), 1 (int16), 2 (float32), 6 (uint16), 12 (float16) or 101 (4-bit)';

test('reads shape, type, order and voxel size', () => {
  for (const littleEndian of [true, false]) {
    const header = parse(makeMrc({ shape: [3, 4, 5], mode: 1, littleEndian, voxelSize: 2.5 }));
    assert.equal(header.shape, [3, 4, 5]);
    assert.is(header.sampleType, 'int16');
    assert.is(header.littleEndian, littleEndian);
    assert.equal(header.voxelSize, { x: 2.5, y: 2.5, z: 2.5 });
    assert.is(header.dataOffset, 1024);
    assert.is(header.dataBytes, 3 * 4 * 5 * 2);
    assert.equal(header.warnings, []);
  }
});

test('pads rows of 4-bit samples to whole bytes', () => {
  const header = parse(makeMrc({ shape: [2, 3, 5], mode: 101 }));
  assert.is(header.rowBytes, 3);
  assert.is(header.dataBytes, 18);
});

test('takes bytes as unsigned when dmax is above 127', () => {
  assert.is(parse(makeMrc({ shape: [1, 1, 1], mode: 0, dmax: 128 })).unsignedBytes, true);
  assert.is(parse(makeMrc({ shape: [1, 1, 1], mode: 0, dmax: 127 })).unsignedBytes, false);
  assert.is(parse(makeMrc({ shape: [1, 1, 1], mode: 1, dmax: 255 })).unsignedBytes, false);
});

test('has no voxel size where the sampling is 0 or the cell is empty', () => {
  assert.is(parse(edited({ shape: [1, 1, 1] }, (view) => view.setInt32(32, 0, true))).voxelSize, null);
  assert.is(parse(makeMrc({ shape: [1, 1, 1], voxelSize: 0 })).voxelSize, null);
});

test('carries extra words and the extended header', async () => {
  const extended = { type: 'SERI', bytes: new Uint8Array([1, 2, 3, 4]) };
  const bytes = edited({ shape: [1, 1, 2], extended }, (_, all) => {
    all[96] = 7;
    all[195] = 9;
  });
  const header = await readMrcHeader(await memoryStorage({ 'a.mrc': bytes }).storage.open('a.mrc'), 'a.mrc');
  assert.is(header.dataOffset, 1028);
  assert.equal(header.extended, extended);
  assert.is(header.extra?.extra1[0], 7);
  assert.is(header.extra?.extra2[83], 9);
});

test('warns of surplus bytes', () => {
  const bytes = new Uint8Array([...makeMrc({ shape: [1, 1, 1] }), 0, 0]);
  assert.equal(parse(bytes).warnings, [
    '2 surplus bytes at the end: the header promises 1028 bytes, the file has 1030',
  ]);
});

test('warns of odd machine stamps and takes the order that makes sense', () => {
  const wrong = edited({ shape: [1, 2, 3], littleEndian: false }, (_, all) => all.set([0x44, 0x44], 212));
  assert.is(parse(wrong).littleEndian, false);
  assert.equal(parse(wrong).shape, [1, 2, 3]);
  assert.equal(parse(wrong).warnings, ['the machine stamp says little endian, but the header is big endian']);
  const unknown = edited({ shape: [1, 2, 3] }, (_, all) => all.set([0, 0, 0, 0], 212));
  assert.is(parse(unknown).littleEndian, true);
  assert.equal(parse(unknown).warnings, ['unknown machine stamp 00000000']);
  const bigUnknown = edited({ shape: [1, 2, 3], mode: 0, littleEndian: false }, (_, all) =>
    all.set([0, 0], 212),
  );
  assert.equal(parse(bigUnknown).shape, [1, 2, 3]);
  assert.equal(parse(edited({ shape: [1, 2, 3] }, (_, all) => all.set([0x44, 0x41], 212))).warnings, []);
});

test('warns when `MAP ` is missing or axes are permuted', () => {
  const old = edited({ shape: [1, 1, 1] }, (view) => {
    view.setUint32(208, 0);
    view.setInt32(64, 3, true);
    view.setInt32(72, 1, true);
  });
  assert.equal(parse(old).warnings, [
    'the header lacks the word `MAP `',
    'axis order 3 2 1 is not applied: columns are taken as x, rows as y, sections as z',
  ]);
});

test('names both sizes of a truncated file', () => {
  const bytes = makeMrc({ shape: [2, 3, 4] });
  assert.is(
    failure(bytes.subarray(0, 1100)),
    'format: a.mrc: the file is shorter than its header says: ' +
      'expected 1120 bytes (4 × 3 × 2 samples of mode 2 after 1024 bytes), found 1100 bytes',
  );
  assert.is(
    failure(bytes.subarray(0, 1000)),
    'format: a.mrc: the file ends within its MRC header: expected at least 1024 bytes, found 1000 bytes',
  );
});

test('refuses a header that promises 10 TB', () => {
  const bytes = edited({ shape: [1, 1, 1] }, (view) => {
    [16_384, 16_384, 10_240].forEach((extent, axis) => {
      view.setInt32(4 * axis, extent, true);
    });
  });
  assert.is(
    failure(bytes),
    'format: a.mrc: the file is shorter than its header says: ' +
      'expected 10995116278784 bytes (16384 × 16384 × 10240 samples of mode 2 after 1024 bytes), found 1028 bytes',
  );
});

test('refuses complex, RGB and unknown modes', () => {
  const withMode = (mode: number) => edited({ shape: [1, 1, 1] }, (view) => view.setInt32(12, mode, true));
  assert.is(
    failure(withMode(4)),
    `unsupported: a.mrc at byte 12: this MRC mode holds no plain grey values: ${readable}, found mode 4 (complex pairs of float32)`,
  );
  assert.match(failure(withMode(3)), 'found mode 3 (complex pairs of int16)');
  assert.match(failure(withMode(16)), 'found mode 16 (RGB bytes)');
  assert.is(failure(withMode(5)), `format: a.mrc at byte 12: unknown MRC mode: ${readable}, found mode 5`);
});

test('refuses extents that are not above 0', () => {
  ['nx', 'ny', 'nz'].forEach((name, axis) => {
    for (const extent of [0, -1]) {
      assert.is(
        failure(edited({ shape: [1, 1, 1] }, (view) => view.setInt32(4 * axis, extent, true))),
        `format: a.mrc at byte ${4 * axis}: a volume without samples: expected ${name} above 0, found ${name} = ${extent}`,
      );
    }
  });
});

test('refuses an extended header of negative size', () => {
  assert.match(
    failure(edited({ shape: [1, 1, 1] }, (view) => view.setInt32(92, -8, true))),
    'found nsymbt = -8',
  );
});

test('tells a collector everything, and describes what the words say', () => {
  const bytes = edited({ shape: [2, 3, 4] }, (view) => {
    view.setInt32(0, -4, true);
    view.setInt32(4, 0, true);
    view.setInt32(12, 7, true);
    view.setInt32(92, -1, true);
  });
  const issues: string[] = [];
  const header = parseMrcHeader(bytes, bytes.length, 'a.mrc', ({ facts }) => issues.push(`${facts.found}`));
  assert.equal(issues, ['mode 7', 'nx = -4', 'ny = 0', 'nsymbt = -1']);
  assert.equal(header.shape, [2, 0, -4]);
  assert.equal([header.sampleType, header.rowBytes, header.dataBytes], [null, null, null]);
  assert.is(header.fields.mode, 7);
});

test('knows how long rows of samples are that it does not read', () => {
  const sizeOf = (mode: number) => {
    const bytes = edited({ shape: [2, 3, 5] }, (view) => view.setInt32(12, mode, true));
    return parseMrcHeader(bytes, null, 'a.mrc', () => undefined).dataBytes;
  };
  assert.equal([3, 4, 16, 101, 5].map(sizeOf), [120, 240, 90, 18, null]);
});

test('tells other content apart', () => {
  const text = (value: string) => new Uint8Array(Buffer.from(value.padEnd(2000)));
  const found = (bytes: Uint8Array) => failure(bytes).replace(/^.*found /, '');
  assert.is(
    failure(text('<!DOCTYPE html><html><body>Not found</body></html>')),
    'format: a.mrc: not an MRC volume: expected an MRC header, found an HTML page',
  );
  assert.is(found(text('\n<HTML>')), 'an HTML page');
  assert.is(
    found(Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 3\n')),
    'a Git LFS pointer',
  );
  assert.is(found(text('<?xml version="1.0"?><Error>')), 'an XML document');
  assert.is(found(text('{"message": "Not Found"}')), 'a JSON document');
  assert.is(found(gzipSync(makeMrc({ shape: [1, 1, 1] }))), 'gzip data');
  assert.is(
    failure(new Uint8Array(0)),
    'format: a.mrc: the file is empty: expected an MRC volume, found 0 bytes',
  );
  assert.is(
    failure(new Uint8Array(2000).fill(0xee)),
    'format: a.mrc at byte 208: not an MRC volume: expected the word `MAP `, found "îîîî"',
  );
});

test('takes the first bytes for an extent where `MAP ` stands', () => {
  const bytes = makeMrc({ shape: [1, 1, 0x8b1f], mode: 0 });
  assert.is(parse(bytes).shape[2], 0x8b1f);
});

test('fails with an error of ours, or not at all, on mangled headers', () => {
  let state = 12_345;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 8;
  };
  for (let round = 0; round < 2000; round += 1) {
    const bytes = makeMrc({ shape: [2, 2, 2] });
    for (let count = random() % 8; count >= 0; count -= 1) bytes[random() % 1024] = random() & 255;
    failure(bytes.subarray(0, random() % 3 === 0 ? random() % bytes.length : bytes.length));
  }
});

test.run();
