import type { SchemaNode } from '../../base/schema.js';
import type { ParsedPath } from '../layout/parse-path.js';
import { type PathTemplateName, pathTemplates, type Variable } from '../layout/path-templates.js';
import type { entityTable } from './entities.js';
import type { DocumentRow } from './entity-row.js';
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
export const metadataPaths = Object.fromEntries(
  documents.map(({ kind, paths = [] }) => [kind, paths]),
) as Readonly<Record<MetadataKind, readonly string[]>>;

/** Returns the path template of the metadata file that must name the file at a path template, or null if none must. */
export function describedAt(template: PathTemplateName): PathTemplateName | null {
  if (pathTemplates[template].role === 'metadata') return null;
  const type = templateType(template);
  const described = metadataTemplate(entities[type].describedBy ?? type);
  const paths = described === null ? undefined : documentAt(described)?.paths;
  return paths === undefined ? null : described;
}

/** Files that a key of a metadata file may point to. */
interface ReferenceTarget {
  readonly templates: readonly PathTemplateName[];
  /** Variables that both paths share: the target belongs to the same run, tomogram and so on. */
  readonly same: readonly Variable[];
  /** Variables with given values. */
  readonly fixed?: Readonly<Partial<Record<Variable, readonly string[]>>>;
}

const run = ['dataset_id', 'run_name'] as const;
const spacing = [...run, 'voxel_spacing'] as const;
const alignmentFile = (...extensions: readonly string[]): ReferenceTarget => ({
  templates: ['alignmentFile'],
  same: [...run, 'alignment_id'],
  ...(extensions.length === 0 ? {} : { fixed: { extension: extensions } }),
});
const alignment: ReferenceTarget = { templates: ['alignmentMetadata'], same: run };
const photo = (template: 'datasetImage' | 'depositionImage', image: string): ReferenceTarget => ({
  templates: [template],
  same: [template === 'datasetImage' ? 'dataset_id' : 'deposition_id'],
  fixed: { image: [image] },
});
const keyImage = (image: string): ReferenceTarget => ({
  templates: ['keyImage'],
  same: [...spacing, 'tomogram_id'],
  fixed: { image: [image] },
});

/** Targets by kind of document and key; volumes, which are missing, are checked with the files beside them. */
const targets: Readonly<Partial<Record<MetadataKind, Readonly<Record<string, ReferenceTarget>>>>> = {
  deposition_metadata: {
    'key_photos.snapshot': photo('depositionImage', 'snapshot'),
    'key_photos.thumbnail': photo('depositionImage', 'thumbnail'),
  },
  dataset_metadata: {
    'key_photos.snapshot': photo('datasetImage', 'snapshot'),
    'key_photos.thumbnail': photo('datasetImage', 'thumbnail'),
  },
  frames_metadata: {
    'frames.*.path': { templates: ['frame'], same: run },
    frames_acquisition_file: { templates: ['mdoc'], same: run },
  },
  tiltseries_metadata: {
    raw_tlt_path: { templates: ['rawTilt'], same: [...run, 'tiltseries_id'] },
    ctf_path: { templates: ['ctf'], same: [...run, 'tiltseries_id'] },
  },
  alignment_metadata: {
    alignment_path: alignmentFile('xf', 'aln', 'star', 'xml', 'json'),
    tilt_path: alignmentFile('tlt'),
    tiltx_path: alignmentFile('tltx', 'xtilt'),
    'files.*': alignmentFile(),
    tiltseries_path: { templates: ['tiltSeriesMetadata'], same: run },
  },
  tomogram_metadata: {
    'key_photo.snapshot': keyImage('snapshot'),
    'key_photo.thumbnail': keyImage('thumbnail'),
    alignment_metadata_path: alignment,
    neuroglancer_config_path: { templates: ['vizConfig'], same: [...spacing, 'tomogram_id'] },
  },
  annotation_metadata: {
    'files.*.path': {
      templates: ['annotationFile', 'annotationZarr', 'annotationCaption'],
      same: [...spacing, 'annotation_id'],
    },
    alignment_metadata_path: alignment,
  },
};

/** Returns the files that a key of a metadata file may point to; null where any path is allowed. */
export function referenceTarget(kind: MetadataKind, key: string): ReferenceTarget | null {
  return targets[kind]?.[key.replaceAll(/\[\d+\]/g, '.*')] ?? null;
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
