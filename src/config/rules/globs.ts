import type { SectionName } from '../../entities/index.js';
import { isJsonObject, type JsonObject } from '../../json/index.js';
import type { KeyPath } from '../../metadata/index.js';
import { parseTemplate } from '../templates/parse-template.js';
import type { ConfigRule } from './rule.js';
import { shapes, sources, texts } from './walk.js';

const globKeys = ['list_glob', 'list_globs'] as const;
const shapeKeys = ['glob_string', 'glob_strings', 'filter_value', 'mesh_source_path'] as const;

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

export const templateValid: ConfigRule = {
  code: 'template-invalid',
  title: 'globs hold only plain {variables}',
  severity: 'error',
  stage: 'load',
  *check(document) {
    for (const { path, text } of sourceTemplates(document)) {
      const parts = parseTemplate(text);
      if ('message' in parts) yield { path, message: parts.message, found: `'${text}'` };
    }
  },
};

export const globCount: ConfigRule = {
  code: 'glob-count',
  title: 'a shape has either glob_string or glob_strings',
  severity: 'error',
  stage: 'load',
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
};

/** Output variables begin with where something lies, so a glob that starts elsewhere finds nothing. */
export const destinationGlobStart: ConfigRule = {
  code: 'destination-glob-start',
  title: 'a destination_glob begins with an output variable',
  severity: 'error',
  stage: 'load',
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
};
