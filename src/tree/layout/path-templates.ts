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

export type PathTemplateKind = 'file' | 'zarr' | 'directory';

/** What a template holds for its entity. */
type PathTemplateRole = 'metadata' | 'data' | 'image' | 'precompute';

/** A place of the tree that one kind of file or directory may take. */
export interface PathTemplate<Entity extends string = string> {
  /** Type of the entity that the file or directory belongs to. */
  readonly entity: Entity;
  readonly role: PathTemplateRole;
  readonly kind: PathTemplateKind;
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

function template<Entity extends string, Role extends PathTemplateRole>(
  entity: Entity,
  role: Role,
  kind: PathTemplateKind,
  documented: string,
  portal: string = documented,
): PathTemplate<Entity> & { readonly role: Role } {
  return { entity, role, kind, path: { documented, portal } };
}

/** The whole tree. Everything that builds or reads a path of a tree goes through this table. */
export const pathTemplates = {
  depositionMetadata: template(
    'deposition',
    'metadata',
    'file',
    `${deposition.documented}/deposition_metadata.json`,
    `${deposition.portal}/deposition_metadata.json`,
  ),
  depositionImage: template(
    'deposition_keyphoto',
    'image',
    'file',
    `${deposition.documented}/Images/{image}.png`,
    `${deposition.portal}/Images/{image}.{extension}`,
  ),
  datasetMetadata: template('dataset', 'metadata', 'file', `${dataset}/dataset_metadata.json`),
  datasetImage: template(
    'dataset_keyphoto',
    'image',
    'file',
    `${dataset}/Images/{image}.png`,
    `${dataset}/Images/{image}.{extension}`,
  ),
  runMetadata: template('run', 'metadata', 'file', `${run}/run_metadata.json`),
  alignmentMetadata: template('alignment', 'metadata', 'file', `${alignment}/alignment_metadata.json`),
  alignmentFile: template(
    'alignment',
    'data',
    'file',
    `${alignment}/{stem}.{extension}`,
    `${alignment}/{run_name}.{extension}`,
  ),
  framesMetadata: template('frame', 'metadata', 'file', `${run}/Frames/frames_metadata.json`),
  mdoc: template(
    'collection_metadata',
    'data',
    'file',
    `${run}/Frames/{stem}.mdoc`,
    `${run}/Frames/{run_name}.mdoc`,
  ),
  frame: template('frame', 'data', 'file', `${run}/Frames/{stem}.{extension}`),
  gain: template(
    'gain',
    'data',
    'file',
    `${run}/Gains/{stem}_gain.{extension}`,
    `${run}/Gains/{stem}.{extension}`,
  ),
  tiltSeriesMetadata: template('tiltseries', 'metadata', 'file', `${tiltSeries}/tiltseries_metadata.json`),
  tiltSeriesMrc: template('tiltseries', 'data', 'file', `${tiltSeries}/{run_name}.mrc`),
  tiltSeriesZarr: template('tiltseries', 'data', 'zarr', `${tiltSeries}/{run_name}.zarr`),
  rawTilt: template(
    'rawtilt',
    'data',
    'file',
    `${tiltSeries}/{stem}.{extension}`,
    `${tiltSeries}/{run_name}.{extension}`,
  ),
  ctf: template('ctf', 'data', 'file', `${tiltSeries}/{run_name}_{format}_ctf.txt`),
  identifiedObjects: template(
    'identified_object',
    'data',
    'file',
    `${run}/IdentifiedObjects/identified_objects.json`,
  ),
  identifiedObjectsMetadata: template(
    'identified_object',
    'metadata',
    'file',
    `${run}/IdentifiedObjects/identified_objects_metadata.json`,
  ),
  annotationMetadata: template('annotation', 'metadata', 'file', `${annotation}/{annotation_key}.json`),
  annotationFile: template(
    'annotation',
    'data',
    'file',
    `${annotation}/{annotation_key}_{shape}.{extension}`,
  ),
  annotationCaption: template('annotation', 'data', 'file', `${annotation}/{annotation_key}_{caption}.json`),
  annotationZarr: template('annotation', 'data', 'zarr', `${annotation}/{annotation_key}_{shape}.zarr`),
  keyImage: template('key_image', 'image', 'file', `${spacing}/Images/{tomogram_id}/key-photo-{image}.png`),
  tomogramMetadata: template(
    'tomogram',
    'metadata',
    'file',
    `${tomogram}/tomogram-metadata.json`,
    `${tomogram}/tomogram_metadata.json`,
  ),
  tomogramMrc: template('tomogram', 'data', 'file', `${tomogram}/{run_name}.mrc`),
  tomogramZarr: template('tomogram', 'data', 'zarr', `${tomogram}/{run_name}.zarr`),
  annotationPrecompute: template(
    'annotation_viz',
    'precompute',
    'directory',
    `${spacing}/NeuroglancerPrecompute/{annotation_id}-{shape}_precompute`,
    `${spacing}/NeuroglancerPrecompute/{annotation_id}-{annotation_key}_{shape}`,
  ),
  vizConfig: template(
    'viz_config',
    'metadata',
    'file',
    `${spacing}/NeuroglancerPrecompute/{tomogram_id}-neuroglancer-config.json`,
    `${spacing}/NeuroglancerPrecompute/{tomogram_id}-neuroglancer_config.json`,
  ),
} as const satisfies Record<string, PathTemplate>;

export type PathTemplateName = keyof typeof pathTemplates;

/** Where directories are that templates call by a fixed name: the tree's root, or an entity's directory. */
type FixedParent = 'root' | 'dataset' | 'run';

const parents: Readonly<Record<FixedParent, string>> = {
  root: '',
  dataset: directories.dataset.documented,
  run: directories.run.documented,
};

/**
 * Names that the templates of both layouts give to directories right below a parent: no dataset is called like the
 * directory of depositions, and no run `Images`.
 */
export function fixedDirectories(parent: FixedParent): ReadonlySet<string> {
  return names.get(parents[parent]) ?? new Set();
}

const names = new Map<string, Set<string>>();
for (const { path } of Object.values(pathTemplates)) {
  for (const layout of layouts) {
    const components = path[layout].split('/');
    for (const [depth, name] of components.slice(0, -1).entries()) {
      if (name.includes('{')) continue;
      const parent = components.slice(0, depth).join('/');
      names.set(parent, (names.get(parent) ?? new Set()).add(name));
    }
  }
}
