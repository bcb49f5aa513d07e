import type { SchemaNode } from '../../base/schema.js';
import type { ParsedPath } from '../layout/parse-path.js';
import { type PathTemplateName, pathTemplates, type Variable } from '../layout/path-templates.js';
import type { entityTable } from './entities.js';
import type { DocumentRow } from './entity-row.js';
import { type EntityType, entities, metadataTemplate, templateType } from './entity-type.js';

/** Where a key of a metadata file may lead. */
interface ReferencePlace {
  readonly templates: readonly PathTemplateName[];
  /** Variables of the path that are the metadata file's own. */
  readonly same: readonly Variable[];
  /** Variables that have values of their own, or one of some. */
  readonly fixed?: Readonly<Partial<Record<Variable, readonly string[]>>>;
}

const run = ['dataset_id', 'run_name'] as const;
const spacing = [...run, 'voxel_spacing'] as const;
const alignmentFile = (...extensions: readonly string[]): ReferencePlace => ({
  templates: ['alignmentFile'],
  same: [...run, 'alignment_id'],
  ...(extensions.length === 0 ? {} : { fixed: { extension: extensions } }),
});
const alignment: ReferencePlace = { templates: ['alignmentMetadata'], same: run };
const photo = (template: 'datasetImage' | 'depositionImage', image: string): ReferencePlace => ({
  templates: [template],
  same: [template === 'datasetImage' ? 'dataset_id' : 'deposition_id'],
  fixed: { image: [image] },
});
const keyImage = (image: string): ReferencePlace => ({
  templates: ['keyImage'],
  same: [...spacing, 'tomogram_id'],
  fixed: { image: [image] },
});

/** By key, where `*` stands for every place of a list; volumes, which are checked against what lies beside them, are left out. */
const places: Readonly<Partial<Record<MetadataKind, Readonly<Record<string, ReferencePlace>>>>> = {
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
    alignment_path: alignmentFile('xf', 'aln', 'star', 'xml'),
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

/** Where a key of a metadata file may lead; null where nothing is asked of it. */
export function referencePlace(kind: MetadataKind, key: string): ReferencePlace | null {
  return places[kind]?.[key.replaceAll(/\[\d+\]/g, '.*')] ?? null;
}

/** Whether a path is one that a key of the metadata file at `own` may lead to. */
export function leadsTo(place: ReferencePlace, own: ParsedPath, target: ParsedPath): boolean {
  const { templates, same, fixed = {} } = place;
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
