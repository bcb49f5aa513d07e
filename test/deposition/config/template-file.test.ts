import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isJsonObject, type JsonValue } from '../../../src/base/json-value.js';
import type { SchemaNode } from '../../../src/base/schema.js';
import type { Finder } from '../../../src/deposition/config/config.js';
import { configSchema } from '../../../src/deposition/config/config-schema.js';
import { checkConfig, loadConfig } from '../../../src/deposition/config/load-config.js';
import { parseYaml } from '../../../src/deposition/config/parse-yaml.js';
import { annotationShapeNames } from '../../../src/tree/entities/annotation-shapes.js';
import { sectionNames } from '../../../src/tree/entities/entity-type.js';

const test = suite('template of a configuration');

const read = (name: string) =>
  readFileSync(new URL(`../../../../dataset_config/${name}`, import.meta.url), 'utf8');
const text = read('template.yaml');

test('it loads and breaks no rule', () => {
  assert.equal(checkConfig(text, 'template.yaml'), []);
  assert.ok(loadConfig(text, 'template.yaml'));
});

test('the demonstration, which people start from too, breaks none either', () => {
  assert.equal(checkConfig(read('demo.yaml'), 'demo.yaml'), []);
});

test('it has an entry in every section', () => {
  const { sections } = loadConfig(text, 'template.yaml');
  for (const name of sectionNames) assert.ok(sections[name].length > 0, name);
});

test('it shows every finder and every shape', () => {
  const { sections } = loadConfig(text, 'template.yaml');
  const finders = Object.values(sections).flatMap((entries) =>
    entries.flatMap((entry) => entry.sources.map((source) => source.finder)),
  );
  const kinds: Finder['kind'][] = [
    'source_glob',
    'source_multi_glob',
    'destination_glob',
    'literal',
    'destination_filter',
    'tomogram_header',
    'annotation',
  ];
  assert.equal([...new Set(finders.map((finder) => finder.kind))].sort(), kinds.sort());
  const shapes = finders.flatMap((finder) => (finder.kind === 'annotation' ? [finder.shape] : []));
  assert.equal([...new Set(shapes)].sort(), [...annotationShapeNames].sort());
});

const sharedByShapes = ['glob_string', 'glob_strings', 'is_visualization_default', 'is_portal_standard'];

test('every key of the schema occurs in it', () => {
  const keys = new Map<string, Set<string>>();
  const used = new Map<string, Set<string>>();
  collect(configSchema, [parseYaml(text, 'template.yaml').value], keys, used);
  const missing = [...keys].flatMap(([title, names]) =>
    [...names].filter((name) => !used.get(title)?.has(name)).map((name) => `${title}.${name}`),
  );
  assert.equal(missing, []);
  assert.ok(keys.size > 60, 'the whole schema was walked');
});

/** Sections share finders and shapes share keys: the template needs each of these only once. */
function groupOf(schema: SchemaNode, key: string): string {
  const title = schema.title ?? '';
  if (schema['x-choice'] === 'finder') return 'Source';
  return annotationShapeNames.some((shape) => shape === title) && sharedByShapes.includes(key)
    ? 'Shape'
    : title;
}

/** Keys of every mapping of the schema by its title, and the keys that values use. */
function collect(
  schema: SchemaNode,
  values: readonly JsonValue[],
  keys: Map<string, Set<string>>,
  used: Map<string, Set<string>>,
): void {
  for (const branch of schema.anyOf ?? []) collect(branch, values, keys, used);
  if (schema.items !== undefined) {
    const items = values.flatMap((value) => (Array.isArray(value) ? value : []));
    collect(schema.items, items, keys, used);
  }
  const objects = values.filter(isJsonObject);
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const title = groupOf(schema, key);
    keys.set(title, (keys.get(title) ?? new Set()).add(key));
    const holders = objects.filter((object) => Object.hasOwn(object, key));
    if (holders.length > 0) used.set(title, (used.get(title) ?? new Set()).add(key));
    collect(
      property,
      holders.map((object) => object[key] as JsonValue),
      keys,
      used,
    );
  }
}

test.run();
