import type { SchemaNode } from '../../base/schema.js';
import type { ParsedPath } from '../layout/parse-path.js';
import { type PathTemplateName, pathTemplates, type Variable } from '../layout/path-templates.js';
import type { entityTable } from './entities.js';
import type { DocumentRow, ReferenceTarget } from './entity-row.js';
import { type EntityType, entities, metadataTemplate, templateType } from './entity-type.js';

type Table = typeof entityTable;

/** Kinds of JSON files that a schema describes, which are also the names of the published schemas. */
export type MetadataKind = {
  [Type in EntityType]: Table[Type] extends { readonly documents: infer Documents }
    ? Documents[keyof Documents] extends { readonly kind: infer Kind }
      ? Kind
      : never
    : never;
}[EntityType];

/** A JSON file that a schema describes, and its path template. */
interface DocumentType extends DocumentRow {
  readonly kind: MetadataKind;
  readonly template: PathTemplateName;
}

const documents = Object.values(entities).flatMap((row) =>
  Object.entries(row.documents ?? {}).map(
    ([template, document]) => ({ ...document, template }) as DocumentType,
  ),
);

const byTemplate = new Map(documents.map((document) => [document.template, document]));

/** Returns the document at a path template; null for other files. */
export function documentAt(template: PathTemplateName): DocumentType | null {
  return byTemplate.get(template) ?? null;
}

export const metadataKinds: readonly MetadataKind[] = documents.map(({ kind }) => kind);

export const metadataSchemas = Object.fromEntries(
  documents.map(({ kind, schema }) => [kind, schema]),
) as Readonly<Record<MetadataKind, SchemaNode>>;

/** Keys with paths below the root of the tree, by kind of document. */
export const metadataPaths = Object.fromEntries<readonly string[]>(
  documents.map(({ kind, paths = {} }) => [kind, Object.keys(paths)]),
) as Readonly<Record<MetadataKind, readonly string[]>>;

/** Returns the path template of the metadata file that must name the file at a path template, or null if none must. */
export function describedAt(template: PathTemplateName): PathTemplateName | null {
  if (pathTemplates[template].role === 'metadata') return null;
  const type = templateType(template);
  const described = metadataTemplate(entities[type].describedBy ?? type);
  const paths = described === null ? undefined : documentAt(described)?.paths;
  return paths === undefined ? null : described;
}

/** Returns the files that a key of a metadata file may point to; null where any path is allowed. */
export function referenceTarget(kind: MetadataKind, key: string): ReferenceTarget | null {
  return (
    documents.find((document) => document.kind === kind)?.paths?.[key.replaceAll(/\[\d+\]/g, '.*')] ?? null
  );
}

/** True if a key of the metadata file at `own` may point to the file at `target`. */
export function mayPointTo(allowed: ReferenceTarget, own: ParsedPath, target: ParsedPath): boolean {
  const { templates, same, fixed = {} } = allowed;
  return (
    templates.includes(target.template) &&
    same.every(
      (name) => own.variables[name] === undefined || own.variables[name] === target.variables[name],
    ) &&
    Object.entries(fixed).every(([name, values]) => {
      const found = target.variables[name as Variable];
      return found === undefined || values.includes(found);
    })
  );
}
