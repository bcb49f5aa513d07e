import { type JsonObject, leavesOf, textAt, valueAt } from '../../base/json-value.js';
import { suggestion } from '../../base/messages.js';
import type { KeyPath } from '../../base/schema.js';
import { entities, type SectionName, sectionNames, sectionType } from '../../tree/entities/entity-type.js';
import { builtInVariables, isBelowRun, mappedVariables } from '../config/expand-metadata.js';
import { templateVariables } from '../config/template.js';
import { sourceTemplates } from './globs.js';
import { defineConfigRules, metadataOf, sources, texts } from './rule.js';

function hasTable(document: JsonObject, key: string): boolean {
  return textAt(document, 'standardization_config', key) !== null;
}

/** Rules on the variables and columns that a configuration uses. */
export const variableRules = defineConfigRules('config-sources', 'load', [
  {
    code: 'VARIABLE_UNDEFINED',
    title: 'Every variable of a source is defined',
    why: 'A glob with an unknown variable finds nothing. Columns of the run data map are available for runs and the items below them.',
    fix: 'Correct the name of the variable, or give the table that defines it in `standardization_config`.',
    *check(document) {
      const hasColumns = hasTable(document, 'run_data_map_file');
      for (const { path, text, section } of sourceTemplates(document)) {
        for (const name of templateVariables(text)) {
          const problem = problemOf(name, section, document, hasColumns);
          if (problem !== null) yield { path, ...problem, found: `'${text}'` };
        }
      }
    },
  },
  {
    code: 'COLUMN_WITHOUT_MAP',
    title: 'Values from columns come with a run_data_map_file',
    why: 'Without a table there is no column to read.',
    fix: 'Name the table in `standardization_config`, or write the value itself.',
    example: `standardization_config: { deposition_id: 10999, source_prefix: ribosomes, run_data_map_file: runs.tsv }
frames:
  - metadata: { dose_rate: "float {dose_rate}", is_gain_corrected: true }
`,
    *check(document) {
      if (hasTable(document, 'run_data_map_file')) return;
      for (const [path, text] of columnTexts(document)) {
        const message = 'the value is a column, but there is no table';
        yield { path, message, expected: 'run_data_map_file in standardization_config', found: `'${text}'` };
      }
    },
  },
]);

/** Returns what is wrong with a variable in a section; null if it is defined there. */
function problemOf(name: string, section: SectionName, document: JsonObject, hasColumns: boolean) {
  const builtIn = builtInVariables(section);
  if (builtIn.has(name)) return null;
  if (!isBelowRun(section)) {
    const expected = 'a variable of the deposition or dataset; tables say something about runs only';
    return { message: `unknown variable {${name}} in ${section}${suggestion(name, [...builtIn])}`, expected };
  }
  for (const [key, variable] of Object.entries(mappedVariables)) {
    if (name !== variable) continue;
    return hasTable(document, key)
      ? null
      : { message: `the variable {${name}} needs a table`, expected: `${key} in standardization_config` };
  }
  if (hasColumns) return null;
  const expected = 'a built-in variable, or run_data_map_file in standardization_config';
  return { message: `unknown variable {${name}}${suggestion(name, [...builtIn])}`, expected };
}

const columnSections = sectionNames.filter(
  (name) => entities[sectionType(name)].section.columns !== undefined,
);

const spacingSections = sectionNames.filter(
  (name) => entities[sectionType(name)].section.literal === 'voxel-spacings',
);

/** A value that is one column alone: `{x}`, `float {x}`, `int {x}`. */
const column = /^ *(?:(?:float|int) *)?\{[a-zA-Z0-9_-]+\} *$/;

/** Yields the values that are columns of the run data map: in metadata and literals of voxel spacings. */
function* columnTexts(document: JsonObject): Generator<[KeyPath, string]> {
  for (const { section, path, value } of metadataOf(document, columnSections)) {
    const builtIn = builtInVariables(section);
    for (const [at, text] of leavesOf(value)) {
      const isInList = at.some((step) => typeof step === 'number');
      if (isInList || typeof text !== 'string' || !column.test(text)) continue;
      if (!templateVariables(text).every((name) => builtIn.has(name))) yield [[...path, ...at], text];
    }
  }
  for (const { path, value } of sources(document, spacingSections)) {
    for (const [at, text] of texts(valueAt(value, 'literal', 'value'), [...path, 'literal', 'value'])) {
      if (column.test(text)) yield [at, text];
    }
  }
}
