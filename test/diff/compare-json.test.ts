import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseJson } from '../../src/base/json-text.js';
import { compareJson } from '../../src/diff/compare-json.js';
import { createJsonSeverity, createSamePath } from '../../src/diff/json-severity.js';

const test = suite('comparing JSON');

function changes(
  a: string,
  b: string,
  more: { absolute?: number; relative?: number; ignored?: string[] } = {},
): string[] {
  const { absolute = 0, relative = 0, ignored = [] } = more;
  const findings = compareJson(parseJson(a), parseJson(b), {
    tolerance: { absolute, relative },
    severityOf: createJsonSeverity(null, ignored),
    isSamePath: () => false,
  });
  return findings.map(({ severity, kind, at, a: before, b: after }) =>
    [severity, kind, at, before, after].map(String).join(' | '),
  );
}

test('values of every kind', () => {
  assert.equal(changes('{"a": 1, "b": [1, {"c": null}]}', '{"b": [1, {"c": null}], "a": 1}'), [
    'storage | key-order | null | null | null',
  ]);
  assert.equal(changes('{"a": 1}', '{"a": "1"}'), ['metadata | value | a | 1 | "1"']);
  assert.equal(changes('{"a": {"b": true}}', '{"a": {"b": false}}'), [
    'metadata | value | a.b | true | false',
  ]);
  assert.equal(changes('{"a": []}', '{"a": {}}'), ['metadata | value | a | [] | {}']);
  assert.equal(changes('{"a": null}', '{}'), ['metadata | key-removed | a | null | null']);
  assert.equal(changes('{}', '{"a": [1, 2]}'), ['metadata | key-added | a | null | [ 1, 2 ]']);
});

test('numbers agree within a tolerance, whichever way they are spelled', () => {
  assert.equal(changes('{"a": 60}', '{"a": 60.0}'), ['storage | number-spelling | a | 60 | 60.0']);
  assert.equal(changes('{"a": 1.0}', '{"a": 1e0}'), []);
  assert.equal(changes('{"a": 1.0}', '{"a": 1.1}', { absolute: 0.2 }), []);
  assert.equal(changes('{"a": 100}', '{"a": 101}', { relative: 0.01 }), []);
  assert.equal(changes('{"a": 100}', '{"a": 102}', { relative: 0.01 }), ['metadata | value | a | 100 | 102']);
});

test('the rounding of a computation is spelling, a digit more is a change', () => {
  const same = (a: string, b: string) => {
    for (const change of changes(`{"a": ${a}}`, `{"a": ${b}}`))
      assert.match(change, /^storage \| number-spelling \| a \|/);
  };
  same('0.1', '0.10000000149');
  same('0.30000000000000004', '0.3');
  same('4313.600000000001', '4313.6');
  same('6.1e-17', '0');
  same('[[1, 6.1e-17], [-3e-8, 1]]', '[[1, 0], [0, 1]]');
  same('[1.348e-9]', '[1.34800001e-9]');
  for (const [a, b] of [
    ['100000000', '100000001'],
    ['0.1', '0.1000001'],
    ['[1e-9]', '[2e-9]'],
    ['1e-10', '2e-10'],
    ['[1.5, 100000000]', '[1.5, 100000001]'],
    ['[1000.5, 0.001]', '[1000.5, 0.00101]'],
  ] as const) {
    assert.match(changes(`{"a": ${a}}`, `{"a": ${b}}`).join(), /^metadata \| value \| a \|/);
  }
});

test('keys that every object inherits are keys like others', () => {
  for (const key of ['constructor', 'toString', '__proto__']) {
    assert.equal(changes(`{"${key}": [{"a": 1}]}`, `{"${key}": [{"a": 2}]}`), [
      `metadata | value | ${key}[0].a | 1 | 2`,
    ]);
  }
});

test('lists of any length', () => {
  const list = (first: number) =>
    JSON.stringify({ m: [Array.from({ length: 200_000 }, (_, at) => at + first)] });
  const [change = '', ...more] = changes(list(0), list(1));
  assert.match(change, /^metadata \| value \| m \| \[ \[ 0, 1, 2,/);
  assert.is(more.length, 0);
});

test('as many records as a mask may have labels', () => {
  const list = (first: number) =>
    JSON.stringify({ colors: Array.from({ length: 65_535 }, (_, at) => ({ 'label-value': at + first })) });
  const found = changes(list(1), list(2));
  assert.equal(found, [
    'metadata | record-removed | colors[1] | { "label-value": 1 } | null',
    'metadata | record-added | colors[65536] | null | { "label-value": 65536 }',
  ]);
});

test('matrices change as a whole, other lists item by item', () => {
  assert.equal(changes('{"m": [[1, 0], [0, 1.0]]}', '{"m": [[1, 0], [0, 2]]}'), [
    'metadata | value | m | [ [ 1, 0 ], [ 0, 1.0 ] ] | [ [ 1, 0 ], [ 0, 2 ] ]',
  ]);
  assert.equal(changes('{"m": [1, 2]}', '{"m": [1, 2, 3]}'), ['metadata | record-added | m[2] | null | 3']);
  assert.equal(changes('{"m": ["a", "b"]}', '{"m": ["a"]}'), [
    'metadata | record-removed | m[1] | "b" | null',
  ]);
});

test('records are found by what identifies them', () => {
  const author = (name: string, email: string) => `{"name": "${name}", "email": "${email}"}`;
  assert.equal(
    changes(
      `{"authors": [${author('A', 'a')}, ${author('B', 'b')}]}`,
      `{"authors": [${author('B', 'c')}, ${author('A', 'a')}]}`,
    ),
    [
      'metadata | value | authors[B].email | "b" | "c"',
      'metadata | record-order | authors | [ "A", "B" ] | [ "B", "A" ]',
    ],
  );
  const twice = `{"authors": [${author('A', 'a')}, ${author('A', 'b')}]}`;
  assert.equal(changes(twice, twice.replace('"b"', '"c"')), [
    'metadata | value | authors[1].email | "b" | "c"',
  ]);
});

test('an author who kept the ORCID is the same one, whether or not the others have any', () => {
  const authors = (...list: [name: string, orcid?: string][]) =>
    JSON.stringify({ authors: list.map(([name, ORCID]) => ({ name, ORCID })) });
  assert.equal(changes(authors(['Ada R', '0-1'], ['Bo']), authors(['Ada Rivera', '0-1'], ['Bo'])), [
    'metadata | value | authors[0-1].name | "Ada R" | "Ada Rivera"',
  ]);
  assert.equal(changes(authors(['Ada', '0-1'], ['Bo']), authors(['Ada', '0-1'], ['Bo', '0-2'])), [
    'metadata | key-added | authors[Bo].ORCID | null | "0-2"',
  ]);
  assert.equal(changes(authors(['Ada', '0-1'], ['Bo']), authors(['Cy', '0-3'], ['Bo'])), [
    'metadata | record-removed | authors[Ada] | { "name": "Ada", "ORCID": "0-1" } | null',
    'metadata | record-added | authors[Cy] | null | { "name": "Cy", "ORCID": "0-3" }',
  ]);
});

test('severity follows the key', () => {
  const severity = createJsonSeverity('tomogramMetadata', []);
  assert.is(severity(['size', 'x']), 'science');
  assert.is(severity(['authors', { record: 'size' }, 'email']), 'metadata');
  assert.is(severity(['last_updated_at']), 'time');
  assert.is(createJsonSeverity('identifiedObjects', [])([0, 'name']), 'science');
  assert.is(createJsonSeverity('vizConfig', [])(['layers', 0, 'scales']), 'metadata');
});

test('ignored fields are single keys anywhere or whole paths', () => {
  const a = '{"dates": {"release_date": 1}, "x": {"release_date": 1}}';
  const b = '{"dates": {"release_date": 2}, "x": {"release_date": 2}}';
  assert.is(changes(a, b).length, 2);
  assert.equal(changes(a, b, { ignored: ['release_date'] }), []);
  assert.equal(changes(a, b, { ignored: ['dates'] }), ['metadata | value | x.release_date | 1 | 2']);
  assert.equal(changes(a, b, { ignored: ['dates.release_date'] }), [
    'metadata | value | x.release_date | 1 | 2',
  ]);
  const list = (value: number) => `{"frames": [{"path": ${value}, "order": ${value}}]}`;
  assert.equal(changes(list(1), list(2), { ignored: ['frames[].path'] }), [
    'metadata | value | frames[0].order | 1 | 2',
  ]);
});

test('paths are the same when their files are', () => {
  const pairs = new Map([['10/TS/Annotations/100/a.json', '10/TS/Annotations/101/b.json']]);
  const isSame = createSamePath(pairs, { a: 'documented', b: 'documented' });
  assert.ok(isSame('10/TS/Annotations/100/a.json', '10/TS/Annotations/101/b.json'));
  assert.ok(isSame('zarr://host/10/TS/Annotations/100/a.json', 'zarr://host/10/TS/Annotations/101/b.json'));
  assert.not.ok(
    isSame('zarr://host/10/TS/Annotations/100/a.json', 'zarr://other/10/TS/Annotations/101/b.json'),
  );
  assert.not.ok(isSame('10/TS/Annotations/100/a.json', '10/TS/Annotations/102/b.json'));
  assert.not.ok(isSame('some text', 'some other text'));
});

test('paths outside of what was paired are compared by their template', () => {
  const isSame = createSamePath(new Map(), { a: 'documented', b: 'portal' });
  const tomogram = '10/TS/Reconstructions/VoxelSpacing10.000/Tomograms/100';
  assert.ok(isSame(`${tomogram}/tomogram-metadata.json`, `${tomogram}/tomogram_metadata.json`));
  assert.not.ok(
    isSame(`${tomogram}/tomogram-metadata.json`, `${tomogram.replace('100', '101')}/tomogram_metadata.json`),
  );
});

test('addresses name the same file with encoded names as with plain ones', () => {
  const pairs = new Map([['1/TS 1/Tomograms/100/TS 1.zarr', '1/TS 1/Tomograms/101/TS 1.zarr']]);
  const isSame = createSamePath(pairs, { a: 'documented', b: 'documented' });
  const at = (id: number, run: string) => `zarr://https://x/1/${run}/Tomograms/${id}/${run}.zarr`;
  assert.ok(isSame(at(100, 'TS%201'), at(101, 'TS%201')));
  assert.ok(isSame(at(100, 'TS 1'), at(101, 'TS%201')));
  assert.not.ok(isSame(at(100, 'TS%201'), at(100, 'TS%201')));
});

test.run();
