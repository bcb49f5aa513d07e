import { publishedShape } from '../../entities/index.js';
import type { SlotName } from '../../layout/index.js';
import { parentKey } from '../../storage/keys/index.js';
import { type Asset, unread } from '../../tree/index.js';
import type { Shape, VolumeKind } from '../../volume/volume.js';
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
import { textAt } from '../json-access.js';
import { loadImage } from './image-file.js';
import { loadPrecomputes } from './load-precomputes.js';
import { loadVolume } from './load-volume.js';
import { loadMesh } from './mesh-file.js';
import { loadPoints } from './point-file.js';
import type { UnitLoader } from './unit-loader.js';

const keyImageMinimum: Readonly<Record<string, ImageContext['minimum']>> = {
  thumbnail: { width: 133, height: 100 },
  snapshot: { width: 512, height: 384 },
};
const spacingSlots: readonly SlotName[] = [
  'annotationMetadata',
  'annotationFile',
  'annotationCaption',
  'annotationZarr',
  'keyImage',
  'tomogramMetadata',
  'tomogramMrc',
  'tomogramZarr',
  'annotationPrecompute',
  'vizConfig',
];

/** The voxel spacings of a run with their tomograms, annotations and what viewers load of these. */
export async function loadVoxelSpacings(loader: UnitLoader): Promise<VoxelSpacingContext[]> {
  const spacings: VoxelSpacingContext[] = [];
  for (const name of loader.assets.values(spacingSlots, 'voxel_spacing')) {
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
  const items: TomogramContext[] = [];
  // Pictures and viewer states tell of a tomogram even where nothing else of it is left.
  const slots = ['tomogramMetadata', 'tomogramMrc', 'tomogramZarr', 'keyImage', 'vizConfig'] as const;
  for (const id of loader.assets.values(slots, 'tomogram_id', { voxel_spacing: name })) {
    const variables = { voxel_spacing: name, tomogram_id: id };
    const metadata = await loader.json('tomogramMetadata', variables);
    const path = loader.directory('tomogram', variables);
    items.push({
      ...loader.place('tomogram'),
      path,
      id,
      metadata,
      volume: await loadVolume(loader, {
        kind: 'tomogram',
        entity: 'tomogram',
        directory: path,
        mrc: 'tomogramMrc',
        zarr: 'tomogramZarr',
        variables,
        metadata,
        spacing: Number(name),
      }),
      images: await loadKeyImages(loader, loader.assets.of('keyImage', variables)),
      vizConfig: await loader.json('vizConfig', variables),
      directorySpacing: Number(name),
    });
  }
  return items;
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
  const items: AnnotationContext[] = [];
  const slots = ['annotationMetadata', 'annotationFile', 'annotationCaption', 'annotationZarr'] as const;
  for (const id of loader.assets.values(slots, 'annotation_id', { voxel_spacing: name })) {
    const variables = { voxel_spacing: name, annotation_id: id };
    const metadataFiles = loader.assets.of('annotationMetadata', variables);
    const metadata = await loader.json('annotationMetadata', variables);
    const path = loader.directory('annotation', variables);
    const alignment = textAt(metadata?.value ?? undefined, 'alignment_metadata_path');
    const tomogram = tomograms.find(
      (candidate) =>
        alignment !== null &&
        textAt(candidate.metadata?.value ?? undefined, 'alignment_metadata_path') === alignment,
    );
    const files = slots.slice(1).flatMap((slot) => loader.assets.of(slot, variables));
    items.push({
      ...loader.place('annotation'),
      path,
      id,
      metadata,
      metadataFiles,
      files,
      ...(await loadAnnotationFiles(
        loader,
        files,
        path,
        Number(name),
        tomogram === undefined ? null : agreedShape(tomogram.volume),
      )),
    });
  }
  return items;
}

async function loadAnnotationFiles(
  loader: UnitLoader,
  files: readonly Asset[],
  directory: string,
  spacing: number,
  bounds: Shape | null,
): Promise<Pick<AnnotationContext, 'points' | 'meshes' | 'masks'>> {
  const points: PointsContext[] = [];
  const meshes: MeshContext[] = [];
  const place = loader.place('annotation');
  for (const file of files) {
    const { shape = '', extension } = file.variables;
    const isRead = loader.needs('side-car');
    if (extension === 'ndjson' && publishedShape(shape)?.content.kind === 'points') {
      points.push(
        isRead
          ? await loadPoints(loader.reader, file, place, bounds)
          : { ...unread(file), ...place, shape, bounds },
      );
    } else if (extension === 'glb') {
      meshes.push(isRead ? await loadMesh(loader.reader, file, place) : { ...unread(file), ...place });
    }
  }
  return { points, meshes, masks: await loadMasks(loader, files, directory, spacing, bounds) };
}

async function loadMasks(
  loader: UnitLoader,
  files: readonly Asset[],
  directory: string,
  spacing: number,
  bounds: Shape | null,
): Promise<MaskContext[]> {
  const masks: MaskContext[] = [];
  const seen = new Set<string>();
  for (const { variables } of files) {
    const kind = maskKind(variables.shape);
    const name = `${variables.annotation_key}_${variables.shape}`;
    if (kind === null || seen.has(name)) continue;
    seen.add(name);
    const volume = await loadVolume(loader, {
      kind,
      entity: 'annotation',
      directory,
      mrc: 'annotationFile',
      zarr: 'annotationZarr',
      variables: { ...variables, extension: 'mrc' },
      metadata: null,
      spacing,
    });
    masks.push({ ...loader.place('annotation'), path: directory, volume, bounds });
  }
  return masks;
}

/** What the voxels of a shape's mask are; null for other shapes. */
function maskKind(shape = ''): VolumeKind | null {
  const content = publishedShape(shape)?.content;
  return content?.kind === 'mask' ? content.voxels : null;
}

/** The identified objects of a run; null where there are neither objects nor metadata of them. */
export async function loadIdentifiedObjects(loader: UnitLoader): Promise<IdentifiedObjectsContext | null> {
  const metadata = await loader.json('identifiedObjectsMetadata');
  const objects = await loader.json('identifiedObjects');
  if (metadata === null && objects === null) return null;
  const path = parentKey(loader.path('identifiedObjects'));
  return { ...loader.place('identified_object'), path, metadata, objects };
}
