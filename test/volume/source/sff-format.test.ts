import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CryoetError } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import { readMesh } from '../../../src/formats/mesh/mesh-formats.js';
import {
  asVersion07,
  type BuiltLattice,
  buildHffVolume,
  buildSffVolume,
} from '../../formats/support/build-sff.js';
import { mangled } from '../../formats/support/mangle.js';
import { errorOf } from '../../formats/support/points.js';
import { patterned, readValues, valuesOf } from '../support/read-values.js';

const test = suite('volumes of EMDB-SFF segmentations');

const shape = [3, 4, 5] as const;
const expected = valuesOf([...shape], patterned);
const bytesOf = (array: Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array) =>
  new Uint8Array(array.buffer);

function swapped(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * values.length));
  values.forEach((value, at) => {
    view.setInt16(2 * at, value);
  });
  return new Uint8Array(view.buffer);
}

const lattices: readonly (readonly [name: string, lattice: BuiltLattice])[] = [
  ['uint32, as Segger’s', { mode: 'uint32', shape, samples: bytesOf(Uint32Array.from(expected)) }],
  ['uint8, as Amira’s', { mode: 'uint8', shape, samples: bytesOf(Uint8Array.from(expected)) }],
  [
    'float32, as that of a CCP4 mask',
    { mode: 'float32', shape, samples: bytesOf(Float32Array.from(expected)) },
  ],
  ['float64', { mode: 'float64', shape, samples: bytesOf(Float64Array.from(expected)) }],
  ['int16, big endian', { mode: 'int16', endianness: 'big', shape, samples: swapped(expected) }],
];
const segments = [
  { name: 'one', value: 7, lattice: 0 },
  { name: 'two', value: 14, lattice: 0 },
];
const text = (document: string) => new TextEncoder().encode(document);

for (const [name, lattice] of lattices) {
  test(`reads a lattice of ${name}, in XML and in HDF5`, async () => {
    for (const bytes of [
      text(buildSffVolume([lattice], segments)),
      await buildHffVolume([lattice], segments),
    ]) {
      const { header, values } = await readValues({ a: bytes }, 'a');
      assert.equal([header.format, header.shape, header.voxelSize], ['sff', shape, null]);
      assert.equal(values, expected);
      assert.equal(header.warnings, []);
    }
  });
}

test('reads what version 0.7 names differently', async () => {
  const [, { samples, mode }] = lattices[0] as (typeof lattices)[number];
  const lattice: BuiltLattice = { mode, shape, samples, start: [1, 2, 3] };
  for (const bytes of [
    text(asVersion07(buildSffVolume([lattice], segments))),
    await buildHffVolume([lattice], segments, '0.7'),
  ]) {
    const { header, values } = await readValues({ a: bytes }, 'a');
    assert.equal([header.shape, values], [shape, expected]);
    assert.match(header.warnings?.[0] ?? '', 'section, row, column 1, 2, 3');
    const { message } = await errorOf(() => readMesh(bytes, 'a', { format: 'auto', name: 'two' }));
    assert.is(message, 'the segment is a volume, not a mesh');
  }
});

test('names the file of another program that has the voxels of version 0.6', async () => {
  const volume = '<threeDVolume><file>emd_1014.seg</file><contourLevel>1.8</contourLevel></threeDVolume>';
  const list = `<segmentList><segment id="1">${volume}</segment></segmentList>`;
  const bytes = text(`<segmentation><version>0.6.0a4</version>${list}</segmentation>`);
  const { hint } = await errorOf(() => readValues({ a: bytes }, 'a'));
  assert.is(hint, 'its voxels are in emd_1014.seg');
});

async function failure(bytes: Uint8Array): Promise<string> {
  try {
    await readValues({ a: bytes }, 'a');
  } catch (error) {
    assert.instance(error, CryoetError);
    return describeError(error);
  }
  return 'no error';
}

const [[, first] = ['', null]] = lattices;
const good = first as BuiltLattice;

test('of several lattices, the one that segments name is taken; several are refused', async () => {
  const other = { ...good, samples: new Uint8Array(240) };
  const one = segments.map((segment) => ({ ...segment, lattice: 1 }));
  for (const build of [
    async (...of: Parameters<typeof buildSffVolume>) => text(buildSffVolume(...of)),
    buildHffVolume,
  ]) {
    assert.equal((await readValues({ a: await build([other, good], one) }, 'a')).values, expected);
    const [a, b] = segments.map((segment, lattice) => ({ ...segment, lattice }));
    assert.match(
      await failure(await build([other, good], [a!, b!])),
      'the segments are volumes of several lattices: expected one lattice, found 0, 1',
    );
  }
});

test('a start is warned of', async () => {
  const lattice = { ...good, start: [1, 2, 3] as const };
  const { header } = await readValues({ a: text(buildSffVolume([lattice], segments)) }, 'a');
  assert.equal(header.warnings, ['the lattice begins at section, row, column 1, 2, 3, which is not applied']);
});

test('says what is wrong', async () => {
  const xml = buildSffVolume([good], segments);
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    'no lattice': [
      xml.replace(/<lattice_list>[\s\S]*<\/lattice_list>/, ''),
      'an EMDB-SFF file without volumes: expected a lattice, found none',
    ],
    'a type of no numbers': [
      xml.replace('<mode>uint32', '<mode>complex64'),
      'this type of samples cannot be read',
    ],
    'a type that objects have as a key': [
      xml.replace('<mode>uint32', '<mode>constructor'),
      'this type of samples cannot be read: expected int8, uint8, int16, uint16, int32, uint32, float32, float64, found constructor',
    ],
    'a size of nothing': [
      xml.replace('<cols>5', '<cols>0'),
      'invalid size of a lattice: expected sections × rows × cols, found 3 × 4 × 0',
    ],
    'a larger size': [
      xml.replace('<cols>5', '<cols>6'),
      'the lattice does not fit its size: expected 288 bytes of samples, found 240 bytes',
    ],
    'a smaller size': [
      xml.replace('<cols>5', '<cols>4'),
      'the lattice does not fit its size: expected 192 bytes of samples, found more',
    ],
    'a huge size': [xml.replace('<cols>5', '<cols>5000000'), 'the lattice is too short for its size'],
    'no base64': [
      xml.replace(/<data>..../, '<data>@@@@'),
      'the lattice cannot be unpacked: expected zlib data as base64',
    ],
    'no zlib': [
      xml.replace(/<data>..../, '<data>AAAA'),
      'the lattice cannot be unpacked: expected zlib data as base64',
    ],
    'another version': [xml.replaceAll('segment_list', 'segments'), 'unsupported EMDB-SFF version'],
  };
  for (const [name, [document, says]] of Object.entries(cases))
    assert.match(await failure(text(document)), says, name);
});

test('a segment that is a volume is not a mesh, and the message says what it is', async () => {
  for (const bytes of [text(buildSffVolume([good], segments)), await buildHffVolume([good], segments)]) {
    try {
      await readMesh(bytes, 'a.sff', { format: 'auto', name: 'one' });
      assert.unreachable();
    } catch (error) {
      assert.instance(error, CryoetError);
      assert.match(JSON.stringify((error as CryoetError).facts), 'SegmentationMask');
    }
  }
});

test('mangled files give only our errors', async () => {
  const hff = await buildHffVolume([good], segments);
  for (const [seed, bytes] of [text(buildSffVolume([good], segments)), hff].entries())
    for (const copy of mangled(bytes, seed, 80)) await failure(copy);
});

test.run();
