/**
 * The layouts of a tree: of the specification and of the portal's bucket. They differ in names; any other difference is
 * a table by layout, such as `labelsInLevels`.
 */
export const layouts = ['documented', 'portal'] as const;

/** A layout of the tree. */
export type Layout = (typeof layouts)[number];

/** True where instance masks list their labels in their levels too, in which the portal's readers look for them. */
export const labelsInLevels: Readonly<Record<Layout, boolean>> = { documented: false, portal: true };

/** Regular expressions of the variables of path templates; a value is one path component or a piece of one. */
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
  /** Never ends like the file of a caption, so that the two can be distinguished. */
  annotation_key: '[0-9a-z_]+-[0-9a-z._]*(?<!_globalcaption|_caption)',
  shape: '[a-z]+',
  /** `globalcaption`, or the shape that is described followed by `_caption`. */
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

/** Directories of the types that have their own, below the root of the tree. */
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

/** A path template is a file, a zarr or a directory whose files are one thing. */
export type PathTemplateKind = 'file' | 'zarr' | 'directory';

type PathTemplateRole = 'metadata' | 'data' | 'image' | 'precompute';

/** The path of one kind of file or directory of the tree. */
export interface PathTemplate<Entity extends string = string> {
  /** Type of the entity that the file or directory belongs to. */
  readonly entity: Entity;
  readonly role: PathTemplateRole;
  readonly kind: PathTemplateKind;
  /** Path below the root of the tree in each layout. */
  readonly path: Readonly<Record<Layout, string>>;
}

function template<Entity extends string, Role extends PathTemplateRole>(
  entity: Entity,
  role: Role,
  directory: Readonly<Record<Layout, string>>,
  documented: string,
  portal: string = documented,
): PathTemplate<Entity> & { readonly role: Role } {
  const kind = role === 'precompute' ? 'directory' : documented.endsWith('.zarr') ? 'zarr' : 'file';
  const path = both(`${directory.documented}/${documented}`, `${directory.portal}/${portal}`);
  return { entity, role, kind, path };
}

const { deposition, dataset, run, alignment, tiltseries, annotation, tomogram } = directories;
const frames = both(`${runDirectory}/Frames`);
const gains = both(`${runDirectory}/Gains`);
const objects = both(`${runDirectory}/IdentifiedObjects`);
const images = both(`${spacingDirectory}/Images/{tomogram_id}`);
const precomputed = both(`${spacingDirectory}/NeuroglancerPrecompute`);
const image = ['Images/{image}.png', 'Images/{image}.{extension}'] as const;

/** The whole tree. All code that builds or parses a path uses this table. */
export const pathTemplates = {
  depositionMetadata: template('deposition', 'metadata', deposition, 'deposition_metadata.json'),
  depositionImage: template('deposition_keyphoto', 'image', deposition, ...image),
  datasetMetadata: template('dataset', 'metadata', dataset, 'dataset_metadata.json'),
  datasetImage: template('dataset_keyphoto', 'image', dataset, ...image),
  runMetadata: template('run', 'metadata', run, 'run_metadata.json'),
  alignmentMetadata: template('alignment', 'metadata', alignment, 'alignment_metadata.json'),
  alignmentFile: template('alignment', 'data', alignment, '{stem}.{extension}', '{run_name}.{extension}'),
  framesMetadata: template('frame', 'metadata', frames, 'frames_metadata.json'),
  mdoc: template('collection_metadata', 'data', frames, '{stem}.mdoc', '{run_name}.mdoc'),
  frame: template('frame', 'data', frames, '{stem}.{extension}'),
  gain: template('gain', 'data', gains, '{stem}_gain.{extension}', '{stem}.{extension}'),
  tiltSeriesMetadata: template('tiltseries', 'metadata', tiltseries, 'tiltseries_metadata.json'),
  tiltSeriesMrc: template('tiltseries', 'data', tiltseries, '{run_name}.mrc'),
  tiltSeriesZarr: template('tiltseries', 'data', tiltseries, '{run_name}.zarr'),
  rawTilt: template('rawtilt', 'data', tiltseries, '{stem}.{extension}', '{run_name}.{extension}'),
  ctf: template('ctf', 'data', tiltseries, '{run_name}_{format}_ctf.txt'),
  identifiedObjects: template('identified_object', 'data', objects, 'identified_objects.json'),
  identifiedObjectsMetadata: template(
    'identified_object',
    'metadata',
    objects,
    'identified_objects_metadata.json',
  ),
  annotationMetadata: template('annotation', 'metadata', annotation, '{annotation_key}.json'),
  annotationFile: template('annotation', 'data', annotation, '{annotation_key}_{shape}.{extension}'),
  annotationCaption: template('annotation', 'data', annotation, '{annotation_key}_{caption}.json'),
  annotationZarr: template('annotation', 'data', annotation, '{annotation_key}_{shape}.zarr'),
  keyImage: template('key_image', 'image', images, 'key-photo-{image}.png'),
  tomogramMetadata: template(
    'tomogram',
    'metadata',
    tomogram,
    'tomogram-metadata.json',
    'tomogram_metadata.json',
  ),
  tomogramMrc: template('tomogram', 'data', tomogram, '{run_name}.mrc'),
  tomogramZarr: template('tomogram', 'data', tomogram, '{run_name}.zarr'),
  annotationPrecompute: template(
    'annotation_viz',
    'precompute',
    precomputed,
    '{annotation_id}-{shape}_precompute',
    '{annotation_id}-{annotation_key}_{shape}',
  ),
  vizConfig: template(
    'viz_config',
    'metadata',
    precomputed,
    '{tomogram_id}-neuroglancer-config.json',
    '{tomogram_id}-neuroglancer_config.json',
  ),
} as const satisfies Record<string, PathTemplate>;

export type PathTemplateName = keyof typeof pathTemplates;

/** Parents of directories with a fixed name: the root of the tree or the directory of a type. */
type FixedParent = 'root' | 'dataset' | 'run';

const parents: Readonly<Record<FixedParent, string>> = {
  root: '',
  dataset: directories.dataset.documented,
  run: directories.run.documented,
};

/** Returns the fixed names of directories below a parent, which no dataset or run may have. */
export function fixedDirectories(parent: FixedParent): ReadonlySet<string> {
  return fixedNames.get(parents[parent]) ?? new Set();
}

const fixedNames = new Map<string, Set<string>>();
for (const { path } of Object.values(pathTemplates)) {
  for (const layout of layouts) {
    const components = path[layout].split('/');
    for (const [depth, name] of components.slice(0, -1).entries()) {
      if (name.includes('{')) continue;
      const parent = components.slice(0, depth).join('/');
      fixedNames.set(parent, (fixedNames.get(parent) ?? new Set()).add(name));
    }
  }
}
