import type { Storage } from '../storage/index.js';
import { toolVersion } from '../version.js';
import type { Kernels } from '../volume/kernels/index.js';
import type { Severity, Sides } from './change.js';
import { diffManifests } from './diff-manifests.js';
import { type DiffReport, totalsOf, verdictOf } from './diff-report.js';
import { diffTrees } from './diff-trees.js';
import type { EntityDiff } from './entity-diff.js';
import type { DiffOptions } from './options.js';

export interface CompareRequest {
  readonly storages: Sides<Storage>;
  /** The trees as the user named them. */
  readonly trees: Sides<string>;
  readonly options: DiffOptions;
  /** Globs of `options.isRunWanted`, for the report. */
  readonly runs: readonly string[] | null;
  /** Compares the manifests of the trees and nothing else. */
  readonly byManifest?: boolean;
  readonly failOn: readonly Severity[];
  readonly kernels: Kernels;
  readonly now: () => Date;
  readonly signal?: AbortSignal;
  readonly onEntity?: (entity: EntityDiff, compared: number) => void;
}

/** Compares two trees to the end; fails as `diffTrees` does, and with the signal's reason when that aborts. */
export async function compareTrees(request: CompareRequest): Promise<DiffReport> {
  const { storages, trees, options, runs, failOn, kernels, now, signal, onEntity } = request;
  const started = now().toISOString();
  const clock = performance.now();
  const entities: EntityDiff[] = [];
  const found =
    request.byManifest === true ? diffManifests(storages, options) : diffTrees(storages, options, kernels);
  for await (const entity of found) {
    signal?.throwIfAborted();
    entities.push(entity);
    onEntity?.(entity, entities.length);
  }
  const totals = totalsOf(entities, failOn);
  const { tolerance, pointRadius, ignoredFields, datasets, types } = options;
  return {
    version: 1,
    tool: `cryoet-ingest ${toolVersion}`,
    started,
    seconds: Math.round(performance.now() - clock) / 1000,
    trees,
    options: { tolerance, pointRadius, ignoredFields, datasets, runs, types },
    failOn,
    verdict: verdictOf(totals, failOn),
    totals,
    entities,
  };
}
