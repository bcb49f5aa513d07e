import { allDone } from '../base/closing.js';
import { numberAt } from '../base/json-value.js';
import { agreedShape, type VolumeContext, type ZarrContext } from './contexts/acquisition.js';
import { locatedAt } from './contexts/files.js';
import { type LoadedRun, viewerContexts } from './load/load-run.js';
import type { RuleSet } from './rule-set.js';
import type { VoxelFacts } from './voxels/voxel-facts.js';
import type { VoxelScanner } from './voxels/voxel-scanner.js';

/** Applies the rules to all items of a run and returns its volumes; scans voxels if there is a scanner. */
export async function checkRun(
  rules: RuleSet,
  { run, json, volumes: others, mrcs }: LoadedRun,
  scanner: VoxelScanner | null,
  onVoxels: (facts: VoxelFacts) => void,
): Promise<VolumeContext[]> {
  rules.apply('run', run);
  for (const file of json) rules.apply('json', file);
  rules.apply('frames', run.frames);
  for (const mrc of mrcs) rules.apply('mrc', mrc);
  for (const item of run.tiltSeries) rules.apply('tiltseries', item);
  for (const item of run.alignments) rules.apply('alignment', item);
  if (run.identifiedObjects !== null) rules.apply('identifiedObjects', run.identifiedObjects);
  const volumes = [...run.tiltSeries.map(({ volume }) => volume), ...others];
  for (const spacing of run.voxelSpacings) {
    rules.apply('voxelSpacing', spacing);
    for (const tomogram of spacing.tomograms) {
      rules.apply('tomogram', tomogram);
      for (const image of tomogram.images) rules.apply('image', image);
      volumes.push(tomogram.volume);
    }
    for (const annotation of spacing.annotations) {
      rules.apply('annotation', annotation);
      for (const points of annotation.points) rules.apply('points', points);
      for (const mesh of annotation.meshes) rules.apply('mesh', mesh);
      for (const mask of annotation.masks) {
        rules.apply('mask', mask);
        volumes.push(mask.volume);
        const { zarr, kind } = mask.volume;
        if (zarr !== null && kind === 'instance-mask') {
          const objectCount = numberAt(annotation.metadata?.value, 'object_count');
          const at = locatedAt(mask.volume, zarr.path);
          rules.apply('labels', { ...at, layout: run.layout, zarr, objectCount });
        }
        if (scanner === null || !rules.has('annotationForms')) continue;
        const elsewhere = await scanner.scanMask(mask, annotation);
        rules.apply('annotationForms', { ...locatedAt(annotation, annotation.path), elsewhere });
      }
    }
    for (const precompute of spacing.precomputes) {
      rules.apply('precompute', precompute);
      if (scanner === null || !rules.has('precomputeContent')) continue;
      const facts = await scanner.scanPrecompute(precompute);
      rules.apply('precomputeContent', { ...precompute, facts });
    }
  }
  for (const viewer of viewerContexts(run)) rules.apply('viewer', viewer);
  const checkKeyImages = async () => {
    if (scanner === null || !rules.has('keyImages')) return;
    for (const tomogram of run.voxelSpacings.flatMap(({ tomograms }) => tomograms)) {
      if (tomogram.images.length === 0) continue;
      const likenesses = await scanner.scanKeyImages(tomogram);
      rules.apply('keyImages', { ...locatedAt(tomogram, tomogram.path), likenesses });
    }
  };
  const checkVolumes = async () => {
    for (const volume of volumes) {
      rules.apply('volume', volume);
      if (volume.mrc !== null) rules.apply('mrc', volume.mrc);
      const zarr = zarrOf(volume);
      if (zarr !== null) rules.apply('zarr', zarr);
      if (scanner === null || !rules.has('voxels')) continue;
      const facts = await scanner.scan(volume);
      onVoxels(facts);
      rules.apply('voxels', { ...volume, path: volume.zarr?.path ?? volume.mrcPath, volume, facts });
    }
  };
  // Where workers scan volumes, this thread draws key images meanwhile.
  await allDone([checkKeyImages(), checkVolumes()]);
  return volumes;
}

function zarrOf(volume: VolumeContext): ZarrContext | null {
  const { zarr, mrc, kind } = volume;
  if (zarr === null) return null;
  const fields = mrc?.value?.fields ?? null;
  return {
    ...locatedAt(volume, zarr.path),
    kind,
    zarr,
    statistics: fields !== null && fields.dmax > fields.dmin ? fields : null,
    mrcShape: mrc?.value == null ? null : agreedShape(volume),
  };
}
