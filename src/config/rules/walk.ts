import {
  type AnnotationShape,
  annotationShapeNames,
  type SectionName,
  sectionNames,
} from '../../entities/index.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/index.js';
import type { KeyPath } from '../../metadata/index.js';

/** An object of the configuration with its place. */
export interface Placed {
  readonly section: SectionName;
  readonly path: KeyPath;
  readonly value: JsonObject;
}

/** The objects of a list, each with its place; none where there is no list. */
export function* objectsIn(value: JsonValue | undefined, path: KeyPath): Generator<[KeyPath, JsonObject]> {
  if (!Array.isArray(value)) return;
  for (const [index, item] of value.entries()) {
    if (isJsonObject(item)) yield [[...path, index], item];
  }
}

/** Every entry of the given sections. */
export function* entries(
  document: JsonObject,
  sections: readonly SectionName[] = sectionNames,
): Generator<Placed> {
  for (const section of sections) {
    for (const [path, value] of objectsIn(document[section], [section])) yield { section, path, value };
  }
}

/** The metadata of every entry of the given sections that has any. */
export function* metadataOf(document: JsonObject, sections: readonly SectionName[]): Generator<Placed> {
  for (const entry of entries(document, sections)) {
    const { metadata } = entry.value;
    if (isJsonObject(metadata)) {
      yield { section: entry.section, path: [...entry.path, 'metadata'], value: metadata };
    }
  }
}

/** Every source of every entry. */
export function* sources(
  document: JsonObject,
  sections: readonly SectionName[] = sectionNames,
): Generator<Placed> {
  for (const { section, path, value: entry } of entries(document, sections)) {
    for (const [at, value] of objectsIn(entry.sources, [...path, 'sources']))
      yield { section, path: at, value };
  }
}

/** Every shape of every annotation source. */
export function* shapes(document: JsonObject): Generator<Placed & { readonly shape: AnnotationShape }> {
  for (const { section, path, value } of sources(document, ['annotations'])) {
    for (const shape of annotationShapeNames) {
      const options = value[shape];
      if (isJsonObject(options)) yield { section, path: [...path, shape], value: options, shape };
    }
  }
}

/** The texts of a list, or a text by itself, with their places. */
export function* texts(value: JsonValue | undefined, path: KeyPath): Generator<[KeyPath, string]> {
  if (typeof value === 'string') yield [path, value];
  if (!Array.isArray(value)) return;
  for (const [index, item] of value.entries()) {
    if (typeof item === 'string') yield [[...path, index], item];
  }
}
