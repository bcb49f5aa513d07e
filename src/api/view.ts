import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { closing, openOn } from '../base/closing.js';
import { defined } from '../base/collections.js';
import { StorageError } from '../base/errors.js';
import { packageFile } from '../base/package-file.js';
import { openStorage, type StorageOptions } from '../storage/open-storage.js';
import { matchRuns } from '../tree/selection.js';
import type { CheckState } from '../view/check-state.js';
import { startViewServer, type ViewServer } from '../view/view-server.js';
import { readVolumeState } from '../view/volume-state.js';
import { loadKernels } from '../volume/kernels/load-kernels.js';
import { readVolumeHeader } from '../volume/source/volume-formats.js';
import { stagedPrefix, temporaryFiles } from '../volume/temporary-files.js';
import type { VoxelSize } from '../volume/volume.js';
import { convert } from './convert.js';
import { type AccessOptions, accessOf, openLocation } from './locations.js';
import { type OpenTree, openTree } from './open-tree.js';

/** Options for viewing a tree. */
export interface ViewOptions {
  /** Options for reading a bucket. */
  readonly options?: AccessOptions;
  /** Globs of runs to show; all by default. */
  readonly runs?: readonly string[];
  /** Port of the server; any free port by default. */
  readonly port?: number;
  /** Another site whose pages may read the tree, such as `https://example.org`, or `*` for any; none by default. */
  readonly allowedOrigin?: string | null;
  /** Returns the state of a validation; called for every page. */
  readonly check?: () => CheckState;
}

/**
 * Serves a tree with Neuroglancer, on this machine only, until the server is closed. Fails with a StorageError if
 * the location is not a directory, the viewer is not built or the port is taken.
 */
export async function view(
  tree: string | OpenTree,
  { options = {}, runs = [], port = 0, allowedOrigin = null, check }: ViewOptions = {},
): Promise<ViewServer> {
  requireViewer();
  const opened = typeof tree === 'string' ? await openTree(tree, { options, isRoot: true }) : null;
  const { storage } = opened ?? (tree as OpenTree);
  const passes = matchRuns(runs);
  return openOn({ close: async () => opened?.close() }, () =>
    startViewServer({
      storage,
      port,
      viewer,
      ...(existsSync(web) ? { web } : {}),
      allowedOrigin,
      passes,
      check: check ?? null,
    }),
  );
}

/** The viewer's bundle. */
const viewer = packageFile('viewer/dist/');

/** The page that checks and compares folders, which a checkout has only after `npm run web`. */
const web = packageFile('web/dist/');

/** Fails with a StorageError if the viewer is not built. */
function requireViewer(): void {
  if (!existsSync(viewer)) {
    throw new StorageError('missing', 'the viewer is not built', {
      path: viewer.pathname,
      expected: 'the bundle that the build makes',
      found: 'nothing',
      hint: 'run npm run build',
    });
  }
}

/** Options for viewing a volume. */
export interface ViewVolumeOptions {
  readonly options?: AccessOptions;
  /** Port of the server; any free port by default. */
  readonly port?: number;
  /** Called with the number of converted voxels and of all voxels. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * True if a location is a volume: a file, or a directory with the extension `.zarr`.
 *
 * @example
 * ```js
 * import { isVolume } from 'cryoet-ingest';
 *
 * console.log(await isVolume('published')); // false
 * ```
 */
export async function isVolume(location: string, options: AccessOptions = {}): Promise<boolean> {
  if (/\.zarr\/*$/i.test(location)) return true;
  // The root of a bucket has no parent, and a file without an extension is not a volume.
  if (!/[^/.]\.[^/]+$/.test(location.replace(/^\w+:\/\/[^/]*/, ''))) return false;
  const { storage, key } = await openLocation(location, await accessOf(options));
  return closing(storage, async () => (await storage.kind(key)) === 'file');
}

/**
 * Serves a volume with Neuroglancer, on this machine only, until the server is closed: an OME-Zarr directly, any
 * other format as a temporary OME-Zarr below the system's directory for temporary files. Fails as `convert` and
 * `view` do.
 */
export async function viewVolume(
  location: string,
  { options = {}, port = 0, onProgress, signal }: ViewVolumeOptions = {},
): Promise<ViewServer> {
  requireViewer();
  const access = await accessOf(options);
  const isZarr = /\.zarr\/*$/i.test(location);
  const staged = isZarr ? null : await mkdtemp(join(tmpdir(), stagedPrefix()));
  const copy = {
    async close() {
      if (staged !== null) await rm(staged, { recursive: true, force: true });
    },
  };
  return openOn(copy, async () => {
    const voxelSize = staged === null ? null : await statedVoxelSize(location, access);
    const zarr = staged === null ? location.replace(/\/+$/, '') : join(staged, 'volume.zarr');
    if (staged !== null) {
      await convert(location, zarr, {
        ...options,
        // A volume without a voxel size can be viewed too, with 1 Å.
        ...(voxelSize === null ? { voxelSize: 1 } : {}),
        ...defined({ signal, onProgress }),
      });
    }
    const { storage: parent, key } = await openLocation(zarr, access);
    const volumeState = await readVolumeState(parent, key, basename(location), await loadKernels(), {
      staging: temporaryFiles(),
    }).finally(() => parent.close());
    const storage = await openStorage(zarr, { ...access, check: 'source' });
    const tree = { storage, passes: () => true, check: null, volumeState };
    return openOn(storage, () => startViewServer({ ...tree, port, viewer, allowedOrigin: null }));
  });
}

/** Returns the voxel size of a header in Å; null if it has none. Fails as reading the header does. */
async function statedVoxelSize(location: string, access: StorageOptions): Promise<VoxelSize | null> {
  const { storage, key } = await openLocation(location, access);
  return closing(storage, async () => {
    const { voxelSize } = await readVolumeHeader(storage, key);
    return voxelSize !== null && Math.min(voxelSize.x, voxelSize.y, voxelSize.z) > 0 ? voxelSize : null;
  });
}
