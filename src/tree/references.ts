import { isJsonObject, type JsonObject, type JsonValue, objectsAt, valueAt } from '../base/json-value.js';
import { viewerLayers } from '../neuroglancer/read-layers.js';
import { type MetadataKind, metadataPaths } from './entities/documents.js';

export interface Reference {
  /** Key path inside the metadata file. */
  readonly key: string;
  readonly target: string;
}

/** Returns every path in a metadata file; of a viewer configuration, those in the same dataset. */
export function referencesOf(kind: MetadataKind, value: JsonValue | null, dataset: string | null) {
  if (value === null) return [];
  if (kind === 'viz_config') {
    const layers = dataset === null ? [] : viewerLayers(value, dataset);
    return layers.flatMap(({ index, target }) =>
      target === null ? [] : { key: `layers[${index}].source`, target },
    );
  }
  return metadataPaths[kind].flatMap((path) => [...follow(value, path.split('.'), '')]);
}

/** Returns a metadata file without the paths that are gone: they become null, or leave their list. */
export function withoutReferences(
  kind: MetadataKind,
  value: JsonObject,
  dataset: string | null,
  isGone: (target: string) => boolean,
): JsonObject {
  if (kind === 'viz_config') {
    const gone = viewerLayers(value, dataset).filter(({ target }) => target !== null && isGone(target));
    const indexes = new Set(gone.map(({ index }) => index));
    return { ...value, layers: objectsAt(value, 'layers').filter((_layer, index) => !indexes.has(index)) };
  }
  const kept = metadataPaths[kind].reduce<JsonValue>(
    (document, path) => drop(document, path.split('.'), path.startsWith('files.'), isGone) ?? null,
    value,
  );
  return isJsonObject(kept) ? kept : value;
}

/** Yields the paths at a pattern of keys; `*` stands for every index of a list. */
function* follow(value: JsonValue | undefined, keys: readonly string[], key: string): Generator<Reference> {
  const [step, ...rest] = keys;
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

/** Returns a value without paths that are gone; undefined if it is gone, the same object if unchanged. */
function drop(
  value: JsonValue,
  [step, ...rest]: readonly string[],
  isListOfFiles: boolean,
  isGone: (target: string) => boolean,
): JsonValue | undefined {
  if (step === undefined) return typeof value === 'string' && isGone(value) ? undefined : value;
  if (step === '*') {
    if (!Array.isArray(value)) return value;
    const items = value.flatMap((item) => {
      const kept = drop(item, rest, isListOfFiles, isGone);
      return kept === undefined || (isListOfFiles && kept !== item) ? [] : [kept];
    });
    return items.length === value.length && items.every((item, index) => item === value[index])
      ? value
      : items;
  }
  if (!isJsonObject(value)) return value;
  const before = valueAt(value, step);
  if (before === undefined) return value;
  const kept = drop(before, rest, isListOfFiles, isGone);
  if (kept === before) return value;
  return { ...value, [step]: kept ?? null };
}
