import pLimit from 'p-limit';
import { shapeOfMeshInstances } from '../../entities/index.js';
import { decodeJson, type JsonValue } from '../../json/index.js';
import { parseMeshInfo } from '../../neuroglancer/mesh/index.js';
import { parsePrecomputedInfo } from '../../neuroglancer/precomputed-info.js';
import { parseSegmentProperties } from '../../neuroglancer/segmentation/index.js';
import { type Asset, type Content, unread } from '../../tree/index.js';
import type { AnnotationContext, PrecomputeContext } from '../contexts/index.js';
import type { UnitLoader } from './unit-loader.js';

const largest = 64 * 1024 * 1024;
/** Directories whose small files are read side by side. */
const directoriesAtOnce = 8;

/** The annotations of a voxel spacing in the form that viewers load, with the files that they are made from. */
export async function loadPrecomputes(
  loader: UnitLoader,
  spacing: string,
  annotations: readonly AnnotationContext[],
): Promise<PrecomputeContext[]> {
  const directories = loader.assets.of('annotationPrecompute', { voxel_spacing: spacing });
  const few = pLimit(directoriesAtOnce);
  return Promise.all(
    directories.map((directory) =>
      few(() => loadPrecompute(loader, directory, Number(spacing), annotations)),
    ),
  );
}

async function loadPrecompute(
  loader: UnitLoader,
  { path, files, variables }: Asset,
  spacing: number,
  annotations: readonly AnnotationContext[],
): Promise<PrecomputeContext> {
  const load = async <Value>(
    inside: string,
    parse: (document: JsonValue) => Value,
  ): Promise<Content<Value> | null> => {
    const size = files.get(inside);
    if (size === undefined) return null;
    const file = { path: `${path}/${inside}`, size };
    if (!loader.needs('header')) return unread(file);
    return loader.reader.content(file, largest, (bytes) => parse(decodeJson(bytes, file.path)));
  };
  const info = await load('info', parsePrecomputedInfo);
  const segmentation = info?.value?.kind === 'segmentation' ? info.value : null;
  const { annotation_id: id, annotation_key: key, shape = '' } = variables;
  const annotation = annotations.find((candidate) => candidate.id === id) ?? null;
  // Meshes at oriented points are made from the points.
  const source = shapeOfMeshInstances(shape)?.published.toLowerCase() ?? shape;
  const isSource = (path: string) => {
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
    return name.endsWith(`_${source}`) && (key === undefined || name === `${key}_${source}`);
  };
  return {
    ...loader.place('annotation_viz'),
    path,
    shape,
    spacing,
    files,
    info,
    meshInfo: segmentation?.mesh == null ? null : await load(`${segmentation.mesh}/info`, parseMeshInfo),
    segmentProperties:
      segmentation?.segmentProperties == null
        ? null
        : await load(`${segmentation.segmentProperties}/info`, parseSegmentProperties),
    annotation,
    points: annotation?.points.find((candidate) => isSource(candidate.path)) ?? null,
    mask: annotation?.masks.find(({ volume }) => isSource(volume.zarrPath)) ?? null,
    mesh: annotation?.meshes.find((candidate) => isSource(candidate.path)) ?? null,
  };
}
