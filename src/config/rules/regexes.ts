import { isJsonObject, type JsonObject } from '../../json/index.js';
import type { KeyPath } from '../../metadata/index.js';
import { countGroups, regexFault } from '../regex.js';
import type { ConfigRule } from './rule.js';
import { sources, texts } from './walk.js';

const finderKeys = ['source_glob', 'destination_glob', 'tomogram_header'] as const;

function* regexes(document: JsonObject): Generator<[KeyPath, string]> {
  for (const { path, value } of sources(document)) {
    yield* texts(value.exclude, [...path, 'exclude']);
    for (const key of finderKeys) {
      const finder = value[key];
      if (!isJsonObject(finder)) continue;
      yield* texts(finder.match_regex, [...path, key, 'match_regex']);
      yield* texts(finder.name_regex, [...path, key, 'name_regex']);
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

export const regexValid: ConfigRule = {
  code: 'REGEX_INVALID',
  title: 'every regular expression can be compiled',
  severity: 'error',
  stage: 'load',
  *check(document) {
    for (const [path, pattern] of regexes(document)) {
      const fault = regexFault(pattern);
      if (fault !== null)
        yield { path, message: `invalid regular expression: ${fault}`, found: `'${pattern}'` };
    }
  },
};

export const nameRegexGroup: ConfigRule = {
  code: 'NAME_REGEX_GROUP',
  title: 'a name_regex has a group, which gives the name',
  severity: 'error',
  stage: 'load',
  *check(document) {
    for (const [path, pattern] of regexes(document)) {
      if (path.at(-1) !== 'name_regex' || pattern === '') continue;
      if (regexFault(pattern) === null && countGroups(pattern) === 0) {
        yield {
          path,
          message: 'the name_regex has no group',
          expected: 'one group in parentheses around the name, like (.*)\\.mrc',
          found: `'${pattern}'`,
        };
      }
    }
  },
};
