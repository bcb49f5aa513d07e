import { deflateSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CryoetError } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import { parseAmiraHeader } from '../../../src/volume/source/amira-format.js';
import { mangled } from '../../formats/support/mangle.js';
import { amiraFile } from '../support/build-amira.js';
import { patterned, readValues, valuesOf } from '../support/read-values.js';

const test = suite('AmiraMesh volumes');

const shape = [2, 3, 4] as const;

const values = valuesOf(shape, patterned);

async function failure(bytes: Uint8Array): Promise<string> {
  try {
    await readValues({ a: bytes }, 'a');
  } catch (error) {
    assert.instance(error, CryoetError);
    return describeError(error);
  }
  return 'no error';
}

/** A run, then literal bytes: 2 × 7, then 22 others. */
const runs = Uint8Array.from([2, 7, 128 + 22, ...values.slice(2)]);
const files: Record<string, [bytes: Uint8Array, values: number[]]> = {
  bytes: [amiraFile('byte', Uint8Array.from(values)), values],
  'signed shorts': [
    amiraFile('short', new Uint8Array(Int16Array.from(values, (value) => -value).buffer)),
    values.map((value) => 0 - value),
  ],
  'big-endian floats': [
    amiraFile('float', new Uint8Array(Float32Array.from(values).buffer).reverse(), {
      first: '# AmiraMesh 3D BINARY 2.0',
    }),
    values.toReversed(),
  ],
  'bytes in runs': [
    amiraFile('byte', runs, { packing: `(HxByteRLE,${runs.length})` }),
    [7, 7, ...values.slice(2)],
  ],
  'packed ushorts of Avizo': (() => {
    const packed = deflateSync(new Uint8Array(Uint16Array.from(values).buffer));
    const more = { packing: `(HxZip,${packed.length})`, first: '# Avizo BINARY-LITTLE-ENDIAN 2.1' };
    return [amiraFile('ushort', packed, more), values];
  })(),
};

for (const [name, [bytes, expected]] of Object.entries(files)) {
  test(`reads ${name}`, async () => {
    const read = await readValues({ a: bytes }, 'a');
    assert.equal([read.header.format, read.header.shape], ['amira', shape]);
    const { x, y, z } = read.header.voxelSize ?? { x: 0, y: 0, z: 0 };
    assert.equal(
      [x, y, z].map((size) => size.toFixed(6)),
      ['13.000000', '13.000000', '13.000000'],
    );
    assert.equal(read.values, expected);
  });
}

test('says what cannot be read', async () => {
  assert.match(await failure(amiraFile('float[3]', new Uint8Array(288))), 'found float[3]');
  assert.match(
    await failure(amiraFile('byte', new Uint8Array(24), { coordinates: 'rectilinear' })),
    'found rectilinear',
  );
  assert.match(await failure(amiraFile('byte', new Uint8Array(20))), 'shorter than its header says');
  assert.match(
    await failure(amiraFile('byte', runs, { packing: '(HxByteRLE,9999)' })),
    'shorter than its header says',
  );
});

test('mangled files give only our errors', async () => {
  for (const [seed, [bytes]] of Object.values(files).entries()) {
    for (const copy of mangled(bytes, seed, 200)) await failure(copy);
  }
});

test('units in UTF-8 and in Latin-1', async () => {
  const withUnit = (unit: string, encoding: BufferEncoding) => {
    const file = amiraFile(
      'byte',
      Uint8Array.from(values, (value) => value | 128),
    );
    const at = file.indexOf('"nm"');
    return Buffer.concat([file.subarray(0, at), Buffer.from(`"${unit}"`, encoding), file.subarray(at + 4)]);
  };
  for (const [unit, encoding, size] of [
    ['µm', 'utf8', 13_000],
    ['μm', 'utf8', 13_000],
    ['Å', 'utf8', 1.3],
    ['µm', 'latin1', 13_000],
    ['Å', 'latin1', 1.3],
    ['micrometer', 'latin1', 13_000],
  ] as const) {
    const read = await readValues({ a: withUnit(unit, encoding) }, 'a');
    assert.is(read.header.voxelSize?.x.toFixed(6), size.toFixed(6), `${unit} ${encoding}`);
    assert.equal(
      read.values,
      values.map((value) => value | 128),
    );
  }
  assert.is((await readValues({ a: withUnit('mm', 'utf8') }, 'a')).header.voxelSize, null);
});

test('names that objects have are no types', async () => {
  for (const type of ['constructor', 'toString', '__proto__']) {
    assert.match(await failure(amiraFile(type, new Uint8Array(24))), `found ${type}`);
  }
});

test('refuses a lattice with many blanks behind it', () => {
  const text = `# AmiraMesh BINARY-LITTLE-ENDIAN 2.1\ndefine Lattice 4 3 2\nLattice { byte Data }${' '.repeat(400_000)}x\n`;
  assert.throws(() => parseAmiraHeader(Buffer.from(text), 'a.am'), /without samples/);
});

test('reads a header of many empty lines', () => {
  const text = `# AmiraMesh BINARY-LITTLE-ENDIAN 2.1\n${'\n'.repeat(400_000)}`;
  assert.throws(() => parseAmiraHeader(Buffer.from(text), 'a.am'), /an AmiraMesh file without a volume/);
  const found = parseAmiraHeader(
    Buffer.from(`${text}  define Lattice 4 3 2 \r\nLattice { byte Data } @1\n@1\n`),
    'a.am',
  );
  assert.equal(found.shape, [2, 3, 4]);
});

test.run();
