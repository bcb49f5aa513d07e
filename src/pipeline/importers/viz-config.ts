import { closing } from '../../base/closing.js';
import { countBy, inTurn } from '../../base/collections.js';
import { NotReachedError } from '../../base/errors.js';
import type { JsonObject } from '../../base/json-value.js';
import { publishedItems } from '../../deposition/identifiers.js';
import { ancestor, createItem, describeItem, type Item, itemPath } from '../../deposition/item.js';
import { openOptions } from '../../deposition/source-files.js';
import {
  type ContrastLimits,
  renderingLimits,
  renderingSample,
  valueLimits,
} from '../../neuroglancer/contrast-limits.js';
import { imageLayer, metres, viewerState } from '../../neuroglancer/viewer-state.js';
import { voxelSpacingName } from '../../tree/layout/build-path.js';
import type { PublishedItem } from '../../tree/published-items.js';
import { readMrcHeader } from '../../volume/mrc/read-header.js';
import { readSections } from '../../volume/slab.js';
import { openRows } from '../../volume/source/open-volume.js';
import { readVolumeHeader } from '../../volume/source/volume-formats.js';
import type { Shape } from '../../volume/volume.js';
import { attributesKey, v3Key } from '../../volume/zarr/write-metadata.js';
import { type IngestContext, isImported } from '../context.js';
import { annotationLayers, layerPaths, publishedUrl } from '../convert/annotation-layers.js';
import { isWritten, publishedAnnotations, tomogramPaths, volumeKey } from '../convert/published-files.js';
import type { PlannedOutput } from '../import-result.js';
import type { Importer } from '../importer.js';
import { fingerprints } from '../publish/finished-data.js';
import { publishDocument, stampMetadata } from '../publish/publish-document.js';

const nothingToView =
  'this configuration has no tomogram at this voxel spacing; for published ones, ingest viz-config of the one that has them';

/** The viewer configurations of the tomograms of a voxel spacing, configured or published. */
export const vizConfig: Importer = {
  async outputs(item, context) {
    const outputs: PlannedOutput[] = [];
    for (const tomogram of await viewedTomograms(item, context)) {
      const path = statePath(tomogram, context);
      if (await isShown(tomogram, context)) outputs.push({ path, from: null, bytes: null });
    }
    return outputs;
  },
  settings: async (_, { options }) => [options.contrast, options.httpsPrefix, options.compatible],
  async madeFrom(item, context) {
    const [tomogram, annotation]: [unknown[], unknown[]] = [[], []];
    for (const viewed of await viewedTomograms(item, context)) {
      const { mrc, zarr } = tomogramPaths(viewed, context);
      tomogram.push(await fingerprints(context.output, [mrc, zarr]));
      annotation.push(await shownAnnotations(viewed, context));
    }
    return { tomogram, annotation };
  },
  async importData(item, context) {
    let bytesWritten = 0;
    const notes: string[] = [];
    const missing: Item[] = [];
    const tomograms = await viewedTomograms(item, context);
    for (const tomogram of tomograms) {
      const isThere = await isWritten(tomogramPaths(tomogram, context), context);
      if (isThere && (await isShown(tomogram, context))) {
        const state = stampMetadata(await tomogramState(tomogram, context), tomogram, context);
        bytesWritten += (await publishDocument(statePath(tomogram, context), state, context)) ?? 0;
        continue;
      }
      if (!isThere) missing.push(tomogram);
      const why = isThere ? 'it has no OME-Zarr, which viewers read' : 'it is not in the output';
      notes.push(`no state for tomogram ${tomogram.id}: ${why}`);
    }
    if (notes.length < tomograms.length) return { bytesWritten, notes, unchanged: bytesWritten === 0 };
    const failed = missing.find((tomogram) => isImported(tomogram, context));
    if (failed !== undefined) throw new NotReachedError(`${describeItem(failed)} failed`);
    return { bytesWritten, skipped: true, notes: notes.length > 0 ? notes : [nothingToView] };
  },
};

/** True if viewers can show a tomogram: with an OME-Zarr, which a dry run has not written yet. */
async function isShown(tomogram: Item, context: IngestContext): Promise<boolean> {
  const isMade = context.options.writeZarr && isImported(tomogram, context);
  return isMade || (await context.output.kind(tomogramPaths(tomogram, context).zarr)) !== null;
}

function statePath(tomogram: Item, context: IngestContext): string {
  return itemPath(tomogram, 'vizConfig', context.options.layout);
}

/**
 * Returns the tomograms whose viewer configurations are written: the configured ones and, if the run has configured
 * annotations, published ones, even of other depositions. These show annotations of all voxel spacings, so the first
 * configured voxel spacing also renews those of voxel spacings that are not configured.
 */
async function viewedTomograms(vizConfig: Item, context: IngestContext): Promise<readonly Item[]> {
  const spacing = ancestor(vizConfig, 'voxel_spacing');
  const run = ancestor(vizConfig, 'run');
  if (spacing === null || run === null) return [];
  const configured = (await context.find('tomogram', spacing)).filter(
    ({ origin, reference }) => reference === null && origin !== 'output',
  );
  const spacings = await context.find('voxel_spacing', run);
  if (!(await hasAnnotations(spacings, context))) return configured;
  const ids = new Set(configured.map(({ id }) => id));
  const published = await publishedItems('tomogram', run, context, 'its viewer configuration stays as it is');
  // Only the first voxel spacing of a run renews those that are not configured.
  const isFirst = spacings[0]?.name === spacing.name;
  return [
    ...configured,
    ...published.flatMap((one) => {
      const name = one.variables.voxel_spacing ?? '';
      if (name === spacing.name) return ids.has(one.id) ? [] : itemOf(one, spacing);
      const isOther = isFirst && spacings.every((other) => other.name !== name);
      return isOther ? itemOf(one, createItem('voxel_spacing', name, run)) : [];
    }),
  ];
}

function itemOf({ id, metadataPath: path, metadata }: PublishedItem, spacing: Item): Item[] {
  if (path === null || metadata === null || metadata === 'unreadable') return [];
  return [
    createItem('tomogram', String(id), spacing, { origin: 'output', id, reference: { path, metadata } }),
  ];
}

async function hasAnnotations(spacings: readonly Item[], context: IngestContext): Promise<boolean> {
  for (const spacing of spacings) {
    if ((await context.find('annotation', spacing)).length > 0) return true;
  }
  return false;
}

/** Returns everything about annotations in the output on which the viewer's state of a tomogram depends. */
async function shownAnnotations(tomogram: Item, context: IngestContext): Promise<unknown> {
  const annotations = await publishedAnnotations(tomogram, context);
  const layers = annotations.flatMap((annotation) => layerPaths(annotation, context));
  const files = annotations.flatMap((annotation) => annotation.files);
  const labels = files.flatMap(({ path }) => [`${path}/${attributesKey}`, `${path}/${v3Key}`]);
  return {
    annotations,
    layers: await inTurn(layers, (path) => context.output.kind(path)),
    labels: await fingerprints(context.output, labels),
  };
}

/** Returns a written tomogram's Neuroglancer state, with the annotations of its run that have its alignment. */
async function tomogramState(tomogram: Item, context: IngestContext): Promise<JsonObject> {
  const spacing = Number(ancestor(tomogram, 'voxel_spacing')?.name);
  const voxelSize = metres(spacing);
  const limits = await imageLimits(tomogram, context);
  const paths = tomogramPaths(tomogram, context);
  const { shape } = await readVolumeHeader(context.output, await volumeKey(paths, tomogram, context));
  const image = imageLayer({
    name: ancestor(tomogram, 'run')?.name ?? '',
    url: publishedUrl(paths.zarr, context),
    voxelSize,
    shape,
    limits: limits.sections,
    renderingLimits: limits.rendering,
  });
  const layers = await inTurn(await publishedAnnotations(tomogram, context), async (annotation) => {
    const own = await annotationLayers(annotation, voxelSize, context);
    return own.map((layer) => ({ layer, voxelSpacing: annotation.voxelSpacing }));
  });
  return viewerState(image, withOwnNames(layers.flat(), spacing, context.options.compatible), voxelSize);
}

/** Standard deviations on each side of the mean that cross-sections show. */
const spread = 3;
const coarsestLevel = '2';

/**
 * Returns the contrast limits of a written tomogram: mean ± 3 rms of its MRC header for cross-sections, and those of
 * its coarsest level for the volume rendering.
 */
async function imageLimits(tomogram: Item, context: IngestContext) {
  const { contrast } = context.options;
  const { mrc, zarr } = tomogramPaths(tomogram, context);
  const kept = context.previews.of(mrc)?.coarsest;
  if (kept != null) return limitsOf(kept, mrc, context);
  const hasLevels = (await context.output.kind(`${zarr}/${coarsestLevel}`)) !== null;
  const key = hasLevels ? `${zarr}/${coarsestLevel}` : await volumeKey({ mrc, zarr }, tomogram, context);
  return closing(await openRows(context.output, key, openOptions(context)), async (volume) => {
    const { shape } = volume.header;
    const { sections, step } = renderingSample(shape, contrast);
    const values = await context.kernels.use((kernels) => readSections(volume, sections, step, kernels));
    await volume.samples.reader.verify?.();
    return limitsOf({ shape, values }, mrc, context);
  });
}

async function limitsOf(
  { shape, values }: { readonly shape: Shape; readonly values: Float64Array },
  mrc: string,
  context: IngestContext,
) {
  const rendering = renderingLimits(values, shape, context.options.contrast);
  return { sections: (await headerLimits(mrc, context)) ?? valueLimits(values, spread), rendering };
}

async function headerLimits(mrc: string, { output }: IngestContext): Promise<ContrastLimits | null> {
  if ((await output.stat(mrc)) === null) return null;
  return closing(await output.open(mrc), async (reader) => {
    const { dmean, rms } = (await readMrcHeader(reader, output.location(mrc))).fields;
    await reader.verify?.();
    return [dmean - spread * rms, dmean + spread * rms];
  });
}

/**
 * Returns layers of annotations, each with its voxel spacing (Å), with unique names: a duplicate gets its voxel
 * spacing, unless that is the tomogram's `own`. If there are layers of that, the others are archived, so that the
 * viewer lists them and shows them on demand; not as the portal does.
 */
export function withOwnNames(
  layers: readonly { readonly layer: JsonObject; readonly voxelSpacing: number }[],
  own: number,
  compatible: 'none' | 'portal' = 'none',
): JsonObject[] {
  const counts = countBy(layers.map(({ layer }) => layer.name));
  const hasOwn = layers.some(({ voxelSpacing }) => voxelSpacing === own);
  const archived = hasOwn && compatible === 'none' && { archived: true };
  return layers.map(({ layer, voxelSpacing }) => {
    if (voxelSpacing === own) return layer;
    const isTwice = counts.get(layer.name) !== 1;
    const name = isTwice && { name: `${layer.name} ${voxelSpacingName(voxelSpacing)} Å` };
    return { ...layer, ...name, ...archived };
  });
}
