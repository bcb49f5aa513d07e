import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../src/base/errors.js';
import type { JsonValue } from '../../src/base/json-value.js';
import { parseAnnotationInfo } from '../../src/neuroglancer/annotation-info.js';
import {
  cellCount,
  coordinatesAt,
  decodeSpatialCell,
  propertyAt,
  recordLayout,
} from '../../src/neuroglancer/annotation-records.js';

const test = suite('reading annotations');

const sharding = {
  '@type': 'neuroglancer_uint64_sharded_v1',
  preshift_bits: 0,
  hash: 'identity',
  minishard_bits: 10,
  shard_bits: 0,
};
const document = (type: 'point' | 'line', nameType: string) => ({
  '@type': 'neuroglancer_annotations_v1',
  dimensions: { x: [1.5, 'm'], y: [1.5, 'm'], z: [1.5, 'm'] },
  lower_bound: [0, 1, 2],
  upper_bound: [3, 4, 5],
  annotation_type: type,
  properties: [
    { id: 'name', type: nameType },
    { id: 'diameter', type: 'float32' },
    { id: 'point_index', type: 'float32' },
    ...(type === 'point'
      ? [{ id: 'color', type: 'rgb' }]
      : [
          { id: 'point_color', type: 'rgb' },
          { id: 'line_color', type: 'rgb' },
        ]),
  ],
  relationships: [],
  by_id: { key: 'by_id', sharding },
  spatial: [{ key: 'spatial0', grid_shape: [1, 1, 1], chunk_size: [3, 3, 3], limit: 2 }],
});
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const layoutOf = (value: unknown) => recordLayout(parseAnnotationInfo(value as JsonValue));

test('lays records out as writers do', () => {
  const sizes = ['uint8', 'uint16'].flatMap((name) =>
    (['point', 'line'] as const).map((type) => layoutOf(document(type, name)).size),
  );
  assert.equal(sizes, [24, 40, 28, 40]);
  const { offsets } = layoutOf(document('line', 'uint16'));
  assert.equal(
    [...offsets].sort(([, a], [, b]) => a - b),
    [
      ['diameter', 24],
      ['point_index', 28],
      ['name', 32],
      ['point_color', 34],
      ['line_color', 37],
    ],
  );
});

test('reads a record that another program wrote', () => {
  const layout = layoutOf(document('line', 'uint8'));
  const record = hex('0000c03f000010400000404000001c4200001040000040400000c8410000000000ffffffff000000');
  assert.equal(coordinatesAt(record, 0, layout), [1.5, 2.25, 3, 39, 2.25, 3]);
  assert.is(propertyAt(record, 0, 'diameter', layout), 25);
  assert.is(propertyAt(record, 0, 'name', layout), 0);
  assert.equal(propertyAt(record, 0, 'line_color', layout), [255, 0, 0]);
  assert.is(propertyAt(record, 0, 'no_such', layout), null);
});

test('a cell has the size that its count asks for, or is refused', () => {
  const layout = layoutOf(document('point', 'uint8'));
  const cell = hex(`0100000000000000${'0000c03f00001040000040400000c8410000000000ffffff'}0700000000000000`);
  const { count, ids } = decodeSpatialCell(cell, layout);
  assert.is(count, 1);
  assert.equal([...ids], [7n]);
  assert.is(cellCount(cell.length, layout), 1);
  assert.is(cellCount(cell.length - 1, layout), null);
  for (const bytes of [cell.slice(0, 39), cell.slice(0, 5), new Uint8Array([...cell, 0])]) {
    assert.throws(
      () => decodeSpatialCell(bytes, layout),
      (error: unknown) => error instanceof FormatError,
    );
  }
});

test('an info that lacks something says what', () => {
  const good = document('point', 'uint8');
  const reasons = [
    { ...good, annotation_type: 'sphere' },
    { ...good, lower_bound: [0, 1] },
    { ...good, relationships: undefined },
    { ...good, spatial: [{ ...good.spatial[0], limit: 0 }] },
    { ...good, by_id: { key: 'by_id', sharding: { ...sharding, minishard_bits: 40 } } },
    [],
    null,
  ].map((value) => {
    try {
      parseAnnotationInfo(JSON.parse(JSON.stringify(value)) as JsonValue);
    } catch (error) {
      return error instanceof FormatError ? error.message : `${error}`;
    }
    return 'nothing';
  });
  const what = 'not the info of precomputed annotations';
  assert.equal(reasons, [
    `${what} at annotation_type: not an allowed value`,
    `${what} at lower_bound: wrong number of items`,
    `${what}: the key 'relationships' is missing`,
    `${what} at spatial[0].limit: out of range`,
    `${what} at by_id.sharding.minishard_bits: out of range`,
    `${what}: wrong kind of value`,
    `${what}: wrong kind of value`,
  ]);
});

test.run();
