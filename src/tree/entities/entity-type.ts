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

/** Every type of item of a deposition. */
export type EntityType = keyof Table;

export type SectionName = Table[EntityType]['section']['name'];

export type IdentifiedType = {
  [Type in EntityType]: Table[Type] extends { readonly identity: IdentityRow } ? Type : never;
}[EntityType];

/** Types that `parent_filters` can name. */
export type ParentType = {
  [Type in EntityType]: Table[Type] extends { readonly filteredBy: string } ? Type : never;
}[EntityType];

export const entities: Readonly<Record<EntityType, EntityRow<EntityType>>> = entityTable;

/** Types in the order of the configuration's sections. */
const tableOrder = Object.keys(entityTable) as EntityType[];

/** Returns the types directly below a type (null: the outermost), in the order in which they are visited. */
export function childTypes(parent: EntityType | null, stage: 'early' | 'usual'): readonly EntityType[] {
  const children = tableOrder.filter((type) => entities[type].parent === parent);
  const ofStage = (wanted: 'early' | 'late' | undefined) =>
    children.filter((type) => entities[type].walk?.stage === wanted);
  return stage === 'early' ? ofStage('early') : [...ofStage(undefined), ...ofStage('late')];
}

/** Returns the types above a type, outermost first. */
export function ancestorTypes(type: EntityType): readonly EntityType[] {
  const { parent } = entities[type];
  return parent === null ? [] : [...ancestorTypes(parent), parent];
}

/** Every type, in the order in which the walk first visits them. */
export const entityTypes: readonly EntityType[] = typesBelow(null);

function typesBelow(parent: EntityType | null): EntityType[] {
  const children = [...childTypes(parent, 'early'), ...childTypes(parent, 'usual')];
  return children.flatMap((type) => [type, ...typesBelow(type)]);
}

export const sectionNames = tableOrder.map((type) => entities[type].section.name) as readonly SectionName[];

const typesBySection = new Map(tableOrder.map((type) => [entities[type].section.name, type]));

/** Returns the type whose items a section finds. */
export function sectionType(section: SectionName): EntityType {
  return typesBySection.get(section) as EntityType;
}

/** Returns the type that the file or directory at a path template belongs to. */
export function templateType(template: PathTemplateName): EntityType {
  return pathTemplates[template].entity;
}

const templates = Object.keys(pathTemplates) as PathTemplateName[];
const templatesByType = new Map(
  tableOrder.map((type) => [type, templates.filter((template) => templateType(template) === type)]),
);

/** Returns the path templates of a type, in the order of the table. */
export function templatesOf(type: EntityType): readonly PathTemplateName[] {
  return templatesByType.get(type) ?? [];
}

/** Returns the path template of a type's metadata file; null if it has none. */
export function metadataTemplate(type: EntityType): PathTemplateName | null {
  return templatesOf(type).find((template) => pathTemplates[template].role === 'metadata') ?? null;
}

const directoryTypes: readonly EntityType[] = Object.keys(directories) as DirectoryEntity[];

/** True if items of a type have their own directory. */
export function hasDirectory(type: EntityType): type is DirectoryEntity {
  return directoryTypes.includes(type);
}

/** Returns what identifies items of a type; null for types without identifiers. */
export function identityOf(type: IdentifiedType): IdentityRow;
export function identityOf(type: EntityType): IdentityRow | null;
export function identityOf(type: EntityType): IdentityRow | null {
  return entities[type].identity ?? null;
}

/** Returns the type whose identifier is in a type's paths: itself, its `belongsTo` or its parent; null without one. */
export function identifiedBy(type: EntityType): IdentifiedType | null {
  const { identity, belongsTo, parent } = entities[type];
  const owner = identity !== undefined ? type : (belongsTo ?? parent);
  return owner !== null && entities[owner].identity !== undefined ? (owner as IdentifiedType) : null;
}

/** Types with identifiers, each after those that its identity depends on: of a run first, then of a spacing. */
export const identifiedTypes: readonly IdentifiedType[] = entityTypes
  .filter((type): type is IdentifiedType => identityOf(type) !== null)
  .sort((a, b) => depth(a) - depth(b));

function depth(type: EntityType): number {
  const { container, fields } = identityOf(type) as IdentityRow;
  return 2 * ancestorTypes(container).length + (fields.includes('alignment_metadata_path') ? 1 : 0);
}

/** Returns the values of an item's identity as one text, equal for the same item in different ingests. */
export function identityKey(fields: readonly string[], of: (field: string) => JsonValue | undefined): string {
  return JSON.stringify(
    fields.map((field) => {
      const value = of(field) ?? null;
      return value === null ? null : String(value);
    }),
  );
}
