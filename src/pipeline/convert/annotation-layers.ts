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
  for (const file of annotation.files) {
    const instances = await instancesLayer(annotation, file, scale, context);
    if (instances !== null) layers.push(instances);
    const layer = await layerOf(annotation, file, scale, context);
    if (layer !== null) layers.push(layer);
  }
  return layers;
}

/** Returns the directories below OUTPUT that the layers of an annotation may show. */
export function layerPaths(annotation: PublishedAnnotation, context: IngestContext): string[] {
  return annotation.files.flatMap((file) => {
    const meshInstances = publishedShape(file.shape)?.meshInstances;
    return [
      ...(isViewed(file) ? [precomputePath(annotation, file, context)] : []),
      ...(meshInstances === undefined ? [] : [shapePath(annotation, meshInstances, context)]),
    ];
  });
}

/** Points and instance points are both called `point`, unless an annotation has both. */
function layerName(kind: LayerKind, { files }: PublishedAnnotation): string {
  const hasPoints = files.some((file) => isViewed(file) && publishedShape(file.shape)?.layer === 'points');
  return kind === 'instance-points' && hasPoints ? 'instancepoint' : layerKinds[kind].name;
}

async function layerOf(
  annotation: PublishedAnnotation,
  file: AnnotationFile,
  scale: LayerScale,
  context: IngestContext,
): Promise<JsonObject | null> {
  const kind = isViewed(file) ? publishedShape(file.shape)?.layer : null;
  if (kind == null) return null;
  const path = precomputePath(annotation, file, context);
  const { precompute, importTypes } = context.options;
  // Another ingest may write the precomputed data, after the layers are listed.
  const isLeftToOthers = precompute && !importTypes.has('annotation_viz');
  if (!isLeftToOthers && (await context.output.kind(path)) === null) return null;
  const { id, objectName, color } = annotation;
  const common = {
    name: `${id} ${objectName} ${layerName(kind, annotation)}`,
    url: publishedUrl(path, context),
    scale,
    isVisible: file.isDefault,
  };
  const { points, isByInstance } = layerKinds[kind];
  if (points !== null) return pointLayer({ ...common, color, kind: points });
  if (!isByInstance) return segmentationLayer({ ...common, color });
  const labels = imageLabels((await readAttributes(context.output, file.path))?.attributes ?? {});
  return segmentationLayer({ ...common, color: labelColors(objectName, labels) });
}

/** Returns the layer of the meshes at the oriented points of a file, or null if the output has none. */
async function instancesLayer(
  annotation: PublishedAnnotation,
  file: AnnotationFile,
  scale: LayerScale,
  context: IngestContext,
): Promise<JsonObject | null> {
  const meshInstances = publishedShape(file.shape)?.meshInstances;
  if (meshInstances === undefined) return null;
  const path = shapePath(annotation, meshInstances, context);
  if ((await context.output.kind(path)) === null) return null;
  const { id, objectName, color } = annotation;
  return segmentationLayer({
    name: `${id} ${objectName} ${meshInstances}`,
    url: publishedUrl(path, context),
    scale,
    isVisible: file.isDefault,
    color,
    meshRenderScale: 4,
  });
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
