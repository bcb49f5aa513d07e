import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMrcHeader } from '../../../src/volume/mrc/read-header.js';
import { type WrittenMrc, writeMrcHeader } from '../../../src/volume/mrc/write-header.js';

const test = suite('writeMrcHeader');

const tomogram: WrittenMrc = {
  shape: [2, 3, 4],
  type: 'float32',
  isStack: false,
  voxelSpacing: 13.48,
  statistics: { count: 24, min: -1, max: 2, mean: 0.5, rms: 0.25, nanCount: 0, infinityCount: 0 },
  timestamp: new Date('2025-03-04T05:06:07.89Z'),
  extended: null,
  extra: null,
};

const fieldsOf = (written: WrittenMrc) => {
  const bytes = writeMrcHeader(written);
  return { bytes, header: parseMrcHeader(bytes, null, 'written.mrc') };
};

test('writes a volume', () => {
  const { bytes, header } = fieldsOf(tomogram);
  assert.is(bytes.length, 1024);
  assert.equal(header.warnings, []);
  const { fields } = header;
  assert.equal([fields.nx, fields.ny, fields.nz, fields.mode], [4, 3, 2, 2]);
  assert.equal([fields.mx, fields.my, fields.mz], [4, 3, 2]);
  assert.equal(fields.cella, [13.48 * 4, 13.48 * 3, 13.48 * 2].map(Math.fround));
  assert.equal(fields.cellb, [90, 90, 90]);
  assert.equal([fields.mapc, fields.mapr, fields.maps], [1, 2, 3]);
  assert.equal([fields.dmin, fields.dmax, fields.dmean, fields.rms], [-1, 2, 0.5, 0.25]);
  assert.equal([fields.ispg, fields.nsymbt, fields.nversion], [1, 0, 20141]);
  assert.is(fields.exttyp, 'MRCO');
  assert.is(fields.map, 'MAP ');
  assert.equal(fields.machineStamp, [0x44, 0x44, 0, 0]);
  assert.is(fields.nlabl, 1);
  assert.is(
    fields.labels[0],
    'Validated by cryoET data portal.                            2025-03-04 05:06:07',
  );
  assert.is(fields.labels[0]?.length, 79);
  assert.equal(fields.labels.slice(1), Array(9).fill(''));
});

test('writes a stack with one section deep a cell', () => {
  const { fields } = fieldsOf({ ...tomogram, isStack: true }).header;
  assert.is(fields.ispg, 0);
  assert.is(fields.mz, 1);
  assert.is(fields.nz, 2);
  assert.is(fields.cella[2], Math.fround(13.48));
});

test('writes masks and labels', () => {
  assert.is(fieldsOf({ ...tomogram, type: 'int8' }).header.fields.mode, 0);
  assert.is(fieldsOf({ ...tomogram, type: 'uint16' }).header.fields.mode, 6);
});

test('carries the extended header and extra words over', () => {
  const extended = { type: 'FEI1', bytes: new Uint8Array([1, 2, 3, 4, 5]) };
  const extra = { extra1: new Uint8Array(8).fill(3), extra2: new Uint8Array(84).fill(4) };
  const { bytes, header } = fieldsOf({ ...tomogram, extended, extra });
  assert.is(header.fields.exttyp, 'FEI1');
  assert.equal(bytes.slice(header.fields.nsymbt > 0 ? 1024 : 0), extended.bytes);
  assert.equal(header.extra, extra);
  assert.is(header.fields.nversion, 20141);
});

test('names an extended header of unknown kind MRCO', () => {
  const extended = { type: '', bytes: new Uint8Array(4) };
  assert.is(fieldsOf({ ...tomogram, extended }).header.fields.exttyp, 'MRCO');
});

test.run();
