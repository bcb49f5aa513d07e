import type { JsonObject } from '../../base/json-value.js';
import { labelColors } from '../../neuroglancer/colors.js';
import { type LayerScale, metres, pointLayer, segmentationLayer } from '../../neuroglancer/viewer-state.js';
import { baseName } from '../../storage/keys.js';
import {
  type LayerKind,
  layerKinds,
  publishedShape,
  type ViewedFormat,
  viewedFormat,
} from '../../tree/entities/annotation-shapes.js';
import { buildPath, urlPath, voxelSpacingName } from '../../tree/layout/build-path.js';
import type { AnnotationFile } from '../../tree/published-annotation.js';
import { imageLabels, readAttributes } from '../../volume/zarr/group-metadata.js';
import type { IngestContext } from '../context.js';
import type { PublishedAnnotation } from './published-files.js';

/**
 * Returns one viewer layer for each file of an annotation that a viewer shows. Of a mask's two files, only the OME-Zarr
 * has one. `viewerSize` is the voxel size of the viewer in metres.
 */
export async function annotationLayers(
  annotation: PublishedAnnotation,
  viewerSize: number,
  context: IngestContext,
): Promise<JsonObject[]> {
  const layers: JsonObject[] = [];
  const scale: LayerScale = { data: metres(annotation.voxelSpacing), viewer: viewerSize };
  const { precompute, importTypes } = context.options;
  for (const shown of shownDirectories(annotation, context)) {
    // Another ingest may write the precomputed data of a file, after the layers are listed.
    const isLeftToOthers = shown.kind !== null && precompute && !importTypes.has('annotation_viz');
    if (isLeftToOthers || (await context.output.kind(shown.path)) !== null)
      layers.push(await layerOf(annotation, shown, scale, context));
  }
  return layers;
}

/** Returns the directories below OUTPUT that the layers of an annotation may show. */
export function layerPaths(annotation: PublishedAnnotation, context: IngestContext): string[] {
  return shownDirectories(annotation, context).map(({ path }) => path);
}

/** A directory of precomputed data; `kind` is null for the meshes at the oriented points of a file. */
type ShownDirectory = ReturnType<typeof shownDirectories>[number];

function shownDirectories(annotation: PublishedAnnotation, context: IngestContext) {
  return annotation.files.flatMap((file) => {
    const { meshInstances, layer = null } = publishedShape(file.shape) ?? {};
    const meshes = (meshInstances === undefined ? [] : [meshInstances]).map((name) => ({
      ...{ file, kind: null, name },
      path: shapePath(annotation, name, context),
    }));
    if (!isViewed(file) || layer === null) return meshes;
    const [name, path] = [layerName(layer, annotation), precomputePath(annotation, file, context)];
    return [...meshes, { file, kind: layer, name, path }];
  });
}

/** Points and instance points are both called `point`, unless an annotation has both. */
function layerName(kind: LayerKind, { files }: PublishedAnnotation): string {
  const hasPoints = files.some((file) => isViewed(file) && publishedShape(file.shape)?.layer === 'points');
  return kind === 'instance-points' && hasPoints ? 'instancepoint' : layerKinds[kind].name;
}

async function layerOf(
  { id, objectName, color }: PublishedAnnotation,
  { file, kind, name, path }: ShownDirectory,
  scale: LayerScale,
  context: IngestContext,
): Promise<JsonObject> {
  const url = publishedUrl(path, context);
  const common = { name: `${id} ${objectName} ${name}`, url, scale, isVisible: file.isDefault };
  if (kind === null) return segmentationLayer({ ...common, color, meshRenderScale: 4 });
  const { points, isByInstance } = layerKinds[kind];
  if (points !== null) return pointLayer({ ...common, color, kind: points });
  if (!isByInstance) return segmentationLayer({ ...common, color });
  const labels = imageLabels((await readAttributes(context.output, file.path))?.attributes ?? {});
  return segmentationLayer({ ...common, color: labelColors(objectName, labels) });
}

/** Returns the URL at which a path of the output will be published. */
export function publishedUrl(path: string, { options }: IngestContext): string {
  return `${options.httpsPrefix.replace(/\/+$/, '')}/${urlPath(path)}`;
}

/** True if a file has a viewer layer. Captions have none; of a mask's two files, only the OME-Zarr has one. */
export function isViewed(file: AnnotationFile): file is ViewedFile {
  const row = publishedShape(file.shape);
  return row !== null && viewedFormat(row) === file.format;
}

/** A file that a viewer's layer shows. */
interface ViewedFile extends AnnotationFile {
  readonly format: ViewedFormat;
}

/** Returns the directory, below OUTPUT, of the precomputed data of a file. */
export function precomputePath(
  annotation: PublishedAnnotation,
  { shape }: AnnotationFile,
  context: IngestContext,
): string {
  return shapePath(annotation, shape.toLowerCase(), context);
}

/** Returns the directory, below OUTPUT, of the precomputed data of a shape, or of the meshes at oriented points. */
export function shapePath(annotation: PublishedAnnotation, shape: string, context: IngestContext): string {
  const [dataset = '', run = ''] = annotation.path.split('/');
  return buildPath('annotationPrecompute', context.options.layout, {
    dataset_id: dataset,
    run_name: run,
    voxel_spacing: voxelSpacingName(annotation.voxelSpacing),
    annotation_id: String(annotation.id),
    annotation_key: baseName(annotation.path).replace(/\.json$/, ''),
    shape,
  });
}
