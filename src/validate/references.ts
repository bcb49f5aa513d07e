import { type MetadataKind, metadataPaths } from '../entities/index.js';
import type { JsonValue } from '../json/index.js';
import { valueAt } from '../json/index.js';
import { viewerLayers } from '../neuroglancer/state/index.js';
import type { Reference } from './contexts/index.js';

/** Every path that a metadata file names; of a viewer state those that point into the same dataset. */
export function referencesOf(
  kind: MetadataKind,
  value: JsonValue | null,
  dataset: string | null,
): Reference[] {
  if (value === null) return [];
  if (kind === 'viz_config') return dataset === null ? [] : layerSources(value, dataset);
  return metadataPaths[kind].flatMap((path) => [...follow(value, path.split('.'), '')]);
}

/** `*` stands for every item of a list. */
function* follow(
  value: JsonValue | undefined,
  pattern: readonly string[],
  key: string,
): Generator<Reference> {
  const [step, ...rest] = pattern;
  if (step === undefined) {
    if (typeof value === 'string') yield { key, target: value };
  } else if (step === '*') {
    for (const [index, item] of (Array.isArray(value) ? value : []).entries()) {
      yield* follow(item, rest, `${key}[${index}]`);
    }
  } else {
    yield* follow(valueAt(value, step), rest, key === '' ? step : `${key}.${step}`);
  }
}

function layerSources(value: JsonValue, dataset: string): Reference[] {
  return viewerLayers(value, dataset).flatMap(({ index, target }) =>
    target === null ? [] : [{ key: `layers[${index}].source`, target }],
  );
}
