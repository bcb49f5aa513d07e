import { isJsonObject, type JsonObject, leavesOf, textAt, valueAt } from '../../base/json-value.js';
import { suggestion } from '../../base/messages.js';
import type { KeyPath } from '../../base/schema.js';
import { entities, type SectionName, sectionNames, sectionType } from '../../tree/entities/entity-type.js';
import { countGroups, regexFault } from '../config/regex.js';
import {
  builtInVariables,
  isBelowRun,
  mappedVariables,
  parseTemplate,
  templateVariables,
} from '../config/template.js';
import { defineConfigRules, each, metadataOf, shapes, sources, texts } from './rule.js';

/** Rules on where paths and globs lead. */
export const pathRules = defineConfigRules('config-sources', 'load', [
  {
    code: 'PATH_OUTSIDE',
    title: 'source_prefix and the globs of sources stay below the input',
    why: 'A path that leaves the input, or a glob with a segment `.` or `..`, fails for every run.',
    fix: 'Write the path relative to `source_prefix`, without a leading `/`.',
    *check(document) {
      const place = ['standardization_config', 'source_prefix'];
      const prefix = textAt(document, ...place);
      if (prefix?.split('/').includes('..')) {
        const message = 'the source_prefix has a segment ..';
        const expected = 'a path below INPUT, or . for INPUT itself';
        yield { path: place, message, expected, found: `'${prefix}'` };
      }
      for (const { path, text } of sourceTemplates(document)) {
        if (path.includes('destination_glob') || path.includes('filter_value')) continue;
        if (!/^\/|(?:^|\/)\.\.?(?:\/|$)/.test(text)) continue;
        const expected = 'a path that begins there, without segments . and ..';
        yield { path, message: 'the path does not stay below source_prefix', expected, found: `'${text}'` };
      }
    },
  },
  {
    code: 'DOUBLE_STAR',
    title: '`**` is a whole path segment',
    why: '`**` stands for any number of directories; within a name it has no meaning of its own.',
    fix: 'Put slashes around `**`, or write a single `*`.',
    example: `tomograms:
  - sources:
      - source_glob: { list_glob: "tomograms/**/{run_name}.mrc" }
`,
    check: each(sourceTemplates, function* ({ path, text }) {
      if (['filter_value', 'mesh_source_path', 'tomograms_path'].some((key) => path.includes(key))) return;
      const wrong = text.split('/').find((segment) => segment.includes('**') && segment !== '**');
      if (wrong === undefined) return;
      const expected = '** as a whole segment, or a single *';
      yield { path, message: '`**` must be a whole path segment', expected, found: `'${text}'` };
    }),
  },
]);

/** Keys of finders that are expanded as templates. */
const globKeys = ['list_glob', 'list_globs'] as const;
/** Keys of shapes that are expanded as templates. */
const shapeKeys = [
  'glob_string',
  'glob_strings',
  'filter_value',
  'mesh_source_path',
  'tomograms_path',
] as const;

/** Yields every text of the sources that is expanded as a template, with the section that it is in. */
export function* sourceTemplates(document: JsonObject) {
  for (const { path, value, section } of sources(document)) {
    for (const [finder, options] of Object.entries(value)) {
      for (const key of globKeys) {
        for (const [at, text] of texts(valueAt(options, key), [...path, finder, key]))
          yield { path: at, text, section };
      }
    }
  }
  for (const { path, value, section } of shapes(document)) {
    for (const key of shapeKeys) {
      for (const [at, text] of texts(value[key], [...path, key])) yield { path: at, text, section };
    }
  }
}

export const globRules = defineConfigRules('config-sources', 'load', [
  {
    code: 'TEMPLATE_INVALID',
    title: 'Templates contain only plain {variables}',
    why: 'Format specifications, conversions and attributes of Python’s format language are not supported.',
    fix: 'Write `{name}` for a variable, and `{{` or `}}` for a brace.',
    example: `frames:
  - sources:
      - source_glob: { list_glob: "frames/{run_name}_*.tif" }
`,
    check: each(sourceTemplates, function* ({ path, text }) {
      const parts = parseTemplate(text);
      if ('message' in parts) yield { path, message: parts.message, found: `'${text}'` };
    }),
  },
  {
    code: 'GLOB_COUNT',
    title: 'A shape has either glob_string or glob_strings',
    why: 'With both or neither, the files of the annotation are not known.',
    fix: 'Keep one of the two keys.',
    example: `annotations:
  - sources:
      - Point: { file_format: csv, glob_string: "points/{run_name}.csv" }
`,
    check: each(shapes, function* ({ path, value, shape }) {
      const hasOne = typeof value.glob_string === 'string';
      const hasMany = Array.isArray(value.glob_strings) && value.glob_strings.length > 0;
      if (hasOne !== hasMany) return;
      const message = hasOne ? `${shape} has both glob_string and glob_strings` : `${shape} has no glob`;
      yield { path, message, expected: 'either glob_string or glob_strings' };
    }),
  },
  {
    code: 'DESTINATION_GLOB_START',
    title: 'A destination_glob begins with an output variable',
    why: 'Output variables are paths in the output. A glob that starts elsewhere finds nothing.',
    fix: 'Begin the glob with a variable such as `{run_output_path}/`.',
    example: `tiltseries:
  - sources:
      - destination_glob: { list_glob: "{run_output_path}/TiltSeries/*" }
`,
    check: each(sources, function* ({ path, value }) {
      const glob = textAt(value, 'destination_glob', 'list_glob');
      if (glob === null || /^\{\w*output_path\}/.test(glob)) return;
      const message = 'the glob does not begin with a place in the output';
      const expected = 'a start like {run_output_path}/';
      yield { path: [...path, 'destination_glob', 'list_glob'], message, expected, found: `'${glob}'` };
    }),
  },
]);

/** Finders with a `match_regex`; the globs among them have a `name_regex` too. */
const finderKeys = ['source_glob', 'destination_glob', 'tomogram_header'] as const;

/** Yields every regular expression of the sources with its key path. */
function* regexes(document: JsonObject): Generator<[KeyPath, string]> {
  for (const { path, value } of sources(document)) {
    yield* texts(value.exclude, [...path, 'exclude']);
    for (const key of finderKeys) {
      for (const regex of ['match_regex', 'name_regex'])
        yield* texts(valueAt(value, key, regex), [...path, key, regex]);
    }
    if (!isJsonObject(value.parent_filters)) continue;
    for (const [kind, types] of Object.entries(value.parent_filters)) {
      if (!isJsonObject(types)) continue;
      for (const [parent, list] of Object.entries(types)) {
        yield* texts(list, [...path, 'parent_filters', kind, parent]);
      }
    }
  }
}

export const regexRules = defineConfigRules('config-sources', 'load', [
  {
    code: 'REGEX_INVALID',
    title: 'Regular expressions compile',
    why: 'An expression that does not compile stops every run that uses it. One that could take forever is refused: with lookahead, lookbehind or backreferences it may have two of `*` and `+`, none of them behind a group; without them it is searched in time that grows only with the text.',
    fix: 'Correct the expression; write `$` instead of `\\Z`, and `exclude` instead of a negative lookahead.',
    check: each(regexes, function* ([path, pattern]) {
      const fault = regexFault(pattern);
      if (fault !== null)
        yield { path, message: `invalid regular expression: ${fault}`, found: `'${pattern}'` };
    }),
  },
  {
    code: 'NAME_REGEX_GROUP',
    title: 'A name_regex has a group',
    why: 'The first group gives the name of the item; without one, no item has a name.',
    fix: 'Put parentheses around the part of the file name that is the name of the item.',
    example: `gains:
  - sources:
      - source_glob: { list_glob: "gains/*.mrc", name_regex: '(.*)\\.mrc' }
`,
    check: each(regexes, function* ([path, pattern]) {
      if (path.at(-1) !== 'name_regex' || pattern === '') return;
      if (regexFault(pattern) === null && countGroups(pattern) === 0) {
        const expected = 'one group in parentheses around the name, like (.*)\\.mrc';
        yield { path, message: 'the name_regex has no group', expected, found: `'${pattern}'` };
      }
    }),
  },
]);

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
