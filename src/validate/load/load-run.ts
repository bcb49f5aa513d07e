import type { JsonContext, MrcContext, RunContext, UnitContext } from '../contexts/index.js';
import { loadAlignments, loadFrames, loadTiltSeries } from './load-acquisition.js';
import { loadIdentifiedObjects, loadVoxelSpacings } from './load-reconstructions.js';
import type { UnitLoader } from './unit-loader.js';

/** Everything that rules look at in one run. */
export interface LoadedRun {
  readonly run: RunContext;
  readonly json: readonly JsonContext[];
  /** MRC files among frames and gains. */
  readonly deposited: readonly MrcContext[];
}

/** Reads of one run what the needs ask for. */
export async function loadRun(loader: UnitLoader, context: UnitContext): Promise<LoadedRun> {
  const [frames, deposited] = await loadFrames(loader);
  const tiltSeries = await loadTiltSeries(loader, frames);
  const voxelSpacings = await loadVoxelSpacings(loader);
  const tomograms = voxelSpacings.flatMap((spacing) => spacing.tomograms.map(({ volume }) => volume));
  const run: RunContext = {
    ...context,
    metadata: await loader.json('runMetadata'),
    frames,
    tiltSeries,
    alignments: await loadAlignments(loader, frames, tiltSeries, tomograms),
    identifiedObjects: await loadIdentifiedObjects(loader),
    voxelSpacings,
  };
  // A second metadata file of an annotation, or one of a tomogram that is gone, belongs to no item.
  for (const slot of ['annotationMetadata', 'vizConfig'] as const) {
    for (const file of loader.assets.of(slot)) await loader.jsonFile(file);
  }
  return { run, json: loader.loadedJson, deposited };
}
