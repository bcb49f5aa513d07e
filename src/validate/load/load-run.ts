import { documentAt, entities, entityTypes, type MrcKind, templatesOf } from '../../entities/index.js';
import type { Layout, SlotName } from '../../layout/index.js';
import type { TreeReader, Unit } from '../../tree/index.js';
import type { JsonContext, MrcContext, RunContext } from '../contexts/index.js';
import type { Need } from '../rule.js';
import { loadAlignments, loadFrames, loadTiltSeries } from './load-acquisition.js';
import { loadIdentifiedObjects, loadVoxelSpacings } from './load-reconstructions.js';
import { loadMrcFile } from './mrc-file.js';
import { UnitLoader } from './unit-loader.js';

/** Everything that rules look at in one run. */
export interface LoadedRun {
  readonly run: RunContext;
  readonly json: readonly JsonContext[];
  /** MRC files that belong to no tomogram, tilt series or mask. */
  readonly mrcs: readonly MrcContext[];
}

/** Reads of one run what the needs ask for. */
export async function loadRun(
  reader: TreeReader,
  unit: Unit,
  layout: Layout,
  needs: ReadonlySet<Need>,
  emptyDirectories: readonly string[],
): Promise<LoadedRun> {
  const loader = new UnitLoader(reader, unit, layout, needs);
  const [frames, deposited] = await loadFrames(loader);
  const tiltSeries = await loadTiltSeries(loader, frames);
  const voxelSpacings = await loadVoxelSpacings(loader);
  const tomograms = voxelSpacings.flatMap((spacing) => spacing.tomograms.map(({ volume }) => volume));
  const run: RunContext = {
    ...loader.place('run'),
    path: unit.directory,
    layout,
    unit,
    emptyDirectories,
    metadata: await loader.json('runMetadata'),
    frames,
    tiltSeries,
    alignments: await loadAlignments(loader, frames, tiltSeries, tomograms),
    identifiedObjects: await loadIdentifiedObjects(loader),
    voxelSpacings,
  };
  // A second metadata file of an annotation, or one of a tomogram that is gone, belongs to no item.
  for (const type of entityTypes) {
    for (const template of templatesOf(type)) {
      if (documentAt(template) === null) continue;
      for (const file of loader.assets.of(template)) await loader.jsonFile(file);
    }
  }
  const volumes = [...tiltSeries.map(({ volume }) => volume), ...tomograms].map(({ mrc }) => mrc);
  const others = await loadOtherMrcs(loader, [...deposited, ...volumes]);
  return { run, json: loader.loadedJson, mrcs: [...deposited, ...others] };
}

/** MRC files that none of the loaded volumes and frames has: those of entities that have no context of their own. */
async function loadOtherMrcs(
  loader: UnitLoader,
  loaded: readonly (MrcContext | null)[],
): Promise<MrcContext[]> {
  if (!loader.needs('header')) return [];
  const known = new Set(loaded.map((mrc) => mrc?.path));
  const mrcs: MrcContext[] = [];
  for (const type of entityTypes) {
    for (const [template, kind] of Object.entries(entities[type].mrc ?? {}) as [SlotName, MrcKind][]) {
      for (const file of loader.assets.of(template)) {
        if (known.has(file.path) || !/\.mrc(\.|$)/.test(file.path)) continue;
        mrcs.push(await loadMrcFile(loader.reader, file, kind, loader.place(type)));
      }
    }
  }
  return mrcs;
}
