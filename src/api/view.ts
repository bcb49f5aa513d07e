import { matchRuns } from '../tree/index.js';
import { type CheckState, type RunFindings, startViewServer, type ViewServer } from '../view/index.js';
import type { OpenTree } from './open-tree.js';
import { requireViewer, viewer } from './viewer-files.js';

export type { CheckState, RunFindings, ViewServer };

/** What is shown of a tree, and where. */
export interface ViewOptions {
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
 * Serves a tree with Neuroglancer on this machine only, until it is closed. Fails with a StorageError when the viewer is not
 * built or the port is taken.
 */
export async function view(
  tree: OpenTree,
  { runs = [], port = 0, allowedOrigin = null, check }: ViewOptions = {},
): Promise<ViewServer> {
  requireViewer();
  const { storage } = tree;
  return startViewServer({
    storage,
    port,
    viewer,
    allowedOrigin,
    passes: matchRuns(runs),
    check: check ?? null,
  });
}
