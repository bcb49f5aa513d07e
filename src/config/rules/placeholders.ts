import { isJsonObject, type JsonValue } from '../../json/index.js';
import type { KeyPath } from '../../metadata/index.js';
import { defineConfigRules } from './rule.js';

/** What `cryoet init` writes where a person has to. */
export const placeholderText = 'FILL_IN';

export const placeholderRules = defineConfigRules('config-form', [
  {
    code: 'PLACEHOLDER_LEFT',
    severity: 'error',
    stage: 'load',
    title: 'No placeholder is left',
    why: 'A configuration that `cryoet init` wrote has a placeholder wherever only a person knows the value.',
    fix: 'Write the value that the comment behind it asks for, or remove the key where it is optional.',
    *check(document) {
      for (const path of placesOf(document, [])) {
        yield { path, message: 'a placeholder is left', expected: 'a value', found: placeholderText };
      }
    },
  },
]);

function* placesOf(value: JsonValue | undefined, path: KeyPath): Generator<KeyPath> {
  if (value === placeholderText) yield path;
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* placesOf(item, [...path, index]);
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) yield* placesOf(item, [...path, key]);
  }
}
