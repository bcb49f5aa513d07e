import type { ParsedPath, PathTemplateName, Variable } from '../layout/index.js';
import type { MetadataKind } from './documents.js';

/** Where a key of a metadata file may lead. */
export interface ReferencePlace {
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
