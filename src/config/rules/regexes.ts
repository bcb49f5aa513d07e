import { isJsonObject, type JsonObject } from '../../json/index.js';
import type { KeyPath } from '../../metadata/index.js';
import { countGroups, regexFault } from '../regex.js';
import { defineConfigRules } from './rule.js';
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

export const regexRules = defineConfigRules('config-sources', [
  {
    code: 'REGEX_INVALID',
    severity: 'error',
    stage: 'load',
    title: 'Regular expressions compile',
    why: 'An expression that does not compile stops every run that uses it. One that could take forever is refused: with lookahead, lookbehind or backreferences it may have two of `*` and `+`, none of them behind a group; without them it is searched in time that grows only with the text.',
    fix: 'Correct the expression; write `$` instead of `\\Z`, and `exclude` instead of a negative lookahead.',
    *check(document) {
      for (const [path, pattern] of regexes(document)) {
        const fault = regexFault(pattern);
        if (fault !== null)
          yield { path, message: `invalid regular expression: ${fault}`, found: `'${pattern}'` };
      }
    },
  },
  {
    code: 'NAME_REGEX_GROUP',
    severity: 'error',
    stage: 'load',
    title: 'A name_regex has a group',
    why: 'The first group gives the name of the item; without one, no item has a name.',
    fix: 'Put parentheses around the part of the file name that is the name of the item.',
    example: `gains:
  - sources:
      - source_glob: { list_glob: "gains/*.mrc", name_regex: '(.*)\\.mrc' }
`,
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
  },
]);
