import type { JsonValue } from '../../base/json-value.js';
import {
  type DirectoryEntity,
  directories,
  type PathTemplateName,
  pathTemplates,
} from '../layout/path-templates.js';
import { entityTable } from './entities.js';
import type { EntityRow, IdentityRow } from './entity-row.js';

type Table = typeof entityTable;

/** Every kind of item that a deposition consists of. */
export type EntityType = keyof Table;

/** The top-level sections of a configuration that hold entries. */
export type SectionName = Table[EntityType]['section']['name'];

/** Types whose items have an identifier. */
export type IdentifiedType = {
  [Type in EntityType]: Table[Type] extends { readonly identity: IdentityRow } ? Type : never;
}[EntityType];

/** Types that `parent_filters` may name. */
export type ParentType = {
  [Type in EntityType]: Table[Type] extends { readonly filteredBy: string } ? Type : never;
}[EntityType];

/** Every entity by its type. */
export const entities: Readonly<Record<EntityType, EntityRow<EntityType>>> = entityTable;

/** Types in the order of the configuration's sections. */
const tableOrder = Object.keys(entityTable) as EntityType[];

/** Types whose items are found below those of a type (null: the outermost), in the order in which they are visited. */
export function childTypes(parent: EntityType | null, stage: 'early' | 'usual'): readonly EntityType[] {
  const children = tableOrder.filter((type) => entities[type].parent === parent);
  const ofStage = (wanted: 'early' | 'late' | undefined) =>
    children.filter((type) => entities[type].walk?.stage === wanted);
  return stage === 'early' ? ofStage('early') : [...ofStage(undefined), ...ofStage('late')];
}

/** The types above one, outermost first. */
export function ancestorTypes(type: EntityType): readonly EntityType[] {
  const { parent } = entities[type];
  return parent === null ? [] : [...ancestorTypes(parent), parent];
}

/** Every type, in the order in which the walk first comes to it. */
export const entityTypes: readonly EntityType[] = typesBelow(null);

function typesBelow(parent: EntityType | null): EntityType[] {
  const children = [...childTypes(parent, 'early'), ...childTypes(parent, 'usual')];
  return children.flatMap((type) => [type, ...typesBelow(type)]);
}

/** The sections of a configuration, in their order. */
export const sectionNames = tableOrder.map((type) => entities[type].section.name) as readonly SectionName[];

const typesBySection = new Map(tableOrder.map((type) => [entities[type].section.name, type]));

/** The type whose items a section finds. */
export function sectionType(section: SectionName): EntityType {
  return typesBySection.get(section) as EntityType;
}

/** The type that a file or directory at a path template belongs to. */
export function templateType(template: PathTemplateName): EntityType {
  return pathTemplates[template].entity;
}

const templates = Object.keys(pathTemplates) as PathTemplateName[];
const templatesByType = new Map(
  tableOrder.map((type) => [type, templates.filter((template) => templateType(template) === type)]),
);

/** The path templates of a type, in the order of the layout's table. */
export function templatesOf(type: EntityType): readonly PathTemplateName[] {
  return templatesByType.get(type) ?? [];
}

/** Path template of the metadata file of a type's items; null where they have none. */
export function metadataTemplate(type: EntityType): PathTemplateName | null {
  return templatesOf(type).find((template) => pathTemplates[template].role === 'metadata') ?? null;
}

const directoryTypes: readonly EntityType[] = Object.keys(directories) as DirectoryEntity[];

/** Whether items of a type have a directory of their own. */
export function hasDirectory(type: EntityType): type is DirectoryEntity {
  return directoryTypes.includes(type);
}

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
