import { parseYaml } from '../../config/yaml/index.js';
import { isJsonObject, type JsonValue } from '../../json/index.js';
import type { Answers } from './apply-answers.js';

/**
 * Reads answers from YAML or JSON: values by place (`datasets[0].metadata.dataset_title: Vesicles`), or nested as in the
 * configuration, or both. Fails with a ConfigError where the text is neither or is not a mapping.
 */
export function parseAnswers(source: string | Uint8Array, path: string): Answers {
  return [...leaves(parseYaml(source, path).value, '')];
}

function* leaves(value: JsonValue | undefined, path: string): Generator<[string, JsonValue]> {
  if (value === undefined) return;
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    for (const [key, item] of Object.entries(value))
      yield* leaves(item, path === '' ? key : `${path}.${key}`);
  } else if (Array.isArray(value) && value.some(isJsonObject)) {
    for (const [index, item] of value.entries()) yield* leaves(item, `${path}[${index}]`);
  } else yield [path, value];
}
