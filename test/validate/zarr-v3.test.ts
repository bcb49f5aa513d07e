import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseJson } from '../../src/base/json-text.js';
import type { JsonObject } from '../../src/base/json-value.js';
import type { ZarrContext } from '../../src/validate/contexts/acquisition.js';
import { listFaults } from '../../src/validate/finding.js';
import { zarrRules } from '../../src/validate/rules/zarr.js';
import { parseV3Metadata } from '../../src/volume/zarr/array-metadata.js';
import { omeAttributes } from '../../src/volume/zarr/group-metadata.js';
import { encodeGroup, encodeShardedMetadata } from '../../src/volume/zarr/write-metadata.js';

const test = suite('rules of OME-Zarr 0.5');

const pyramid = {
  levels: 3,
  voxelSpacing: 10,
  binsZ: true,
  labels: null,
  display: null,
};
const compact = (bytes: Uint8Array | undefined) => JSON.stringify(JSON.parse(Buffer.from(bytes!).toString()));
const group = compact(encodeGroup(pyramid, '0.5')[0]?.[1]);
const array = compact(
  encodeShardedMetadata({ shape: [6, 7, 8], chunk: [8, 8, 8], innerChunk: [4, 4, 4], type: 'float32' }),
);

/** Returns the messages of the rules of groups, arrays and their storage. */
function messagesOf(groupText: string, arrayText: string): string[] {
  const content = <Value>(value: Value) => ({ path: 'zarr.json', size: 0, value, problem: null });
  const [image, level] = [groupText, arrayText].map((text) => parseJson(text) as JsonObject);
  const parsed = parseV3Metadata(level!, '0/zarr.json');
  const context: ZarrContext = {
    ...{ path: 'a.zarr', entity: 'tomogram', dataset: null, run: null, kind: 'tomogram' },
    ...{ statistics: null, mrcShape: null },
    zarr: {
      ...{ path: 'a.zarr', files: new Map(), version: '0.5', levelAttributes: [] },
      group: content(image!),
      attributes: content(omeAttributes(image!)),
      arrays: new Map([['0', content({ ...parsed, readable: parsed })]]),
    },
  };
  const codes = ['ZARR_FORMAT_WRONG', 'ZARR_STORAGE_WRONG'];
  return zarrRules.flatMap((rule) => {
    if (rule.on !== 'zarr' || !codes.includes(rule.code)) return [];
    return listFaults(rule.check(context)).map(({ message }) => message);
  });
}

const consolidated = (shape: string) =>
  `"consolidated_metadata":{"must_understand":false,"metadata":{"0":{"shape":${shape},"data_type":"float32"}}},`;

test('a group and arrays that other programs refuse are reported', () => {
  assert.equal(messagesOf(group, array), []);
  assert.equal(messagesOf(`{${consolidated('[6,7,8]')}${group.slice(1)}`, array), []);
  const ofGroup = [
    ['"node_type":"group"', '"node_type":"array"', 'the image is not a group'],
    ['"ome":', '"ngff":', 'the attributes of the image are not below `ome`'],
    ['"node_type"', '"extension":{"must_understand":true},"node_type"', 'a key that readers refuse'],
    ['"node_type"', `${consolidated('[6,7,9]')}"node_type"`, 'consolidated_metadata is not that of level 0'],
  ] as const;
  for (const [from, to, message] of ofGroup)
    assert.ok(messagesOf(group.replace(from, to), array).includes(message), message);
  const ofArray = [
    ['"cname":"lz4"', '"cname":"lz5"', 'invalid Blosc setting blosc.cname'],
    ['"shuffle":"shuffle"', '"shuffle":1', 'invalid Blosc setting blosc.shuffle'],
    ['"typesize":4', '"typesize":8', 'invalid Blosc setting blosc.typesize'],
    ['"node_type"', '"extension":{},"node_type"', 'a key that readers refuse'],
    ['"fill_value":0,', '"fill_value":null,', 'fill_value is not what readers expect'],
  ] as const;
  for (const [from, to, message] of ofArray)
    assert.equal(messagesOf(group, array.replace(from, to)), [message], message);
  const unshuffled = array
    .replace('"shuffle":"shuffle"', '"shuffle":"noshuffle"')
    .replace('"typesize":4,', '');
  assert.equal(messagesOf(group, unshuffled), []);
});

test.run();
