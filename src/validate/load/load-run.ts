import { inTurn } from '../../base/collections.js';
import { pointProperties } from '../../neuroglancer/annotation-info.js';
import { viewerLayers } from '../../neuroglancer/read-layers.js';
import { documentAt } from '../../tree/entities/documents.js';
import { entities, templateType } from '../../tree/entities/entity-type.js';
import type { MrcContext, VolumeContext } from '../contexts/acquisition.js';
import { type ItemContext, type JsonContext, locatedAt, type UnitContext } from '../contexts/files.js';
import type { ViewerContext } from '../contexts/reconstructions.js';
import type { RunContext } from '../rule.js';
import { loadAlignments, loadFrames, loadTiltSeries } from './load-acquisition.js';
import { loadIdentifiedObjects, loadVoxelSpacings } from './load-reconstructions.js';
import { loadMrcFile, loadVolume } from './load-volume.js';
import { alignmentPath, type UnitLoader } from './unit-loader.js';

export type LoadedRun = Awaited<ReturnType<typeof loadRun>>;

/** Reads what the rules need of one run. */
export async function loadRun(loader: UnitLoader, context: UnitContext) {
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
    items: await loader.allItems(),
  };
  const own = [...tiltSeries.map(({ volume }) => volume), ...tomograms];
  const volumes = await loadOtherVolumes(loader, run.items, own);
  const ofVolumes = [...own, ...volumes].map(({ mrc }) => mrc);
  return {
    run,
    /** Volumes that are no tomogram, tilt series or mask. */
    volumes,
    /** MRC files that belong to no volume. */
    mrcs: [...deposited, ...(await loadOtherMrcs(loader, [...deposited, ...ofVolumes]))],
    json: await loadOtherDocuments(loader),
  };
}

/** Loads the other JSON files too: a second metadata file of an annotation, or one of a missing tomogram. */
async function loadOtherDocuments(loader: UnitLoader): Promise<readonly JsonContext[]> {
  for (const asset of loader.assets.all) {
    if (asset.template !== null && documentAt(asset.template) !== null) await loader.jsonFile(asset);
  }
  return loader.loadedJson;
}

/** Loads the volumes of entities without a context of their own, by the entity's row. */
async function loadOtherVolumes(
  loader: UnitLoader,
  items: readonly ItemContext[],
  loaded: readonly VolumeContext[],
): Promise<VolumeContext[]> {
  const known = new Set(loaded.map(({ path }) => path));
  const volumes = await inTurn(items, async (item) => {
    const { volume } = entities[item.type];
    if (volume === undefined || known.has(item.path)) return [];
    const { voxel_spacing: spacing } = item.variables;
    return [
      await loadVolume(loader, item, volume, item.variables, spacing === undefined ? null : Number(spacing)),
    ];
  });
  return volumes.flat();
}

/** Loads MRC files that are not part of a volume or frames: those of entities without a context of their own. */
async function loadOtherMrcs(loader: UnitLoader, loaded: readonly (MrcContext | null)[]) {
  if (!loader.needs('header')) return [];
  const known = new Set(loaded.map((mrc) => mrc?.path));
  const mrcs: MrcContext[] = [];
  for (const asset of loader.assets.all) {
    if (asset.template === null || known.has(asset.path) || !/\.mrc(\.|$)/.test(asset.path)) continue;
    const type = templateType(asset.template);
    const { mrc, volume } = entities[type];
    const kind = mrc?.[asset.template] ?? (volume?.mrc === asset.template ? volume.kind : undefined);
    if (kind !== undefined) mrcs.push(await loadMrcFile(loader.reader, asset, kind, loader.location(type)));
  }
  return mrcs;
}

/** Returns the readable viewer configurations of the tomograms of a run, with the annotations that they should show. */
export function viewerContexts({ voxelSpacings }: RunContext): ViewerContext[] {
  const annotations = voxelSpacings.flatMap(({ spacing, annotations: own, precomputes }) =>
    own.map((annotation) => {
      const mine = precomputes.filter((each) => each.annotation === annotation);
      const properties = mine.flatMap(({ shape, info }) => {
        if (info?.value?.kind !== 'annotations') return [];
        const { annotationType, properties: had, labels } = info.value;
        const usual = pointProperties(annotationType === 'line', labels.length);
        return [[shape, [...new Set([...had, ...usual].map(({ id }) => id))]] as const];
      });
      const precomputed = mine.map(({ shape }) => shape);
      return { annotation, spacing, precomputed, properties: new Map(properties) };
    }),
  );
  return voxelSpacings.flatMap(({ tomograms }) =>
    tomograms.flatMap((tomogram): ViewerContext[] => {
      const { vizConfig } = tomogram;
      if (vizConfig?.value == null) return [];
      const { path, value, dataset } = vizConfig;
      return [
        {
          ...locatedAt(vizConfig, path),
          state: value,
          layers: viewerLayers(value, dataset),
          tomogram,
          hasPrecomputes: voxelSpacings.some(({ precomputes }) => precomputes.length > 0),
          annotations: annotations.filter(
            ({ annotation }) =>
              annotation.metadata?.value != null &&
              alignmentPath(annotation.metadata) === alignmentPath(tomogram.metadata),
          ),
        },
      ];
    }),
  );
}
