import { ifReadable } from '../../errors/index.js';
import type { ItemRecord } from '../../pipeline/index.js';
import { compareCodePoints, type Storage } from '../../storage/index.js';
import { estimateForms, type FormEstimate } from '../../volume/engine/index.js';
import { loadKernels } from '../../volume/kernels/index.js';
import { openVolume } from '../../volume/source/index.js';
import { temporaryFiles } from '../../volume/staging/index.js';

/** Volumes of a kind that are looked into. */
const mostSampled = 1;

/**
 * What the OME-Zarrs of all tomograms and tilt series of a plan would take in each form, estimated from samples of the first
 * ones; none where there are none that can be read.
 */
export async function estimateCompression(
  records: readonly ItemRecord[],
  input: Storage,
  stagingDir: string | undefined,
): Promise<FormEstimate[]> {
  const sum = new Map<string, FormEstimate>();
  for (const type of ['tomogram', 'tiltseries'] as const) {
    // Items are planned side by side: the same ones are sampled each time, whichever were done first.
    const volumes = records
      .filter((record) => record.type === type && zarrBytes(record) > 0)
      .sort((a, b) => compareCodePoints(a.sources[0]?.path ?? '', b.sources[0]?.path ?? ''));
    const voxelBytes = volumes.reduce((total, record) => total + zarrBytes(record), 0);
    const sampled = [];
    for (const { sources } of volumes.slice(0, mostSampled)) {
      const [source] = sources;
      const key = source === undefined ? null : keyOf(source.path, input);
      if (key !== null) sampled.push(...(await sample(input, key, type, stagingDir)));
    }
    for (const [key, { stored, voxels, form }] of sharesOf(sampled)) {
      const before = sum.get(key);
      sum.set(key, {
        ...form,
        bytes: (before?.bytes ?? 0) + Math.round((voxelBytes * stored) / voxels),
        voxelBytes: (before?.voxelBytes ?? 0) + voxelBytes,
      });
    }
  }
  return [...sum.values()];
}

/** Bytes of an item's OME-Zarr before compression; 0 where none is written. */
function zarrBytes({ status, outputs }: ItemRecord): number {
  if (status !== 'planned') return 0;
  return outputs.find(({ path }) => path.endsWith('.zarr'))?.bytes ?? 0;
}

/** The key of a location of a storage; null for one elsewhere. */
function keyOf(location: string, input: Storage): string | null {
  const [letter, start] = ['x', input.location('x')];
  const root = start.slice(0, -letter.length);
  return location.startsWith(root) ? location.slice(root.length) : null;
}

/** What is stored of how many bytes of voxels, by form. */
function sharesOf(sampled: readonly FormEstimate[]) {
  const shares = new Map<string, { stored: number; voxels: number; form: FormEstimate }>();
  for (const form of sampled) {
    const key = `${form.version} ${form.compression}`;
    const share = shares.get(key) ?? { stored: 0, voxels: 0, form };
    shares.set(key, {
      ...share,
      stored: share.stored + form.bytes,
      voxels: share.voxels + form.voxelBytes,
    });
  }
  return shares;
}

/** None for a volume that cannot be read: the plan says so itself. */
async function sample(
  input: Storage,
  key: string,
  type: 'tomogram' | 'tiltseries',
  stagingDir: string | undefined,
): Promise<FormEstimate[]> {
  const forms = await ifReadable(async () => {
    const volume = await openVolume(input, key, { staging: temporaryFiles(stagingDir) });
    try {
      return await estimateForms(volume, type, await loadKernels());
    } finally {
      await volume.close();
    }
  });
  return forms ?? [];
}
