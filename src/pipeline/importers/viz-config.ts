import { NotReachedError } from '../../base/errors.js';
import { publishedAlignmentPath } from '../../deposition/alignment-files.js';
import { publishedItems } from '../../deposition/identifiers.js';
import { ancestor, createItem, describeItem, type Item, itemPath } from '../../deposition/item.js';
import type { PublishedItem } from '../../tree/published-items.js';
import { v3Key } from '../../volume/zarr/v3-metadata.js';
import { attributesKey } from '../../volume/zarr/write-metadata.js';
import { type IngestContext, isImported } from '../context.js';
import { layerPaths } from '../convert/annotation-layers.js';
import { isWritten, publishedAnnotations, tomogramPaths } from '../convert/published-files.js';
import { tomogramState } from '../convert/tomogram-state.js';
import type { PlannedOutput } from '../import-result.js';
import type { Importer } from '../importer.js';
import { fingerprints } from '../publish/finished-data.js';
import { publishDocument, stampMetadata } from '../publish/publish-document.js';

const nothingToView =
  'this configuration has no tomogram at this voxel spacing; for published ones, ingest viz-config of the one that has them';

/** The viewer configurations of the tomograms of a voxel spacing, configured or published. */
export const vizConfig: Importer = {
  outputs: async (item, context) =>
    (await shownTomograms(item, context)).map(
      (tomogram): PlannedOutput => ({
        template: 'vizConfig',
        path: statePath(tomogram, context),
        from: null,
        bytes: null,
      }),
    ),
  settings: async (_, { options: { contrast, httpsPrefix, compatible } }) => [
    contrast,
    httpsPrefix,
    compatible,
  ],
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
    let withoutZarr = 0;
    const tomograms = await viewedTomograms(item, context);
    for (const tomogram of tomograms) {
      const paths = tomogramPaths(tomogram, context);
      if (!(await isShown(tomogram, context)) && (await isWritten(paths, context))) {
        withoutZarr += 1;
        notes.push(`no state for tomogram ${tomogram.id}: it has no OME-Zarr, which viewers read`);
        continue;
      }
      if (!(await isWritten(paths, context))) {
        missing.push(tomogram);
        notes.push(`no state for tomogram ${tomogram.id}: it is not in the output`);
        continue;
      }
      const state = stampMetadata(await tomogramState(tomogram, context), tomogram, context);
      bytesWritten += (await publishDocument(statePath(tomogram, context), state, context)) ?? 0;
    }
    if (missing.length + withoutZarr < tomograms.length)
      return { bytesWritten, notes, unchanged: bytesWritten === 0 };
    const failed = missing.find((tomogram) => isImported(tomogram, context));
    if (failed !== undefined) throw new NotReachedError(`${describeItem(failed)} failed`);
    if (missing.length + withoutZarr > 0) return { bytesWritten, skipped: true, notes };
    return { bytesWritten, skipped: true, notes: [...notes, nothingToView] };
  },
};

/** Returns the tomograms that viewers can show: with an OME-Zarr, which a dry run has not written yet. */
async function shownTomograms(item: Item, context: IngestContext): Promise<readonly Item[]> {
  const shown: Item[] = [];
  for (const tomogram of await viewedTomograms(item, context))
    if (await isShown(tomogram, context)) shown.push(tomogram);
  return shown;
}

/** True unless a tomogram lacks an OME-Zarr that this ingest does not write. */
async function isShown(tomogram: Item, context: IngestContext): Promise<boolean> {
  const isMade = context.options.writeZarr && isImported(tomogram, context) && tomogram.origin !== 'output';
  return isMade || (await context.output.kind(tomogramPaths(tomogram, context).zarr)) !== null;
}

function statePath(tomogram: Item, context: IngestContext): string {
  return itemPath(tomogram, 'vizConfig', context.options.layout);
}

/**
 * Returns the tomograms whose viewer configurations are written: the configured ones of the voxel spacing, and, if the
 * configuration has annotations of the run, also published ones, even of other depositions. Their viewer configurations
 * show the annotations of all voxel spacings, so the first configured voxel spacing also renews those of voxel spacings
 * that are not configured.
 */
async function viewedTomograms(vizConfig: Item, context: IngestContext): Promise<readonly Item[]> {
  const spacing = ancestor(vizConfig, 'voxel_spacing');
  const run = ancestor(vizConfig, 'run');
  if (spacing === null || run === null) return [];
  const configured = (await context.find('tomogram', spacing)).filter(isConfigured);
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

function isConfigured({ origin, reference }: Item): boolean {
  return reference === null && origin !== 'output';
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
  const alignment = await publishedAlignmentPath(tomogram, context);
  const annotations = (await publishedAnnotations(tomogram, context)).filter(
    ({ alignmentPath }) => alignmentPath === alignment,
  );
  const layers = annotations.flatMap((annotation) => layerPaths(annotation, context));
  const kinds: unknown[] = [];
  for (const path of layers) kinds.push(await context.output.kind(path));
  return {
    annotations,
    layers: kinds,
    labels: await fingerprints(
      context.output,
      annotations.flatMap(({ files }) =>
        files.flatMap(({ path }) => [`${path}/${attributesKey}`, `${path}/${v3Key}`]),
      ),
    ),
  };
}
