import type { OptionValues, storageOptions } from '../options/index.js';
import { matchRuns } from '../tree/index.js';
import { type CheckState, type RunFindings, startViewServer, type ViewServer } from '../view/index.js';
import { type OpenTree, openTree } from './open-tree.js';
import { requireViewer, viewer } from './viewer-files.js';

export type { CheckState, RunFindings, ViewServer };

/** What is shown of a tree, and where. */
export interface ViewOptions {
  /** How the bucket of a location is read. */
  readonly options?: Partial<OptionValues<typeof storageOptions>>;
  /** Globs of runs to show; all by default. */
  readonly runs?: readonly string[];
  /** Any free port by default. */
  readonly port?: number;
  /** Another site whose pages may read the tree, such as `https://example.org`, or `*` for any; none by default. */
  readonly allowedOrigin?: string | null;
  /** How far a validation of the tree is, asked by every page. */
  readonly check?: () => CheckState;
}

/**
 * Serves a tree with Neuroglancer on this machine only, until it is closed. Fails with a StorageError when no directory is at the
 * location, the viewer is not built or the port is taken.
 */
export async function view(
  tree: string | OpenTree,
  { options = {}, runs = [], port = 0, allowedOrigin = null, check }: ViewOptions = {},
): Promise<ViewServer> {
  requireViewer();
  const opened = typeof tree === 'string' ? await openTree(tree, { options, isRoot: true }) : null;
  const { storage } = opened ?? (tree as OpenTree);
  try {
    const server = await startViewServer({
      storage,
      port,
      viewer,
      allowedOrigin,
      passes: matchRuns(runs),
      check: check ?? null,
    });
    return {
      url: server.url,
      async close() {
        await server.close();
        await opened?.close();
      },
    };
  } catch (error) {
    await opened?.close();
    throw error;
  }
}
