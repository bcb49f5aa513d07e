import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { publishSchema } from '../../src/base/publish-schema.js';
import type { SchemaNode } from '../../src/base/schema.js';
import { configSchema } from '../../src/deposition/config/config-schema.js';
import { metadataKinds, metadataSchemas } from '../../src/tree/entities/documents.js';

const test = suite('publishing schemas');

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
