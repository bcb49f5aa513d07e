import type { JsonValue } from '../json/index.js';
import type { IdentityRow } from './entity-row.js';
import { ancestorTypes, type EntityType, entities, entityTypes, type IdentifiedType } from './entity-type.js';

/** How items of a type are identified; null for types without identifiers. */
export function identityOf(type: IdentifiedType): IdentityRow<EntityType>;
export function identityOf(type: EntityType): IdentityRow<EntityType> | null;
export function identityOf(type: EntityType): IdentityRow<EntityType> | null {
  return entities[type].identity ?? null;
}

/** The type whose identifier the paths of a type's files hold: its own, or that of the one it belongs to; or null. */
export function identifiedBy(type: EntityType): IdentifiedType | null {
  const { identity, belongsTo, parent } = entities[type];
  const owner = identity !== undefined ? type : (belongsTo ?? parent);
  return owner !== null && entities[owner].identity !== undefined ? (owner as IdentifiedType) : null;
}

/**
 * Types with identifiers in an order in which each comes after those that its own identity depends on: what is unique in
 * a run before what is unique in a voxel spacing, the alignment first.
 */
export const identifiedTypes: readonly IdentifiedType[] = entityTypes
  .filter((type): type is IdentifiedType => identityOf(type) !== null)
  .sort((a, b) => depth(a) - depth(b));

function depth(type: EntityType): number {
  const { container, fields } = identityOf(type) as IdentityRow<EntityType>;
  return 2 * ancestorTypes(container).length + (fields.includes('alignment_metadata_path') ? 1 : 0);
}

/** What makes an item the same over ingests, as one text: the values of its identity's fields. */
export function identityKey(
  fields: readonly string[],
  valueFor: (field: string) => JsonValue | undefined,
): string {
  return JSON.stringify(
    fields.map((field) => {
      const value = valueFor(field) ?? null;
      return value === null ? null : String(value);
    }),
  );
}
