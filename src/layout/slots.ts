/** Two names for the same tree: the specification's, and the live portal bucket's. */
export const layouts = ['documented', 'portal'] as const;

export type Layout = (typeof layouts)[number];

/** The layout that a tree is not written in. */
export function otherLayout(layout: Layout): Layout {
  return layout === 'documented' ? 'portal' : 'documented';
}

/** What a path template is filled with; every value is one path component or a part of one. */
export const variablePatterns = {
  deposition_id: String.raw`\d+`,
  dataset_id: '[^/]+',
  run_name: '[^/]+',
  alignment_id: String.raw`\d+`,
  tiltseries_id: String.raw`\d+`,
  tomogram_id: String.raw`\d+`,
  annotation_id: String.raw`\d+`,
  /** Å, three decimals. */
  voxel_spacing: String.raw`\d+\.\d{3}`,
  /** Never ends like a caption's file, so that the two can be told apart. */
  annotation_key: '[0-9a-z_]+-[0-9a-z._]*(?<!_globalcaption|_caption)',
  shape: '[a-z]+',
  /** `globalcaption`, or the shape that is described and `_caption`. */
  caption: 'globalcaption|[a-z]+_caption',
  format: '[^/]+',
  image: '[a-z]+',
  /** Name of a source file without its last extension. */
  stem: '[^/]+',
  /** Last extension of a source file, without the dot. */
  extension: '[^/.]+',
} as const;

export type Variable = keyof typeof variablePatterns;

const runDirectory = '{dataset_id}/{run_name}';
const spacingDirectory = `${runDirectory}/Reconstructions/VoxelSpacing{voxel_spacing}`;

/** Directory templates of the entities that have one of their own, below the tree's root. */
export const directories = {
  deposition: both('DepositionMetadata/{deposition_id}', 'depositions_metadata/{deposition_id}'),
  dataset: both('{dataset_id}'),
  run: both(runDirectory),
  alignment: both(`${runDirectory}/Alignments/{alignment_id}`),
  tiltseries: both(`${runDirectory}/TiltSeries/{tiltseries_id}`),
  voxel_spacing: both(spacingDirectory),
  annotation: both(`${spacingDirectory}/Annotations/{annotation_id}`),
  tomogram: both(`${spacingDirectory}/Tomograms/{tomogram_id}`),
} as const;

export type DirectoryEntity = keyof typeof directories;

function both(documented: string, portal: string = documented): Readonly<Record<Layout, string>> {
  return { documented, portal };
}

export type SlotKind = 'file' | 'zarr' | 'directory';

/** What a slot holds for its entity. */
export type SlotRole = 'metadata' | 'data' | 'image' | 'precompute';

/** A place of the tree that one kind of file or directory may take. */
export interface Slot<Entity extends string = string> {
  /** Type of the entity that the file or directory belongs to. */
  readonly entity: Entity;
  readonly role: SlotRole;
  readonly kind: SlotKind;
  /** Path template below the tree's root, for each layout. */
  readonly path: Readonly<Record<Layout, string>>;
}

const deposition = directories.deposition;
const dataset = directories.dataset.documented;
const run = directories.run.documented;
const alignment = directories.alignment.documented;
const tiltSeries = directories.tiltseries.documented;
const spacing = directories.voxel_spacing.documented;
const annotation = directories.annotation.documented;
const tomogram = directories.tomogram.documented;

function slot<Entity extends string, Role extends SlotRole>(
  entity: Entity,
  role: Role,
  kind: SlotKind,
  documented: string,
  portal: string = documented,
): Slot<Entity> & { readonly role: Role } {
  return { entity, role, kind, path: { documented, portal } };
}

/** The whole tree. Everything that builds or reads a path of a tree goes through this table. */
export const slots = {
  depositionMetadata: slot(
    'deposition',
    'metadata',
    'file',
    `${deposition.documented}/deposition_metadata.json`,
    `${deposition.portal}/deposition_metadata.json`,
  ),
  depositionImage: slot(
    'deposition_keyphoto',
    'image',
    'file',
    `${deposition.documented}/Images/{image}.png`,
    `${deposition.portal}/Images/{image}.{extension}`,
  ),
  datasetMetadata: slot('dataset', 'metadata', 'file', `${dataset}/dataset_metadata.json`),
  datasetImage: slot(
    'dataset_keyphoto',
    'image',
    'file',
    `${dataset}/Images/{image}.png`,
    `${dataset}/Images/{image}.{extension}`,
  ),
  runMetadata: slot('run', 'metadata', 'file', `${run}/run_metadata.json`),
  alignmentMetadata: slot('alignment', 'metadata', 'file', `${alignment}/alignment_metadata.json`),
  alignmentFile: slot(
    'alignment',
    'data',
    'file',
    `${alignment}/{stem}.{extension}`,
    `${alignment}/{run_name}.{extension}`,
  ),
  framesMetadata: slot('frame', 'metadata', 'file', `${run}/Frames/frames_metadata.json`),
  mdoc: slot(
    'collection_metadata',
    'data',
    'file',
    `${run}/Frames/{stem}.mdoc`,
    `${run}/Frames/{run_name}.mdoc`,
  ),
  frame: slot('frame', 'data', 'file', `${run}/Frames/{stem}.{extension}`),
  gain: slot(
    'gain',
    'data',
    'file',
    `${run}/Gains/{stem}_gain.{extension}`,
    `${run}/Gains/{stem}.{extension}`,
  ),
  tiltSeriesMetadata: slot('tiltseries', 'metadata', 'file', `${tiltSeries}/tiltseries_metadata.json`),
  tiltSeriesMrc: slot('tiltseries', 'data', 'file', `${tiltSeries}/{run_name}.mrc`),
  tiltSeriesZarr: slot('tiltseries', 'data', 'zarr', `${tiltSeries}/{run_name}.zarr`),
  rawTilt: slot(
    'rawtilt',
    'data',
    'file',
    `${tiltSeries}/{stem}.{extension}`,
    `${tiltSeries}/{run_name}.{extension}`,
  ),
  ctf: slot('ctf', 'data', 'file', `${tiltSeries}/{run_name}_{format}_ctf.txt`),
  identifiedObjects: slot(
    'identified_object',
    'data',
    'file',
    `${run}/IdentifiedObjects/identified_objects.json`,
  ),
  identifiedObjectsMetadata: slot(
    'identified_object',
    'metadata',
    'file',
    `${run}/IdentifiedObjects/identified_objects_metadata.json`,
  ),
  annotationMetadata: slot('annotation', 'metadata', 'file', `${annotation}/{annotation_key}.json`),
  annotationFile: slot('annotation', 'data', 'file', `${annotation}/{annotation_key}_{shape}.{extension}`),
  annotationCaption: slot('annotation', 'data', 'file', `${annotation}/{annotation_key}_{caption}.json`),
  annotationZarr: slot('annotation', 'data', 'zarr', `${annotation}/{annotation_key}_{shape}.zarr`),
  keyImage: slot('key_image', 'image', 'file', `${spacing}/Images/{tomogram_id}/key-photo-{image}.png`),
  tomogramMetadata: slot(
    'tomogram',
    'metadata',
    'file',
    `${tomogram}/tomogram-metadata.json`,
    `${tomogram}/tomogram_metadata.json`,
  ),
  tomogramMrc: slot('tomogram', 'data', 'file', `${tomogram}/{run_name}.mrc`),
  tomogramZarr: slot('tomogram', 'data', 'zarr', `${tomogram}/{run_name}.zarr`),
  annotationPrecompute: slot(
    'annotation_viz',
    'precompute',
    'directory',
    `${spacing}/NeuroglancerPrecompute/{annotation_id}-{shape}_precompute`,
    `${spacing}/NeuroglancerPrecompute/{annotation_id}-{annotation_key}_{shape}`,
  ),
  vizConfig: slot(
    'viz_config',
    'metadata',
    'file',
    `${spacing}/NeuroglancerPrecompute/{tomogram_id}-neuroglancer-config.json`,
    `${spacing}/NeuroglancerPrecompute/{tomogram_id}-neuroglancer_config.json`,
  ),
} as const satisfies Record<string, Slot>;

export type SlotName = keyof typeof slots;
