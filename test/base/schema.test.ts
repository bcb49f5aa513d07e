import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Float } from '../../src/base/float.js';
import type { JsonValue } from '../../src/base/json-value.js';
import { nearest, suggestion } from '../../src/base/messages.js';
import { checkSchema, formatKeyPath, publishSchema, type SchemaNode } from '../../src/base/schema.js';
import { configSchema } from '../../src/deposition/config/config-schema.js';
import { metadataKinds, metadataSchemas } from '../../src/tree/entities/documents.js';

const test = suite('schemas');

function issuesOf(schema: SchemaNode, value: JsonValue): string[] {
  return checkSchema(schema, value).map(({ code, path, message, expected, found }) =>
    [code, formatKeyPath(path), message, expected ?? '', found ?? ''].join(' | '),
  );
}

test('each keyword', () => {
  const cases: [SchemaNode, JsonValue, string[]][] = [
    [{ type: 'integer' }, 4, []],
    [{ type: 'integer' }, new Float(4), ['WRONG_TYPE |  | wrong kind of value | an integer | 4.0']],
    [{ type: 'number' }, new Float(4), []],
    [{ type: 'number' }, '4', ["WRONG_TYPE |  | wrong kind of value | a number | '4'"]],
    [{ type: 'string' }, 4, ['WRONG_TYPE |  | wrong kind of value, quote it to make it text | text | 4']],
    [{ type: 'boolean' }, 'true', ["WRONG_TYPE |  | wrong kind of value | true or false | 'true'"]],
    [
      { type: 'number', minimum: 0, maximum: 5 },
      5.5,
      ['OUT_OF_RANGE |  | out of range | a number from 0 to 5 | 5.5'],
    ],
    [{ type: 'number', exclusiveMinimum: 0 }, 0, ['OUT_OF_RANGE |  | out of range | a number above 0 | 0']],
    [{ type: 'string', minLength: 1 }, '', ["WRONG_VALUE |  | empty text | text that is not empty | ''"]],
    [{ type: 'string', format: 'date' }, '2024-02-29', []],
    [
      { type: 'string', format: 'date' },
      '2023-02-29',
      ["WRONG_VALUE |  | no calendar date | a date like 2024-12-31 | '2023-02-29'"],
    ],
    [
      { type: 'string', pattern: '^a+$', title: 'letters a' },
      'b',
      ["WRONG_VALUE |  | not in the expected form | letters a | 'b'"],
    ],
    [
      { enum: ['raw', 'filtered'] },
      'Raw',
      ["WRONG_VALUE |  | not an allowed value, did you mean 'raw'? | one of raw, filtered | 'Raw'"],
    ],
    [{ const: 1 }, 2, ["WRONG_VALUE |  | not the allowed value | '1' | 2"]],
    [
      { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
      [1, 'a', 3],
      [
        'WRONG_COUNT |  | wrong number of items | 2 items | 3',
        "WRONG_TYPE | [1] | wrong kind of value | a number | 'a'",
      ],
    ],
  ];
  for (const [schema, value, expected] of cases) assert.equal(issuesOf(schema, value), expected);
});

const point: SchemaNode = {
  type: 'object',
  properties: { name: { type: 'string' }, position: { type: 'number' } },
  required: ['name', 'position'],
  additionalProperties: false,
};

test('mappings: missing and unknown keys, a mistyped one only once', () => {
  assert.equal(issuesOf(point, { name: 'a', position: 1 }), []);
  assert.equal(issuesOf(point, { name: 'a' }), ["MISSING_KEY |  | the key 'position' is missing |  | "]);
  assert.equal(issuesOf(point, { name: 'a', positon: 1 }), [
    "UNKNOWN_KEY | positon | unknown key 'positon', did you mean 'position'? |  | ",
  ]);
  assert.equal(issuesOf(point, { name: 'a', position: 1, colour: 2 }), [
    "UNKNOWN_KEY | colour | unknown key 'colour' | one of name, position | ",
  ]);
  assert.equal(issuesOf(point, { name: 'a', position: 1, constructor: 2 }).length, 1);
});

test('unions report the branch that fits the kind of the value', () => {
  const schema: SchemaNode = { anyOf: [point, { type: 'null' }] };
  assert.equal(issuesOf(schema, null), []);
  assert.equal(issuesOf(schema, { name: 'a', position: 'b' }), [
    "WRONG_TYPE | position | wrong kind of value | a number | 'b'",
  ]);
  assert.equal(issuesOf(schema, 3), ['WRONG_TYPE |  | wrong kind of value | a mapping | 3']);
});

test('choices: exactly one', () => {
  const schema: SchemaNode = {
    type: 'object',
    properties: { glob: { type: 'string' }, list: { type: 'string' } },
    additionalProperties: false,
    oneOf: [{ required: ['glob'] }, { required: ['list'] }],
    'x-choice': 'finder',
  };
  assert.equal(issuesOf(schema, { glob: 'a' }), []);
  assert.equal(issuesOf(schema, {}), ['NO_CHOICE |  | no finder | one of glob, list | ']);
  assert.equal(issuesOf(schema, { glob: 'a', list: 'b' }), [
    'SEVERAL_CHOICES |  | more than one finder: glob, list |  | ',
  ]);
  assert.equal(issuesOf(schema, { glub: 'a' }), [
    "UNKNOWN_KEY | glub | unknown finder 'glub', did you mean 'glob'? |  | ",
  ]);
});

test('the nearest name is near', () => {
  assert.is(nearest('tomogram', ['tomograms', 'annotations']), 'tomograms');
  assert.is(nearest('x', ['tomograms']), null);
  assert.is(nearest('RUN_NAME', ['run_name']), 'run_name');
  assert.is(suggestion('run_name', ['run_name']), '');
});

test('key paths', () => {
  assert.is(formatKeyPath(['a', 0, 'b-c', 'd e', 3]), 'a[0].b-c["d e"][3]');
  assert.is(formatKeyPath([]), '');
});

test('lists the first 1000 violations, and says that there are more', () => {
  const keys = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]));
  const schema: SchemaNode = { type: 'object', additionalProperties: false, properties: {} };
  const issues = checkSchema(schema, keys);
  assert.is(issues.length, 1000);
  assert.is(issues[998]?.message, "unknown key 'k998'");
  assert.is(issues[999]?.message, "unknown key 'k999'; what follows is not listed");
});

/** The keywords of `SchemaNode`. */
const schemaKeywords: readonly string[] = [
  'type',
  'title',
  'description',
  'default',
  'const',
  'enum',
  'anyOf',
  'oneOf',
  'x-choice',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'minLength',
  'pattern',
  'format',
] satisfies (keyof SchemaNode)[];

const author: SchemaNode = { type: 'object', title: 'Author', properties: { name: { type: 'string' } } };

test('what occurs more than once becomes a definition, own keywords are left out', () => {
  const schema: SchemaNode = {
    type: 'object',
    title: 'Root',
    properties: { a: author, b: { type: 'array', items: author } },
    'x-choice': 'key',
  };
  assert.equal(publishSchema(schema, 'root.schema.json'), {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'root.schema.json',
    type: 'object',
    title: 'Root',
    properties: {
      a: { $ref: '#/definitions/Author' },
      b: { type: 'array', items: { $ref: '#/definitions/Author' } },
    },
    definitions: { Author: { type: 'object', title: 'Author', properties: { name: { type: 'string' } } } },
  });
});

test('two different mappings of one title are an error', () => {
  const other: SchemaNode = { ...author, properties: { name: { type: 'number' } } };
  const schema: SchemaNode = { type: 'object', properties: { a: author, b: other } };
  assert.throws(() => publishSchema(schema, 'x'), 'two schemas have the title Author');
});

test('the schemas use no keyword that the checker does not know', () => {
  const unknown = new Set<string>();
  const visit = (schema: SchemaNode) => {
    for (const key of Object.keys(schema)) if (!schemaKeywords.includes(key)) unknown.add(key);
    for (const child of Object.values(schema.properties ?? {})) visit(child);
    for (const child of schema.anyOf ?? []) visit(child);
    if (schema.items !== undefined) visit(schema.items);
    if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties);
  };
  for (const schema of [configSchema, ...metadataKinds.map((kind) => metadataSchemas[kind])]) visit(schema);
  assert.equal([...unknown], []);
});

test.run();
