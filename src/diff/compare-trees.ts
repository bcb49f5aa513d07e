import { UsageError } from '../base/errors.js';
import { toolVersion } from '../base/version.js';
import { type ManifestEntry, readManifest } from '../formats/manifest.js';
import { algorithmFacts, describeDigest } from '../storage/digest-algorithm.js';
import type { Storage } from '../storage/storage.js';
import { parseAnyPath } from '../tree/layout/parse-path.js';
import { pathTemplates } from '../tree/layout/path-templates.js';
import { type Joined, joinByPath, requireManifest } from '../tree/manifest.js';
import { openTree, type PublishedTree } from '../tree/open-tree.js';
import { assetPath } from '../tree/tree-file.js';
import { listUnitFiles, type UnitPlace, unitOfPath } from '../tree/units.js';
import type { Kernels } from '../volume/kernels/kernels.js';
import type { Change, DiffOptions, EntityDiff, Severity, Sides } from './change.js';
import { contentChange, severities } from './change.js';
import { diffScope, oneSided, type Scope, scopesOf } from './diff-scope.js';
import { readSide, unreadableChange } from './unreadable.js';

interface CompareRequest {
  readonly storages: Sides<Storage>;
  /** The locations of the trees as the user gave them. */
  readonly trees: Sides<string>;
  readonly options: DiffOptions;
  /** The patterns that `options.isRunWanted` stands for, for the report. */
  readonly runs: readonly string[] | null;
  /** True to compare only the manifests of the trees. */
  readonly byManifest?: boolean;
  /** Severities that count as a difference. */
  readonly failOn: readonly Severity[];
  readonly kernels: Kernels;
  readonly now: () => Date;
  readonly signal?: AbortSignal;
  /** Called after each entity, with the number of entities compared so far. */
  readonly onEntity?: (entity: EntityDiff, compared: number) => void;
}

/** The part that a comparison of manifests leaves out. */
const believed =
  'the files themselves: both manifests were believed (`cryoet validate --manifest` compares files with them)';

/** Compares two trees and returns a report. Fails as `diffTrees` does, and with the reason of `signal` if it aborts. */
export async function compareTrees(request: CompareRequest): Promise<DiffReport> {
  const { storages, trees, options, runs, failOn, kernels, now, signal, onEntity } = request;
  const byManifest = request.byManifest === true;
  const started = now().toISOString();
  const clock = performance.now();
  const entities: EntityDiff[] = [];
  const found = byManifest ? diffManifests(storages, options) : diffTrees(storages, options, kernels);
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
    ...(byManifest ? { notCompared: [believed] } : {}),
    entities,
  };
}

/** The totals of a comparison. */
interface DiffTotals {
  /** Entities by status; `changed` counts only those with a change of a severity in `failOn`. */
  readonly entities: Readonly<Record<EntityDiff['status'], number>>;
  readonly severities: Readonly<Record<Severity, number>>;
  /** The number of files that could not be compared. */
  readonly unreadable: number;
}

/** Counts entities and changes. An entity whose changes all have severities outside `failOn` counts as `same`. */
export function totalsOf(entities: readonly EntityDiff[], failOn: readonly Severity[]): DiffTotals {
  const statuses = { same: 0, changed: 0, added: 0, removed: 0 };
  const none = severities.map((severity) => [severity, 0]);
  const bySeverity = Object.fromEntries(none) as Record<Severity, number>;
  let unreadable = 0;
  for (const { type, status, changes } of entities) {
    const matters = changes.some(({ severity, kind }) => failOn.includes(severity) || kind === 'unreadable');
    if (type !== 'tree') statuses[status === 'changed' && !matters ? 'same' : status] += 1;
    for (const { severity, kind } of changes) {
      if (kind === 'unreadable') unreadable += 1;
      else bySeverity[severity] += 1;
    }
  }
  return { entities: statuses, severities: bySeverity, unreadable };
}

/**
 * Returns the verdict of a comparison: `incomplete` if a file could not be compared or there was nothing to compare,
 * `different` if a change has a severity in `failOn`, else `same`.
 */
export function verdictOf(totals: DiffTotals, failOn: readonly Severity[]): DiffReport['verdict'] {
  const { same, changed, added, removed } = totals.entities;
  if (totals.unreadable > 0 || same + changed + added + removed === 0) return 'incomplete';
  return failOn.some((severity) => totals.severities[severity] > 0) ? 'different' : 'same';
}

/** The exit status of each verdict. */
export const exitStatuses: Readonly<Record<DiffReport['verdict'], 0 | 1 | 2>> = {
  same: 0,
  different: 1,
  incomplete: 2,
};

/** The report of a comparison. */
export interface DiffReport {
  /** The version of the report format. */
  readonly version: 1;
  readonly tool: string;
  /** The start time, ISO 8601 in UTC. */
  readonly started: string;
  /** The duration, in seconds. */
  readonly seconds: number;
  /** The locations of the trees as the user gave them. */
  readonly trees: Sides<string>;
  /** The options of the comparison; `runs` as the user gave them. */
  readonly options: Omit<DiffOptions, 'isRunWanted'> & { readonly runs: readonly string[] | null };
  /** Severities that count as a difference. */
  readonly failOn: readonly Severity[];
  readonly verdict: 'same' | 'different' | 'incomplete';
  readonly totals: DiffTotals;
  /** Texts on what was not compared; absent if everything was. */
  readonly notCompared?: readonly string[];
  readonly entities: readonly EntityDiff[];
}

/** Hexadecimal digits of a digest in a change. */
const shownDigits = 16;

/**
 * Compares two trees and yields each entity when it is done. Fails with a StorageError if a tree is missing or cannot
 * be listed; a file that cannot be read or compared is a change of kind `unreadable`.
 */
export async function* diffTrees(
  storages: Sides<Storage>,
  options: DiffOptions,
  kernels: Kernels,
): AsyncGenerator<EntityDiff> {
  const [a, b] = [await openTree(storages.a), await openTree(storages.b)];
  const trees = { a, b };
  if (a.layout !== b.layout) yield layoutDiff(a.layout, b.layout);
  for await (const scope of scopesOf(trees, options)) {
    const isRunMissing = scope.place.kind === 'run' && scope.exists.a !== scope.exists.b;
    try {
      if (isRunMissing && options.types === null) yield await missingRun(scope, trees);
      else yield* diffScope(scope, trees, kernels, options);
    } catch (error) {
      yield unreadableUnit(scope.place, error);
    }
  }
}

/** Describes a unit that cannot be read, so that the others are compared all the same; fails with any other error. */
function unreadableUnit({ kind, deposition, dataset, run, directory }: UnitPlace, error: unknown) {
  const change = unreadableChange(error);
  if (change === null) throw error;
  const inside = (text: string | null) => (text === null ? null : directory);
  return wholeUnit(
    { type: kind === 'root' ? 'other' : kind, deposition, dataset, run },
    { ...change, files: { a: inside(change.a), b: inside(change.b) } },
  );
}

function layoutDiff(a: string, b: string): EntityDiff {
  const change = contentChange('layout', 'storage', null, a, b);
  const tree = { type: 'tree', deposition: null, dataset: null, run: null };
  return wholeUnit(tree, { ...change, files: { a: null, b: null } });
}

/** Describes a change of a tree or unit as a whole. */
function wholeUnit(
  unit: Pick<EntityDiff, 'type' | 'deposition' | 'dataset' | 'run'>,
  change: Change,
): EntityDiff {
  const none = { a: null, b: null };
  return { ...unit, spacing: none, id: none, status: 'changed', files: 0, changes: [change] };
}

/** Describes a run that only one tree has as one change, whatever it contains. */
async function missingRun({ place, exists }: Scope, trees: Sides<PublishedTree>): Promise<EntityDiff> {
  const side = exists.a ? 'a' : 'b';
  const { deposition, dataset, run, directory: path } = place;
  const files = await readSide(side, async () => {
    let count = 0;
    for await (const _ of listUnitFiles(trees[side], place)) count += 1;
    return count;
  });
  const lone = { side, type: 'run', spacing: null, id: null, files, severity: 'science', path } as const;
  const { spacing, id, ...change } = oneSided(lone);
  return { deposition, dataset, run, spacing, id, ...change };
}

type Pair = Joined<ManifestEntry, ManifestEntry>;

/**
 * Compares the digests in the manifests of two trees and yields the entities. Reads no other file, and pairs files by
 * path. A directory that is one output, such as an OME-Zarr, is one entity with a change for each file. Fails with a
 * FormatError or StorageError if a manifest cannot be read, and with a UsageError if the manifests have different
 * digest algorithms.
 */
async function* diffManifests({ a, b }: Sides<Storage>, { datasets, isRunWanted, types }: DiffOptions) {
  let pairs: Pair[] = [];
  let output = '';
  const [inA, inB] = [await requireManifest(a), await requireManifest(b)];
  if (inA.algorithm !== inB.algorithm) {
    const [titleA, titleB] = [algorithmFacts[inA.algorithm].title, algorithmFacts[inB.algorithm].title];
    throw new UsageError(`the manifest of A has ${titleA}, that of B ${titleB}: they cannot be compared`, {
      hint: 'ingest one of them again with --manifest --digest, or leave out --manifest',
    });
  }
  for await (const pair of joinByPath(readManifest(a, inA), readManifest(b, inB))) {
    const { dataset, run } = unitOfPath(pair.path);
    if (datasets !== null && (dataset === null || !datasets.includes(dataset))) continue;
    if (isRunWanted !== null && (run === null || !isRunWanted(run))) continue;
    const { type, output: next } = outputOf(pair.path);
    if (types !== null && !types.includes(type)) continue;
    if (next !== output && pairs.length > 0) {
      yield entityOf(output, pairs);
      pairs = [];
    }
    output = next;
    pairs.push(pair);
  }
  if (pairs.length > 0) yield entityOf(output, pairs);
}

/** Returns the output that a file belongs to: the file itself, or the directory that is published as one. */
function outputOf(path: string) {
  const parsed = parseAnyPath(path);
  return {
    output: assetPath({ path, inside: parsed?.inside ?? '' }),
    type: parsed === null ? 'other' : pathTemplates[parsed.template].entity,
    variables: parsed?.variables ?? {},
  };
}

function entityOf(output: string, pairs: readonly Pair[]): EntityDiff {
  const [first = ''] = pairs.map(({ path }) => path);
  const { deposition, dataset, run } = unitOfPath(first);
  const { type, variables } = outputOf(first);
  const has = { a: pairs.some(({ a }) => a !== null), b: pairs.some(({ b }) => b !== null) };
  const both = <T>(value: T): Sides<T | null> => ({ a: has.a ? value : null, b: has.b ? value : null });
  const changes = pairs.flatMap((pair) => changeOf(pair, output));
  const status = !has.a ? 'added' : !has.b ? 'removed' : changes.length > 0 ? 'changed' : 'same';
  return {
    type,
    deposition,
    dataset,
    run,
    spacing: both(variables.voxel_spacing ?? null),
    id: both(variables.annotation_id ?? variables.tomogram_id ?? null),
    status,
    files: pairs.length,
    changes,
  };
}

function changeOf({ path, a, b }: Pair, output: string): Change[] {
  if (a?.digest === b?.digest) return [];
  const kind = a === null ? 'file-added' : b === null ? 'file-removed' : 'bytes';
  const severity = output.endsWith('.json') ? 'metadata' : 'science';
  const text = (entry: ManifestEntry | null) => entry && describeDigest(entry.digest, shownDigits);
  const files = { a: a && path, b: b && path };
  return [{ ...contentChange(kind, severity, path, text(a), text(b)), files }];
}
