import type { SectionName } from '../../entities/index.js';
import { isJsonObject, type JsonObject } from '../../json/index.js';
import type { KeyPath } from '../../metadata/index.js';
import { parseTemplate } from '../templates/parse-template.js';
import { defineConfigRules } from './rule.js';
import { shapes, sources, texts } from './walk.js';

const globKeys = ['list_glob', 'list_globs'] as const;
const shapeKeys = [
  'glob_string',
  'glob_strings',
  'filter_value',
  'mesh_source_path',
  'tomograms_path',
] as const;

/** Every text of the sources that is expanded as a template. */
export function* sourceTemplates(
  document: JsonObject,
): Generator<{ path: KeyPath; text: string; section: SectionName }> {
  for (const { path, value, section } of sources(document)) {
    for (const [finder, options] of Object.entries(value)) {
      if (!isJsonObject(options)) continue;
      for (const key of globKeys) {
        for (const [at, text] of texts(options[key], [...path, finder, key]))
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

export const globRules = defineConfigRules('config-sources', [
  {
    code: 'TEMPLATE_INVALID',
    severity: 'error',
    stage: 'load',
    title: 'Templates contain only plain {variables}',
    why: 'Format specifications, conversions and attributes of Python’s format language are not supported.',
    fix: 'Write `{name}` for a variable, and `{{` or `}}` for a brace.',
    example: `frames:
  - sources:
      - source_glob: { list_glob: "frames/{run_name}_*.tif" }
`,
    *check(document) {
      for (const { path, text } of sourceTemplates(document)) {
        const parts = parseTemplate(text);
        if ('message' in parts) yield { path, message: parts.message, found: `'${text}'` };
      }
    },
  },
  {
    code: 'GLOB_COUNT',
    severity: 'error',
    stage: 'load',
    title: 'A shape has either glob_string or glob_strings',
    why: 'With both or neither, the files of the annotation are not known.',
    fix: 'Keep one of the two keys.',
    example: `annotations:
  - sources:
      - Point: { file_format: csv, glob_string: "points/{run_name}.csv" }
`,
    *check(document) {
      for (const { path, value, shape } of shapes(document)) {
        const hasOne = typeof value.glob_string === 'string';
        const hasMany = Array.isArray(value.glob_strings) && value.glob_strings.length > 0;
        if (hasOne !== hasMany) continue;
        yield {
          path,
          message: hasOne ? `${shape} has both glob_string and glob_strings` : `${shape} has no glob`,
          expected: 'either glob_string or glob_strings',
        };
      }
    },
  },
  {
    code: 'DESTINATION_GLOB_START',
    severity: 'error',
    stage: 'load',
    title: 'A destination_glob begins with an output variable',
    why: 'Output variables are paths in the output. A glob that starts elsewhere finds nothing.',
    fix: 'Begin the glob with a variable such as `{run_output_path}/`.',
    example: `tiltseries:
  - sources:
      - destination_glob: { list_glob: "{run_output_path}/TiltSeries/*" }
`,
    *check(document) {
      for (const { path, value } of sources(document)) {
        const finder = value.destination_glob;
        if (!isJsonObject(finder) || typeof finder.list_glob !== 'string') continue;
        if (/^\{\w*output_path\}/.test(finder.list_glob)) continue;
        yield {
          path: [...path, 'destination_glob', 'list_glob'],
          message: 'the glob does not begin with a place in the output',
          expected: 'a start like {run_output_path}/',
          found: `'${finder.list_glob}'`,
        };
      }
    },
  },
]);
