import type { PathTemplateName } from '../layout/index.js';
import { pathTemplates } from '../layout/index.js';
import type { SchemaNode } from '../metadata/index.js';
import type { entityTable } from './entities.js';
import type { DocumentRow } from './entity-row.js';
import { type EntityType, entities, metadataTemplate, templateType } from './entity-type.js';

type Table = typeof entityTable;

/** Kinds of JSON files that a schema describes; also the names of the published schemas. */
export type MetadataKind = {
  [Type in EntityType]: Table[Type] extends { readonly documents: infer Documents }
    ? Documents[keyof Documents] extends { readonly kind: infer Kind }
      ? Kind
      : never
    : never;
}[EntityType];

/** A JSON file that a schema describes, with the place it has in the tree. */
export interface DocumentType extends DocumentRow {
  readonly kind: MetadataKind;
  readonly template: PathTemplateName;
}

const documents = Object.values(entities).flatMap((row) =>
  Object.entries(row.documents ?? {}).map(
    ([template, document]) => ({ ...document, template }) as DocumentType,
  ),
);

const byTemplate = new Map(documents.map((document) => [document.template, document]));

/** The document that lies at a path template; null for other files. */
export function documentAt(template: PathTemplateName): DocumentType | null {
  return byTemplate.get(template) ?? null;
}

/** Every kind of JSON file that a schema describes. */
export const metadataKinds: readonly MetadataKind[] = documents.map(({ kind }) => kind);

/** Schema of each of them. */
export const metadataSchemas = Object.fromEntries(
  documents.map(({ kind, schema }) => [kind, schema]),
) as Readonly<Record<MetadataKind, SchemaNode>>;

/** Keys of each of them that hold paths below the tree's root. */
export const metadataPaths = Object.fromEntries(
  documents.map(({ kind, paths = [] }) => [kind, paths]),
) as Readonly<Record<MetadataKind, readonly string[]>>;

/** Path template of the metadata file that must name what lies at a path template; null where none has to. */
export function describedAt(template: PathTemplateName): PathTemplateName | null {
  if (pathTemplates[template].role === 'metadata') return null;
  const type = templateType(template);
  const described = metadataTemplate(entities[type].describedBy ?? type);
  const paths = described === null ? undefined : documentAt(described)?.paths;
  return paths === undefined ? null : described;
}
