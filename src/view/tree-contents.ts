// What the pages show of a tree: its datasets with their runs, and the contents of a run.

import { compareNaturally, inTurn } from '../base/collections.js';
import { type CryoetError, ifReadable } from '../base/errors.js';
import { type JsonObject, numberAt, objectsAt, textAt } from '../base/json-value.js';
import { describeError } from '../base/messages.js';
import { madeAhead } from '../formats/byte-source.js';
import { parentKey } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';
import { type EntityType, type IdentifiedType, identifiedTypes } from '../tree/entities/entity-type.js';
import { fillTemplate, type PathVariables } from '../tree/layout/build-path.js';
import { type Layout, layouts, type PathTemplateName, pathTemplates } from '../tree/layout/path-templates.js';
import { detectLayout, type PublishedTree } from '../tree/open-tree.js';
import { findDirectories, findFiles, readPublishedItems } from '../tree/published-items.js';
import { readDocument } from '../tree/tree-reader.js';
import { listDatasets, listRuns } from '../tree/units.js';

export type IndexedDataset = Awaited<ReturnType<typeof readTreeIndex>>[number];

export type IndexedRun = NonNullable<Awaited<ReturnType<typeof readRun>>>;

/** A tomogram with a viewer configuration. */
export type IndexedTomogram = Awaited<ReturnType<typeof tomogramsOf>>[number];

/** Returns the layout of a tree; the first one if a directory cannot be read, which is reported where it is shown. */
export async function layoutOf(storage: Storage): Promise<Layout> {
  return (await ifReadable(() => detectLayout(storage, ['']))) ?? layouts[0];
}

/** Runs that are read while another is: a bucket takes many requests for each. */
const runsAhead = 8;

/** Reads the datasets of a tree with the runs that pass. Fails with a StorageError. */
export async function readTreeIndex(tree: PublishedTree, passes: (run: string) => boolean) {
  const { storage } = tree;
  const datasets = await inTurn(await listDatasets(storage), async (id) => {
    const path = pathOf(tree, 'datasetMetadata', { dataset_id: id });
    if ((await storage.stat(path)) === null) return [];
    /** In natural order of their names: `TS_2` before `TS_10`. */
    const runs: IndexedRun[] = [];
    const names = (await listRuns(storage, id)).sort(compareNaturally);
    const read = async (name: string) => (passes(name) ? readRun(tree, id, name) : null);
    for await (const run of madeAhead(names, runsAhead, read)) if (run !== null) runs.push(run);
    // The page shows the dataset without metadata that cannot be read; validation reports the fault.
    const metadata = await ifReadable(() => readDocument(storage, path));
    return [{ id, title: textAt(metadata, 'dataset_title'), metadata, runs }];
  });
  return datasets.flat();
}

/** Reads a run; null if it has no metadata file. */
async function readRun(tree: PublishedTree, dataset: string, name: string) {
  const variables = { dataset_id: dataset, run_name: name };
  if ((await tree.storage.stat(pathOf(tree, 'runMetadata', variables))) === null) return null;
  const items = await itemsOf(tree, 'tomogram', variables);
  const [viewed, facets] = await Promise.all([
    tomogramsOf(tree, variables),
    readFacets(tree, variables, items),
  ]);
  const tomograms = viewed.map((tomogram) => {
    const { id, voxelSpacing } = tomogram;
    const item = items.find((each) => each.id === Number(id) && each.voxelSpacing === voxelSpacing);
    /** Such as `denoised`; empty if it is not stated. */
    const processing = textAt(item?.metadata, 'processing') ?? '';
    return { ...tomogram, processing };
  });
  return {
    name,
    tomograms,
    /** For a run without tomograms to view. */
    tiltSeries: tomograms.length > 0 ? [] : await itemsOf(tree, 'tiltseries', variables),
    facets,
  };
}

/** Returns the tomograms of a run that have a viewer configuration. */
export async function tomogramsOf(tree: PublishedTree, run: PathVariables) {
  const spacings = await findDirectories(tree, 'voxel_spacing', run);
  const states = await inTurn(spacings, ({ variables }) =>
    findFiles(
      tree,
      fillTemplate(parentKey(pathTemplates.vizConfig.path[tree.layout]), variables),
      'vizConfig',
    ),
  );
  const tomograms = await inTurn(states.flat(), async ({ path, variables }) => {
    const image = pathOf(tree, 'keyImage', { ...variables, image: 'snapshot' });
    return {
      id: variables.tomogram_id ?? '',
      /** Voxel spacing of its directory, in Å with three decimals. */
      voxelSpacing: variables.voxel_spacing ?? '',
      /** Path of the viewer configuration below the root of the tree. */
      state: path,
      /** Path of the key image below the root of the tree; null if there is none. */
      image: (await tree.storage.stat(image)) === null ? null : image,
    };
  });
  return tomograms.sort((a, b) => Number(a.voxelSpacing) - Number(b.voxelSpacing));
}

function pathOf({ layout }: PublishedTree, template: PathTemplateName, variables: PathVariables): string {
  return fillTemplate(pathTemplates[template].path[layout], variables);
}

/**
 * Returns the values of each property by which pages filter runs, as they show them. Fails with a StorageError if a
 * directory cannot be read.
 */
async function readFacets(tree: PublishedTree, run: PathVariables, tomograms: readonly RunItem[]) {
  const annotations = await findDirectories(tree, 'annotation', run);
  const files = await Promise.all(annotations.map(({ path }) => findFiles(tree, path, 'annotationMetadata')));
  return {
    spacing: distinct(tomograms.map(({ voxelSpacing }) => `${voxelSpacing ?? ''} Å`)),
    processing: distinct(tomograms.map(({ metadata }) => textAt(metadata, 'processing'))),
    // Keys of annotations end with their version.
    object: distinct(
      files.flat().map(({ variables }) => variables.annotation_key?.replace(/-\d+(?:\.\d+)*$/, '') ?? null),
    ),
  };
}

/** Returns different values in natural order. */
export function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))].sort(compareNaturally);
}

/** A section of a tilt series, for plots. */
export type TiltSection = ReturnType<typeof sectionsOf>[number];

/** An item of a run with its metadata; null if they cannot be read. */
export type RunItem = Awaited<ReturnType<typeof itemsOf>>[number];

export type RunContents = NonNullable<Awaited<ReturnType<typeof readRunContents>>>;

/** Types with identifiers that the page shows in no section of their own. */
const otherTypes = identifiedTypes.filter(
  (type) => !['tiltseries', 'alignment', 'tomogram', 'annotation'].includes(type),
);

/** Reads the contents of a run; null without it. Fails with a StorageError if it cannot be read. */
export async function readRunContents(tree: PublishedTree, dataset: string, run: string) {
  const { storage } = tree;
  const variables = { dataset_id: dataset, run_name: run };
  const unreadable: string[] = [];
  const note = (error: CryoetError) => unreadable.push(describeError(error));
  const document = (template: PathTemplateName) =>
    readIfThere(storage, pathOf(tree, template, variables), note);
  const metadata = await document('runMetadata');
  if (metadata === 'missing') return null;
  const items = async (type: EntityType) => (await itemsOf(tree, type, variables, note)).sort(bySpacing);
  const frames = await document('framesMetadata');
  const doses = dosesOf(frames === 'missing' ? null : frames);
  const tilted = await items('tiltseries');
  const typed = async (type: IdentifiedType) => (await items(type)).map((item) => ({ ...item, type }));
  return {
    metadata,
    tiltSeries: tilted.map((item) => ({ ...item, sections: sectionsOf(item.metadata, doses) })),
    alignments: await items('alignment'),
    tomograms: await items('tomogram'),
    annotations: await items('annotation'),
    /** Items of all other types with identifiers. */
    others: (await Promise.all(otherTypes.map(typed))).flat(),
    viewed: await Promise.all(
      (await tomogramsOf(tree, variables)).map(async (tomogram) => ({
        ...tomogram,
        layers: layersOf(await readIfThere(storage, tomogram.state, note)),
      })),
    ),
    /** Errors of metadata that cannot be read. */
    unreadable,
  };
}

/** Returns the sections of tilt series metadata; `doses` are those of the frames, by acquisition order. */
export function sectionsOf(metadata: JsonObject | null, doses: ReadonlyMap<number, number> = new Map()) {
  return objectsAt(metadata, 'per_section_parameter').map((section) => {
    const order = numberAt(section, 'frame_acquisition_order');
    const axes = [numberAt(section, 'major_defocus'), numberAt(section, 'minor_defocus')];
    const known = axes.filter((axis) => axis !== null);
    return {
      /** Degrees. */
      angle: numberAt(section, 'raw_angle'),
      /** Dose up to and including this section, in e/Å². */
      dose: order === null ? null : (doses.get(order) ?? null),
      /** Mean of major and minor defocus, in Å. */
      defocus: known.length === 0 ? null : known.reduce((sum, axis) => sum + axis, 0) / known.length,
    };
  });
}

/** Returns the accumulated doses of frames metadata (e/Å²), by acquisition order. */
function dosesOf(frames: JsonObject | null): Map<number, number> {
  const doses = new Map<number, number>();
  for (const frame of objectsAt(frames, 'frames')) {
    const order = numberAt(frame, 'acquisition_order');
    const [before, own] = [numberAt(frame, 'accumulated_dose'), numberAt(frame, 'exposure_dose')];
    if (order !== null && (before !== null || own !== null)) doses.set(order, (before ?? 0) + (own ?? 0));
  }
  return doses;
}

function layersOf(state: JsonObject | 'missing' | null) {
  if (state === null || state === 'missing') return [];
  return objectsAt(state, 'layers').map((layer, index) => {
    const name = textAt(layer, 'name') ?? `layer ${index}`;
    const color = textAt(layer, 'annotationColor') ?? textAt(layer, 'segmentDefaultColor') ?? '';
    const isVisible = layer.visible !== false && layer.archived !== true;
    // Without `#rrggbb`, its objects have colours of their own.
    return { name, isVisible, color: /^#[\da-f]{6}$/i.exec(color)?.[0] ?? null };
  });
}

/** The order in which ingest gives annotations their colours: the smallest voxel spacing first, as numbers. */
const bySpacing = (a: RunItem, b: RunItem) => Number(a.voxelSpacing) - Number(b.voxelSpacing) || a.id - b.id;

/** Metadata that cannot be read are null; so is the voxel spacing (Å, three decimals) of items outside of one. */
async function itemsOf(
  tree: PublishedTree,
  type: EntityType,
  run: PathVariables,
  note?: (error: CryoetError) => void,
) {
  const items = await readPublishedItems(tree, type, run, note);
  return items.map(({ id, metadata, variables }) => {
    const known = metadata === 'unreadable' ? null : metadata;
    return { id, metadata: known, voxelSpacing: variables.voxel_spacing ?? null };
  });
}

/** Reads a metadata file; null if it cannot be read, after a call of `note`. */
async function readIfThere(storage: Storage, key: string, note: (error: CryoetError) => void) {
  if ((await storage.stat(key)) === null) return 'missing';
  return ifReadable(() => readDocument(storage, key), note);
}
