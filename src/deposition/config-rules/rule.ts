import type { RuleText } from '../../base/issue.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json-value.js';
import type { DocumentIssue, KeyPath } from '../../base/schema.js';
import { annotationShapeNames } from '../../tree/entities/annotation-shapes.js';
import { type SectionName, sectionNames } from '../../tree/entities/entity-type.js';

/** A rule on a configuration that its schema cannot express; its `example` is YAML. */
export interface ConfigRule extends RuleText {
  /** `load`: nothing can be ingested, so loading fails. `validate`: reported by `cryoet validate config` only. */
  readonly stage: 'load' | 'validate';
  /** Yields every breach in a document. It skips values of the wrong type: the schema reports those. */
  readonly check: (document: JsonObject) => Iterable<DocumentIssue>;
}

/** Defines rules of a family in the order of its page; by default each is an error of this stage. */
export function defineConfigRules(
  family: string,
  stage: ConfigRule['stage'],
  rules: readonly (Omit<ConfigRule, 'family' | 'severity' | 'stage'> &
    Partial<Pick<ConfigRule, 'severity' | 'stage'>>)[],
): readonly ConfigRule[] {
  return rules.map((rule) => ({ severity: 'error', stage, ...rule, family }));
}

/** Returns the check of each thing that `found` yields in a document. */
export function each<Found>(
  found: (document: JsonObject) => Iterable<Found>,
  check: (one: Found) => Iterable<DocumentIssue>,
): ConfigRule['check'] {
  return function* (document) {
    for (const one of found(document)) yield* check(one);
  };
}

/** Yields the objects of a list with their key paths; nothing where the value is not a list. */
export function* objectsIn(value: JsonValue | undefined, path: KeyPath): Generator<[KeyPath, JsonObject]> {
  if (!Array.isArray(value)) return;
  for (const [index, item] of value.entries()) {
    if (isJsonObject(item)) yield [[...path, index], item];
  }
}

/** Yields every entry of the given sections. */
export function* entries(document: JsonObject, sections: readonly SectionName[] = sectionNames) {
  for (const section of sections) {
    for (const [path, value] of objectsIn(document[section], [section])) yield { section, path, value };
  }
}

/** Yields the metadata of every entry of the given sections that has any. */
export function* metadataOf(document: JsonObject, sections: readonly SectionName[]) {
  for (const entry of entries(document, sections)) {
    const { metadata } = entry.value;
    if (isJsonObject(metadata)) {
      yield { section: entry.section, path: [...entry.path, 'metadata'], value: metadata };
    }
  }
}

/** Returns the function that yields the metadata of every entry of the given sections. */
export const ofMetadata =
  (...sections: readonly SectionName[]) =>
  (document: JsonObject) =>
    metadataOf(document, sections);

/** Yields every source of every entry of the given sections. */
export function* sources(document: JsonObject, sections: readonly SectionName[] = sectionNames) {
  for (const { section, path, value: entry } of entries(document, sections)) {
    for (const [at, value] of objectsIn(entry.sources, [...path, 'sources']))
      yield { section, path: at, value };
  }
}

/** Yields the options of every shape of every annotation source. */
export function* shapes(document: JsonObject) {
  for (const { section, path, value } of sources(document, ['annotations'])) {
    for (const shape of annotationShapeNames) {
      const options = value[shape];
      if (isJsonObject(options)) yield { section, path: [...path, shape], value: options, shape };
    }
  }
}

/** Yields a text, or the texts of a list, with their key paths. */
export function* texts(value: JsonValue | undefined, path: KeyPath): Generator<[KeyPath, string]> {
  if (typeof value === 'string') yield [path, value];
  if (!Array.isArray(value)) return;
  for (const [index, item] of value.entries()) {
    if (typeof item === 'string') yield [[...path, index], item];
  }
}
