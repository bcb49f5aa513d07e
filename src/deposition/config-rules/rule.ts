import type { RuleText } from '../../base/issue.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json-value.js';
import type { DocumentIssue, KeyPath } from '../../base/schema.js';
import { type AnnotationShape, annotationShapeNames } from '../../tree/entities/annotation-shapes.js';
import { type SectionName, sectionNames } from '../../tree/entities/entity-type.js';

/** A demand on a configuration that its schema cannot express; its example is YAML. */
export interface ConfigRule extends RuleText {
  /** `load`: without it nothing can be ingested, so loading fails. `validate`: reported by `cryoet validate config`. */
  readonly stage: 'load' | 'validate';
  /** Every breach in a document; values of the wrong kind are left to the schema and skipped. */
  readonly check: (document: JsonObject) => Iterable<DocumentIssue>;
}

/** Rules of one page, in its order. */
export function defineConfigRules(
  family: string,
  rules: readonly Omit<ConfigRule, 'family'>[],
): readonly ConfigRule[] {
  return rules.map((rule) => ({ ...rule, family }));
}

/** An object of the configuration with its place. */
interface Placed {
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
