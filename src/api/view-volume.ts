import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type OptionValues, resolveOptions, storageOf, storageOptions } from '../options/index.js';
import { openStorage, type StorageOptions } from '../storage/index.js';
import { readVolumeState, startViewServer, type ViewServer } from '../view/index.js';
import { loadKernels } from '../volume/kernels/index.js';
import { readVolumeHeader } from '../volume/source/index.js';
import { stagedPrefix, temporaryFiles } from '../volume/staging/index.js';
import type { VoxelSize } from '../volume/volume.js';
import { convert } from './convert.js';
import { openLocation } from './open-location.js';
import { requireViewer, viewer } from './viewer-files.js';

/** How one volume is shown. */
export interface ViewVolumeOptions {
  readonly options?: Partial<OptionValues<typeof storageOptions>>;
  /** Any free port by default. */
  readonly port?: number;
  /** Told how much of a file is converted. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Whether a location is one volume and no tree: a file, or a directory whose name ends in `.zarr`. */
export async function isVolume(
  location: string,
  options: Partial<OptionValues<typeof storageOptions>> = {},
): Promise<boolean> {
  if (/\.zarr\/*$/i.test(location)) return true;
  // The root of a bucket lies in nothing, and a file without an extension is not a volume that people have.
  if (!/[^/.]\.[^/]+$/.test(location.replace(/^\w+:\/\/[^/]*/, ''))) return false;
  const { storage, key } = await openLocation(
    location,
    storageOf(await resolveOptions(storageOptions, options)),
  );
  try {
    return (await storage.kind(key)) === 'file';
  } finally {
    await storage.close();
  }
}

/**
 * Serves one volume with Neuroglancer on this machine only, until it is closed: an OME-Zarr as it is, a file of any other format
 * as an OME-Zarr that lies below the system's temporary directory for that long. Fails as `convert` and `view` do.
 */
export async function viewVolume(
  location: string,
  { options = {}, port = 0, onProgress, signal }: ViewVolumeOptions = {},
): Promise<ViewServer> {
  requireViewer();
  const places = storageOf(await resolveOptions(storageOptions, options));
  const isZarr = /\.zarr\/*$/i.test(location);
  const staged = isZarr ? null : await mkdtemp(join(tmpdir(), stagedPrefix()));
  const close = async () => {
    if (staged !== null) await rm(staged, { recursive: true, force: true });
  };
  try {
    const voxelSize = staged === null ? null : await statedVoxelSize(location, places);
    const zarr = staged === null ? location.replace(/\/+$/, '') : join(staged, 'volume.zarr');
    if (staged !== null) {
      await convert(location, zarr, {
        ...options,
        // A volume that states no size can be looked at all the same.
        ...(voxelSize === null ? { voxelSize: 1 } : {}),
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(signal === undefined ? {} : { signal }),
      });
    }
    const { storage: parent, key } = await openLocation(zarr, places);
    const volumeState = await readVolumeState(parent, key, basename(location), await loadKernels(), {
      staging: temporaryFiles(),
    }).finally(() => parent.close());
    const storage = await openStorage(zarr, { ...places, check: 'source' });
    const server = await startViewServer({
      storage,
      port,
      viewer,
      allowedOrigin: null,
      passes: () => true,
      check: null,
      volumeState,
    }).catch(async (error: unknown) => {
      await storage.close();
      throw error;
    });
    return {
      url: server.url,
      async close() {
        await server.close();
        await storage.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The voxel size that a header states; null where it states none. Fails as reading the header does. */
async function statedVoxelSize(location: string, places: StorageOptions): Promise<VoxelSize | null> {
  const { storage, key } = await openLocation(location, places);
  try {
    const { voxelSize } = await readVolumeHeader(storage, key);
    return voxelSize !== null && Math.min(voxelSize.x, voxelSize.y, voxelSize.z) > 0 ? voxelSize : null;
  } finally {
    await storage.close();
  }
}
