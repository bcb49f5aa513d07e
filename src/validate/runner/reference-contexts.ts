import { type SlotName, slots } from '../../layout/index.js';
import { assetPath, PathIndex, type TreeFile, type TreeReader, type Unit } from '../../tree/index.js';
import type { JsonContext, ReferencedContext, ReferencesContext } from '../contexts/index.js';
import { referencesOf } from '../references.js';

/** The paths that metadata files name, with a way to tell which of them lead somewhere. */
export async function referenceContexts(
  reader: TreeReader,
  unit: Unit,
  json: readonly JsonContext[],
): Promise<ReferencesContext[]> {
  const index = new PathIndex(unit.files);
  const outside = new Map<string, boolean>();
  const hasPrecomputes = unit.files.some(({ slot }) => slot === 'annotationPrecompute');
  const contexts = json.map((file) => ({
    path: file.path,
    entity: file.entity,
    dataset: file.dataset,
    run: file.run,
    references: referencesOf(file.kind, file.value, file.dataset),
    hasPrecomputes,
    exists: (path: string) => index.has(path) || outside.get(path) === true,
  }));
  for (const { references } of contexts) {
    for (const { target } of references) {
      if (index.has(target) || outside.has(target)) continue;
      const isInside = target.startsWith(`${unit.directory}/`);
      outside.set(target, !isInside && (await existsInTree(reader, target)));
    }
  }
  return contexts;
}

async function existsInTree({ storage }: TreeReader, path: string): Promise<boolean> {
  if (path === '' || path.startsWith('/') || path.split('/').includes('..')) return false;
  try {
    return (await storage.kind(path)) !== null;
  } catch {
    return false;
  }
}

/** For each slot of data, the metadata slot that names its files and the variables the two share. */
const namers: Partial<Record<SlotName, { readonly by: SlotName; readonly shared: readonly string[] }>> = {
  depositionImage: { by: 'depositionMetadata', shared: [] },
  datasetImage: { by: 'datasetMetadata', shared: [] },
  frame: { by: 'framesMetadata', shared: [] },
  mdoc: { by: 'framesMetadata', shared: [] },
  tiltSeriesMrc: { by: 'tiltSeriesMetadata', shared: ['tiltseries_id'] },
  tiltSeriesZarr: { by: 'tiltSeriesMetadata', shared: ['tiltseries_id'] },
  rawTilt: { by: 'tiltSeriesMetadata', shared: ['tiltseries_id'] },
  ctf: { by: 'tiltSeriesMetadata', shared: ['tiltseries_id'] },
  alignmentFile: { by: 'alignmentMetadata', shared: ['alignment_id'] },
  annotationFile: { by: 'annotationMetadata', shared: ['voxel_spacing', 'annotation_id'] },
  annotationCaption: { by: 'annotationMetadata', shared: ['voxel_spacing', 'annotation_id'] },
  annotationZarr: { by: 'annotationMetadata', shared: ['voxel_spacing', 'annotation_id'] },
  tomogramMrc: { by: 'tomogramMetadata', shared: ['voxel_spacing', 'tomogram_id'] },
  tomogramZarr: { by: 'tomogramMetadata', shared: ['voxel_spacing', 'tomogram_id'] },
};

/** Data files with whether their metadata, where these can be read, name them. */
export function referencedContexts(
  unit: Unit,
  json: readonly JsonContext[],
  references: readonly ReferencesContext[],
): ReferencedContext[] {
  const named = new Set(references.flatMap((context) => context.references.map(({ target }) => target)));
  const readable = new Set(json.filter(({ value }) => value !== null).map(({ path }) => path));
  const places = new Map<string, string>();
  for (const file of unit.files) {
    if (file.slot !== null && readable.has(file.path)) places.set(placeOf(file.slot, file), file.path);
  }
  const seen = new Set<string>();
  const contexts: ReferencedContext[] = [];
  for (const file of unit.files) {
    const namer = file.slot === null ? undefined : namers[file.slot];
    if (file.slot === null || namer === undefined) continue;
    const path = assetPath(file);
    const namedBy = places.get(placeOf(namer.by, file));
    if (namedBy === undefined || seen.has(path)) continue;
    seen.add(path);
    const { dataset, run } = unit;
    contexts.push({ path, entity: slots[file.slot].entity, dataset, run, isNamed: named.has(path), namedBy });
  }
  return contexts;
}

const sharedBySlot = new Map<SlotName, readonly string[]>(
  Object.values(namers).map(({ by, shared }) => [by, shared]),
);

function placeOf(slot: SlotName, { variables }: TreeFile): string {
  const values = (sharedBySlot.get(slot) ?? []).map((name) => (variables as Record<string, string>)[name]);
  return [slot, ...values].join('\n');
}
