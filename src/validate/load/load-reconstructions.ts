import { publishedShape } from '../../entities/index.js';
import { parentKey } from '../../storage/keys/index.js';
import type { Asset } from '../../tree/index.js';
import type { Shape } from '../../volume/volume.js';
import { agreedShape } from '../agreed-shape.js';
import type {
  AnnotationContext,
  IdentifiedObjectsContext,
  ImageContext,
  MaskContext,
  MeshContext,
  PointsContext,
  TomogramContext,
  VoxelSpacingContext,
} from '../contexts/index.js';
import { alignmentPath } from './alignment-path.js';
import { loadImage } from './image-file.js';
import { loadPrecomputes } from './load-precomputes.js';
import { loadVolume } from './load-volume.js';
import { loadMesh } from './mesh-file.js';
import { loadPoints } from './point-file.js';
import type { Loaded, UnitLoader } from './unit-loader.js';

const keyImageMinimum: Readonly<Record<string, ImageContext['minimum']>> = {
  thumbnail: { width: 133, height: 100 },
  snapshot: { width: 512, height: 384 },
};

/** The voxel spacings of a run with their tomograms, annotations and what viewers load of these. */
export async function loadVoxelSpacings(loader: UnitLoader): Promise<VoxelSpacingContext[]> {
  const spacings: VoxelSpacingContext[] = [];
  for (const name of loader.assets.values('voxel_spacing')) {
    const tomograms = await loadTomograms(loader, name);
    const annotations = await loadAnnotations(loader, name, tomograms);
    spacings.push({
      ...loader.place('voxel_spacing'),
      path: loader.directory('voxel_spacing', { voxel_spacing: name }),
      spacing: Number(name),
      tomograms,
      annotations,
      precomputes: await loadPrecomputes(loader, name, annotations),
    });
  }
  return spacings;
}

async function loadTomograms(loader: UnitLoader, name: string): Promise<TomogramContext[]> {
  const tomograms: TomogramContext[] = [];
  for (const { variables, ...item } of await loader.items('tomogram', { voxel_spacing: name })) {
    tomograms.push({
      ...item,
      volume: await loadVolume(loader, item, 'tomogram', variables, Number(name)),
      images: await loadKeyImages(loader, loader.assets.of('keyImage', variables)),
      vizConfig: await loader.json('vizConfig', variables),
      directorySpacing: Number(name),
    });
  }
  return tomograms;
}

async function loadKeyImages(loader: UnitLoader, files: readonly Asset[]): Promise<ImageContext[]> {
  const images: ImageContext[] = [];
  for (const file of files) {
    const minimum = keyImageMinimum[file.variables.image ?? ''] ?? null;
    images.push(await loadImage(loader, file, loader.place('key_image'), minimum));
  }
  return images;
}

async function loadAnnotations(
  loader: UnitLoader,
  name: string,
  tomograms: readonly TomogramContext[],
): Promise<AnnotationContext[]> {
  const annotations: AnnotationContext[] = [];
  for (const { variables, ...item } of await loader.items('annotation', { voxel_spacing: name })) {
    const alignment = alignmentPath(item.metadata);
    const bounds = boundsBy(alignment, tomograms);
    const files = (['annotationFile', 'annotationCaption', 'annotationZarr'] as const).flatMap((template) =>
      loader.assets.of(template, variables),
    );
    annotations.push({
      ...item,
      metadataFiles: loader.assets.of('annotationMetadata', variables),
      files,
      ...(await loadPointsAndMeshes(loader, files, bounds)),
      masks: await loadMasks(loader, item, files, Number(name), bounds),
    });
  }
  return annotations;
}

/**
 * The shape of the tomogram with an alignment. Where no tomogram of the voxel spacing has it, what lies outside of all of them
 * lies outside of any: then the largest extents; null where there is no tomogram.
 */
function boundsBy(alignment: string | null, tomograms: readonly TomogramContext[]): Shape | null {
  const own = tomograms.find(({ metadata }) => alignment !== null && alignmentPath(metadata) === alignment);
  if (own !== undefined) return agreedShape(own.volume);
  const shapes = tomograms.map(({ volume }) => agreedShape(volume)).filter((shape) => shape !== null);
  if (shapes.length === 0) return null;
  const largest = (axis: 0 | 1 | 2) => Math.max(...shapes.map((shape) => shape[axis]));
  return [largest(0), largest(1), largest(2)];
}

async function loadPointsAndMeshes(
  loader: UnitLoader,
  files: readonly Asset[],
  bounds: Shape | null,
): Promise<Pick<AnnotationContext, 'points' | 'meshes'>> {
  const points: PointsContext[] = [];
  const meshes: MeshContext[] = [];
  const place = loader.place('annotation');
  for (const file of files) {
    const { shape = '', extension } = file.variables;
    if (extension === 'ndjson' && publishedShape(shape)?.content.kind === 'points') {
      const content = await loader.sideCar(file, (reader) => loadPoints(reader, file, place, bounds));
      points.push({ ...content, ...place, shape, bounds });
    } else if (extension === 'glb') {
      const content = await loader.sideCar(file, (reader) => loadMesh(reader, file, place, bounds));
      meshes.push({ ...content, ...place, bounds });
    }
  }
  return { points, meshes };
}

async function loadMasks(
  loader: UnitLoader,
  annotation: Loaded,
  files: readonly Asset[],
  spacing: number,
  bounds: Shape | null,
): Promise<MaskContext[]> {
  const masks = new Map<string, MaskContext>();
  for (const { variables } of files) {
    const content = publishedShape(variables.shape ?? '')?.content;
    const name = `${variables.annotation_key}_${variables.shape}`;
    if (content?.kind !== 'mask' || masks.has(name)) continue;
    const item = { ...annotation, metadata: null };
    const volume = await loadVolume(
      loader,
      item,
      content.voxels,
      { ...variables, extension: 'mrc' },
      spacing,
    );
    masks.set(name, { ...loader.place('annotation'), path: annotation.path, volume, bounds });
  }
  return [...masks.values()];
}

/** The identified objects of a run; null where there are neither objects nor metadata of them. */
export async function loadIdentifiedObjects(loader: UnitLoader): Promise<IdentifiedObjectsContext | null> {
  const metadata = await loader.json('identifiedObjectsMetadata');
  const objects = await loader.json('identifiedObjects');
  if (metadata === null && objects === null) return null;
  const objectsPath = loader.path('identifiedObjects');
  return {
    ...loader.place('identified_object'),
    path: parentKey(objectsPath),
    objectsPath,
    metadata,
    objects,
  };
}
