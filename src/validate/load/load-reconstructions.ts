import pLimit from 'p-limit';
import { inTurn } from '../../base/collections.js';
import { decodeJson } from '../../base/json-text.js';
import type { JsonValue } from '../../base/json-value.js';
import { type ByteSource, bytesOf } from '../../formats/byte-source.js';
import { readGlb } from '../../formats/mesh/glb.js';
import { accessorFaults } from '../../formats/mesh/glb-accessors.js';
import { signedVolume, surfaceArea } from '../../formats/mesh/surface.js';
import { readPublishedPoints } from '../../formats/points/published-points.js';
import { boundsOf } from '../../neuroglancer/bounds.js';
import { parsePrecomputedInfo } from '../../neuroglancer/expected-files.js';
import { parseMeshInfo } from '../../neuroglancer/mesh/mesh.js';
import { parseSegmentProperties } from '../../neuroglancer/segmentation-info.js';
import { baseName, joinKey, parentKey } from '../../storage/keys.js';
import { publishedShape, shapeOfMeshInstances } from '../../tree/entities/annotation-shapes.js';
import { entityTable } from '../../tree/entities/entities.js';
import type { Asset } from '../../tree/tree-file.js';
import { type Content, type TreeReader, unread } from '../../tree/tree-reader.js';
import type { Shape } from '../../volume/volume.js';
import { agreedShape } from '../contexts/acquisition.js';
import type { Identified, ImageContext } from '../contexts/files.js';
import type {
  AnnotationContext,
  IdentifiedObjectsContext,
  MaskContext,
  MeshContext,
  MeshFacts,
  PointsContext,
  PointTable,
  PrecomputeContext,
  TomogramContext,
  VoxelSpacingContext,
} from '../contexts/reconstructions.js';
import { somePlaces } from '../voxels/scan-mask.js';
import { loadVolume } from './load-volume.js';
import { pointCollector } from './point-collector.js';
import { alignmentPath, loadImage, type UnitLoader } from './unit-loader.js';

/** The smallest useful size of key images, in pixels. */
const keyImageMinimum: Readonly<Record<string, ImageContext['minimum']>> = {
  thumbnail: { width: 133, height: 100 },
  snapshot: { width: 512, height: 384 },
};

/** Loads the voxel spacings of a run with their tomograms, annotations and precomputed annotations. */
export async function loadVoxelSpacings(loader: UnitLoader): Promise<VoxelSpacingContext[]> {
  return inTurn(loader.assets.values('voxel_spacing'), async (name) => {
    const tomograms = await loadTomograms(loader, name);
    const annotations = await loadAnnotations(loader, name, tomograms);
    return {
      ...loader.location('voxel_spacing'),
      path: loader.directory('voxel_spacing', { voxel_spacing: name }),
      spacing: Number(name),
      tomograms,
      annotations,
      precomputes: await loadPrecomputes(loader, name, annotations),
    };
  });
}

async function loadTomograms(loader: UnitLoader, name: string): Promise<TomogramContext[]> {
  const items = await loader.items('tomogram', { voxel_spacing: name });
  return inTurn(items, async ({ variables, ...item }) => ({
    ...item,
    volume: await loadVolume(loader, item, entityTable.tomogram.volume, variables, Number(name)),
    images: await inTurn(loader.assets.of('keyImage', variables), (file) => {
      const minimum = keyImageMinimum[file.variables.image ?? ''] ?? null;
      return loadImage(loader, file, loader.location('key_image'), minimum);
    }),
    vizConfig: await loader.json('vizConfig', variables),
    directorySpacing: Number(name),
  }));
}

async function loadAnnotations(loader: UnitLoader, name: string, tomograms: readonly TomogramContext[]) {
  const items = await loader.items('annotation', { voxel_spacing: name });
  return inTurn(items, async ({ variables, ...item }) => {
    const alignment = alignmentPath(item.metadata);
    const bounds = boundsBy(alignment, tomograms);
    const files = (['annotationFile', 'annotationCaption', 'annotationZarr'] as const).flatMap((template) =>
      loader.assets.of(template, variables),
    );
    return {
      ...item,
      metadataFiles: loader.assets.of('annotationMetadata', variables),
      files,
      ...(await loadPointsAndMeshes(loader, files, bounds)),
      masks: await loadMasks(loader, item, files, Number(name), bounds),
    };
  });
}

/**
 * Returns the shape (z, y, x) of the tomogram with this alignment. If there is none, returns the largest extent of all
 * tomograms of the voxel spacing: what lies outside it lies outside every tomogram. Null if there is no tomogram.
 */
function boundsBy(alignment: string | null, tomograms: readonly TomogramContext[]): Shape | null {
  const own = tomograms.find(({ metadata }) => alignment !== null && alignmentPath(metadata) === alignment);
  if (own !== undefined) return agreedShape(own.volume);
  const shapes = tomograms.map(({ volume }) => agreedShape(volume)).filter((shape) => shape !== null);
  if (shapes.length === 0) return null;
  const largest = (axis: 0 | 1 | 2) => Math.max(...shapes.map((shape) => shape[axis]));
  return [largest(0), largest(1), largest(2)];
}

async function loadPointsAndMeshes(loader: UnitLoader, files: readonly Asset[], bounds: Shape | null) {
  const points: PointsContext[] = [];
  const meshes: MeshContext[] = [];
  const location = loader.location('annotation');
  for (const file of files) {
    const { shape = '', extension } = file.variables;
    if (extension === 'ndjson' && publishedShape(shape)?.content.kind === 'points') {
      points.push({ ...(await loader.sideCar(file, loadPoints)), ...location, shape, bounds });
    } else if (extension === 'glb') {
      const isScanned = loader.scanner !== null;
      const loaded = await loader.sideCar(file, (reader, asset) => loadMesh(reader, asset, isScanned));
      meshes.push({ ...loaded, ...location, bounds });
    }
  }
  return { points, meshes };
}

async function loadMasks(
  loader: UnitLoader,
  annotation: Identified,
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
    const own = { ...variables, extension: 'mrc' };
    const row = { kind: content.voxels, mrc: 'annotationFile', zarr: 'annotationZarr' } as const;
    const volume = await loadVolume(loader, item, row, own, spacing);
    masks.set(name, { ...loader.location('annotation'), path: annotation.path, volume, bounds });
  }
  return [...masks.values()];
}

/** Loads the identified objects of a run; null if there are neither objects nor metadata. */
export async function loadIdentifiedObjects(loader: UnitLoader): Promise<IdentifiedObjectsContext | null> {
  const metadata = await loader.json('identifiedObjectsMetadata');
  const objects = await loader.json('identifiedObjects');
  if (metadata === null && objects === null) return null;
  const objectsPath = loader.path('identifiedObjects');
  const location = { ...loader.location('identified_object'), path: parentKey(objectsPath) };
  return { ...location, objectsPath, metadata, objects };
}

/** The size limit of an `info` file, in bytes. */
const largestInfo = 64 * 1024 * 1024;
/** Directories whose `info` files are read at once. */
const directoriesAtOnce = 8;

/** Loads the precomputed annotations of a voxel spacing, with the files that they are made from. */
async function loadPrecomputes(
  loader: UnitLoader,
  spacing: string,
  annotations: readonly AnnotationContext[],
): Promise<PrecomputeContext[]> {
  const directories = loader.assets.of('annotationPrecompute', { voxel_spacing: spacing });
  const few = pLimit(directoriesAtOnce);
  const load = (directory: Asset) => loadPrecompute(loader, directory, Number(spacing), annotations);
  return Promise.all(directories.map((directory) => few(() => load(directory))));
}

async function loadPrecompute(
  loader: UnitLoader,
  { path, files, variables }: Asset,
  spacing: number,
  annotations: readonly AnnotationContext[],
): Promise<PrecomputeContext> {
  const load = async <Value>(key: string | null | undefined, parse: (document: JsonValue) => Value) => {
    const inside = joinKey(key ?? '', 'info');
    const size = key == null ? undefined : files.get(inside);
    if (size === undefined) return null;
    const file = { path: `${path}/${inside}`, size };
    if (!loader.needs('header')) return unread(file);
    return loader.reader.content(file, largestInfo, (bytes) => parse(decodeJson(bytes, file.path)));
  };
  const info = await load('', parsePrecomputedInfo);
  const segmentation = info?.value?.kind === 'segmentation' ? info.value : null;
  const { annotation_id: id, annotation_key: key, shape = '' } = variables;
  const annotation = annotations.find((candidate) => candidate.id === id) ?? null;
  // Mesh instances are made from oriented points.
  const source = shapeOfMeshInstances(shape)?.published.toLowerCase() ?? shape;
  const isSource = (path: string) => {
    const name = baseName(path).replace(/\.[^.]*$/, '');
    return name.endsWith(`_${source}`) && (key === undefined || name === `${key}_${source}`);
  };
  return {
    ...loader.location('annotation_viz'),
    path,
    shape,
    spacing,
    files,
    info,
    meshInfo: await load(segmentation?.mesh, parseMeshInfo),
    segmentProperties: await load(segmentation?.segmentProperties, parseSegmentProperties),
    annotation,
    points: annotation?.points.find((candidate) => isSource(candidate.path)) ?? null,
    mask: annotation?.masks.find(({ volume }) => isSource(volume.zarrPath)) ?? null,
    mesh: annotation?.meshes.find((candidate) => isSource(candidate.path)) ?? null,
  };
}

const pieceBytes = 1024 * 1024;
/** Files up to this size are read from a bucket with one request instead of one per piece. */
const wholeBytes = 64 * 1024 * 1024;

function loadPoints(reader: TreeReader, file: Asset): Promise<Content<PointTable>> {
  const { path } = file;
  const collect = async (source: ByteSource): Promise<PointTable> => {
    const collector = pointCollector(file.variables.shape ?? '');
    for await (const points of readPublishedPoints(source, (issue) => collector.report(issue))) {
      for (const point of points) collector.add(point);
    }
    return collector.finish();
  };
  if (reader.storage.flat && file.size <= wholeBytes)
    return reader.content(file, wholeBytes, (bytes) => collect(bytesOf(path, bytes, pieceBytes)));
  return reader.opened(file, (bytes) => {
    async function* chunks() {
      for (let at = 0; at < bytes.size; at += pieceBytes) yield await bytes.read(at, pieceBytes);
    }
    return collect({ path, chunks });
  });
}

/** The size limit of a mesh file, in bytes: Node reads at most 2 GiB − 1 at once. */
const largestMesh = 2 * 1024 * 1024 * 1024 - 1;

function loadMesh(reader: TreeReader, file: Asset, isScanned: boolean): Promise<Content<MeshFacts>> {
  return reader.content(file, largestMesh, async (bytes) => {
    const { faces, vertices, trailingBytes, isTransformed, repeated } = await readGlb(bytes, file.path);
    return {
      triangles: triangleCount(faces),
      trailingBytes,
      isTransformed,
      repeated,
      accessorFaults: accessorFaults(bytes, file.path),
      ...boundsOf(vertices),
      places: isScanned ? somePlaces(vertices) : null,
      volume: isScanned ? signedVolume({ vertices, triangles: faces }, [0, 0, 0]) : null,
      area: isScanned ? surfaceArea({ vertices, triangles: faces }) : null,
    };
  });
}

/** Returns the number of triangles with three different vertices; the others are invisible. */
function triangleCount(faces: Uint32Array): number {
  let count = 0;
  for (let at = 0; at < faces.length; at += 3) {
    const a = faces[at];
    const b = faces[at + 1];
    const c = faces[at + 2];
    if (a !== b && b !== c && a !== c) count += 1;
  }
  return count;
}
