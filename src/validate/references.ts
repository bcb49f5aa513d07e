import type { MetadataKind } from '../entities/index.js';
import type { JsonValue } from '../json/index.js';
import type { Reference } from './contexts/index.js';
import { valueAt } from './json-access.js';
import { viewerLayers } from './viewer/viewer-layer.js';

type KeyPattern = readonly (string | '*')[];

/** Keys that hold paths below the tree's root; `*` stands for every item of a list. */
const pathKeys: Partial<Record<MetadataKind, readonly KeyPattern[]>> = {
  deposition_metadata: [
    ['key_photos', 'snapshot'],
    ['key_photos', 'thumbnail'],
  ],
  dataset_metadata: [
    ['key_photos', 'snapshot'],
    ['key_photos', 'thumbnail'],
  ],
  frames_metadata: [['frames', '*', 'path'], ['frames_acquisition_file']],
  tiltseries_metadata: [['omezarr_dir'], ['mrc_file'], ['raw_tlt_path'], ['ctf_path']],
  alignment_metadata: [
    ['alignment_path'],
    ['tilt_path'],
    ['tiltx_path'],
    ['tiltseries_path'],
    ['files', '*'],
  ],
  tomogram_metadata: [
    ['omezarr_dir'],
    ['mrc_file'],
    ['key_photo', 'snapshot'],
    ['key_photo', 'thumbnail'],
    ['alignment_metadata_path'],
    ['neuroglancer_config_path'],
  ],
  annotation_metadata: [['files', '*', 'path'], ['alignment_metadata_path']],
};

/** Every path that a metadata file names; of a viewer state those that point into the same dataset. */
export function referencesOf(
  kind: MetadataKind,
  value: JsonValue | null,
  dataset: string | null,
): Reference[] {
  if (value === null) return [];
  if (kind === 'viz_config') return dataset === null ? [] : layerSources(value, dataset);
  return (pathKeys[kind] ?? []).flatMap((pattern) => [...follow(value, pattern, '')]);
}

function* follow(value: JsonValue | undefined, pattern: KeyPattern, key: string): Generator<Reference> {
  const [step, ...rest] = pattern;
  if (step === undefined) {
    if (typeof value === 'string') yield { key, target: value };
  } else if (step === '*') {
    for (const [index, item] of (Array.isArray(value) ? value : []).entries()) {
      yield* follow(item, rest, `${key}[${index}]`);
    }
  } else {
    yield* follow(valueAt(value, step), rest, key === '' ? step : `${key}.${step}`);
  }
}

function layerSources(value: JsonValue, dataset: string): Reference[] {
  return viewerLayers(value, dataset).flatMap(({ index, target }) =>
    target === null ? [] : [{ key: `layers[${index}].source`, target }],
  );
}
