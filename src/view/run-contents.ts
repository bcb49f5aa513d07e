import { type CryoetError, ifReadable } from '../base/errors.js';
import { type JsonObject, numberAt, objectsAt, textAt } from '../base/json-value.js';
import { describeError } from '../base/messages.js';
import type { Storage } from '../storage/storage.js';
import { type EntityType, type IdentifiedType, identifiedTypes } from '../tree/entities/entity-type.js';
import { fillTemplate } from '../tree/layout/build-path.js';
import { type PathTemplateName, pathTemplates } from '../tree/layout/path-templates.js';
import type { PublishedTree } from '../tree/open-tree.js';
import { type PublishedItem, readPublishedItems } from '../tree/published-items.js';
import { readDocument } from '../tree/tree-reader.js';
import { tomogramsOf } from './tree-index.js';

/** A section of a tilt series, for plots. */
export type TiltSection = ReturnType<typeof sectionsOf>[number];

/** An item of a run with its metadata; null if they cannot be read. */
export type RunItem = ReturnType<typeof itemOf>;

export type RunContents = NonNullable<Awaited<ReturnType<typeof readRunContents>>>;

/** Types with identifiers that the page shows in no section of their own. */
const otherTypes = identifiedTypes.filter(
  (type) => !['tiltseries', 'alignment', 'tomogram', 'annotation'].includes(type),
);

/** Reads the contents of a run; null without it. Fails with a StorageError if it cannot be read. */
export async function readRunContents(tree: PublishedTree, dataset: string, run: string) {
  const { storage, layout } = tree;
  const variables = { dataset_id: dataset, run_name: run };
  const unreadable: string[] = [];
  const note = (error: CryoetError) => unreadable.push(describeError(error));
  const document = (template: PathTemplateName) =>
    readIfThere(storage, fillTemplate(pathTemplates[template].path[layout], variables), note);
  const metadata = await document('runMetadata');
  if (metadata === 'missing') return null;
  const items = async (type: EntityType) =>
    (await readPublishedItems(tree, type, variables, note)).map(itemOf).sort(bySpacing);
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
function itemOf({ id, metadata, variables }: PublishedItem) {
  const known = metadata === 'unreadable' ? null : metadata;
  return { id, metadata: known, voxelSpacing: variables.voxel_spacing ?? null };
}

/** Reads a metadata file; null if it cannot be read, after a call of `note`. */
async function readIfThere(storage: Storage, key: string, note: (error: CryoetError) => void) {
  if ((await storage.stat(key)) === null) return 'missing';
  return ifReadable(() => readDocument(storage, key), note);
}
