import { countOf, describeError, nameSome } from '../base/messages.js';
import { toolVersion } from '../base/package-file.js';
import { parentKey } from '../storage/keys.js';
import type { ObjectInfo, Storage } from '../storage/storage.js';
import { isOwnFile } from '../tree/layout/own-files.js';
import type { Layout } from '../tree/layout/path-templates.js';
import { detectLayout } from '../tree/open-tree.js';
import { prefixesOf, type Selection, UnitFilter } from '../tree/selection.js';
import { TreeReader } from '../tree/tree-reader.js';
import { groupUnits, type Unit, type UnitPlace } from '../tree/units.js';
import { type Compared, compareManifest, type HashFiles } from './compare-manifest.js';
import type { ExpectedContext } from './contexts/files.js';
import type { SeveritySettings } from './finding.js';
import { IssueCollector } from './issue-collector.js';
import { type CheckedAmounts, type Depth, reportVersion, type ValidationReport } from './report.js';
import type { AnyRule, Need } from './rule.js';
import { RuleSet } from './rule-set.js';
import { Validation } from './validation.js';
import type { VoxelScanner } from './voxels/voxel-scanner.js';

/** What to validate, and how. */
export interface ValidateOptions {
  /** A storage with the root of the tree as its root. */
  readonly storage: Storage;
  /** The location of the tree as the user gave it. */
  readonly tree: string;
  readonly scope: Selection;
  readonly depth: Depth;
  readonly layout: Layout | 'auto';
  readonly rules: readonly AnyRule[];
  /** True if the user selected `rules` by name. Those that need a greater depth then make the validation incomplete. */
  readonly areRulesNamed?: boolean;
  /** Codes of rules that the user skipped, for the report. */
  readonly skipped: readonly string[];
  readonly settings: SeveritySettings;
  /** Creates the scanner of voxels; called for every depth but `headers`. */
  createScanner(reader: TreeReader): VoxelScanner | null;
  /** Computes digests, to compare files with the manifest or the ledgers. Absent if this was not requested. */
  readonly hashFiles?: HashFiles;
  /** Returns the items of a deposition, to look for them in the tree. Absent if this was not requested. */
  readonly findExpected?: () => Promise<ExpectedItems>;
  /** The number of runs to check at once. */
  readonly jobs: number;
  readonly now: () => Date;
  readonly signal?: AbortSignal;
  /** Called after each unit, with the numbers of runs and findings so far. */
  onProgress?(progress: { unit: Unit; runs: number; errors: number; warnings: number }): void;
}

/** The content that the tree should have, by a deposition. */
export interface ExpectedItems {
  readonly contexts: readonly ExpectedContext[];
  /** Texts on what the deposition does not say. */
  readonly notChecked: readonly string[];
}

/**
 * Validates a tree and returns a report. Faults of the tree are findings; fails with a StorageError only if the tree cannot
 * be
 * listed at all.
 */
export async function validate(options: ValidateOptions): Promise<ValidationReport> {
  const { storage, scope, depth, rules, settings, jobs, now, signal } = options;
  const started = now();
  const begin = performance.now();
  const prefixes = prefixesOf(scope);
  const filter = new UnitFilter(scope);
  const layout = options.layout === 'auto' ? await detectLayout(storage, prefixes) : options.layout;
  const reader = new TreeReader(storage, signal);
  const collector = new IssueCollector(settings);
  const scanner = depth === 'headers' ? null : options.createScanner(reader);
  const available = availableNeeds(
    scanner !== null,
    options.hashFiles !== undefined,
    options.findExpected !== undefined,
  );
  const ruleSet = new RuleSet(rules, available, collector, signal);
  const validation = new Validation(reader, ruleSet, collector, layout, scanner);
  const check = async (unit: Unit, runs: readonly string[]) => {
    try {
      await validation.check(unit, runs);
    } catch (error) {
      if (signal?.aborted) return;
      ruleSet.failures.push(`${unit.directory} could not be checked: ${describeError(error)}`);
    }
    const { errors, warnings } = collector;
    options.onProgress?.({ unit, runs: validation.looked.runs, errors, warnings });
  };
  let listed = 0;
  let digests: CheckedAmounts['digests'];
  let isBroken = false;
  /** Lists directories. If a directory cannot be listed, the listing ends, but the units before it are still checked. */
  async function* listing(directories: readonly string[]): AsyncGenerator<ObjectInfo> {
    try {
      for (const directory of directories) {
        for await (const info of storage.list(directory, true)) {
          listed += 1;
          yield info;
        }
      }
    } catch (error) {
      if (listed === 0) throw error;
      isBroken = true;
      ruleSet.failures.push(`the listing ended early: ${describeError(error)}`);
    }
  }
  async function* units() {
    for await (const unit of groupUnits(listing(prefixes), layout)) {
      // The unit in which the listing ended is incomplete: nothing can be said about it.
      if (isBroken || signal?.aborted) return;
      if (!filter.takes(unit)) continue;
      validation.meet(unit);
      yield { unit, runs: unit.kind === 'dataset' ? validation.closeDataset() : [] };
    }
  }
  const expected = await options.findExpected?.();
  try {
    await inParallel(units(), jobs, ({ unit, runs }) => check(unit, runs));
    for (const context of expected?.contexts ?? []) ruleSet.apply('expected', context);
    if (options.hashFiles !== undefined && ruleSet.has('fixity') && !isBroken) {
      const isListed = ({ directory }: UnitPlace) =>
        prefixes.some((prefix) => prefix === '' || `${directory}/`.startsWith(`${prefix}/`));
      const wanted = (place: UnitPlace) => isListed(place) && filter.takes(place);
      const present = treeFiles(listing(prefixes));
      const { hashFiles } = options;
      const readsObjects = depth === 'deep';
      const compared: Compared = {
        listedBy: 'manifest',
        files: 0,
        bytes: 0,
        entityTags: 0,
        storedChecksums: 0,
        unread: 0,
        unknown: 0,
      };
      digests = compared;
      const tree = { storage, listing: present, hashFiles, readsObjects, wanted, compared };
      for await (const context of compareManifest(tree)) {
        if (signal?.aborted) break;
        ruleSet.apply('fixity', context);
      }
    }
    if (!isBroken && !signal?.aborted && ruleSet.has('tree')) {
      const depositions = await validation.depositions.lookUp(storage, layout);
      if (prefixes[0] !== '') {
        const present = depositions.filter(({ exists }) => exists);
        const directories = present.map(({ metadataPath }) => parentKey(metadataPath));
        for await (const unit of groupUnits(listing(directories), layout)) await check(unit, []);
      }
      // If the datasets were named, the tree counts as having them: missing ones are reported as unmatched.
      const named = scope.runDirectory === null ? scope.datasets : [scope.runDirectory];
      const datasets = named ?? validation.datasets;
      ruleSet.apply('tree', { path: '', entity: 'tree', dataset: null, run: null, datasets, depositions });
    }
  } finally {
    await scanner?.close();
  }
  const unreached = options.areRulesNamed
    ? rules.filter(({ needs }) => !needs.every((need) => available.has(need))).map(({ code }) => code)
    : [];
  const isWhole = !isBroken && signal?.aborted !== true;
  const unmatched = isWhole ? filter.unmatched : [];
  const unmetDatasets = isWhole ? filter.unmetDatasets : [];
  const isIncomplete =
    signal?.aborted === true ||
    [ruleSet.failures, unmatched, unmetDatasets, unreached].some(({ length }) => length > 0);
  const looked = { ...validation.looked, ...(digests === undefined ? {} : { digests }) };
  // Before the counts below are read: this removes consequences from them.
  const findings = collector.findings();
  return {
    version: reportVersion,
    tool: `cryoet-ingest ${toolVersion}`,
    tree: options.tree,
    layout,
    depth,
    datasets: scope.datasets,
    runs: scope.runs,
    started: started.toISOString(),
    seconds: Math.round(performance.now() - begin) / 1000,
    verdict: collector.errors > 0 ? 'invalid' : isIncomplete ? 'incomplete' : 'valid',
    errors: collector.errors,
    warnings: collector.warnings,
    ignored: collector.ignored,
    codes: collector.codes(),
    looked,
    notChecked: [
      ...(expected?.notChecked ?? []),
      ...notChecked({
        depth,
        looked,
        unreadFrames: validation.unreadFrames,
        precomputes: validation.precomputes,
        uncomparedLevels: validation.uncomparedLevels,
        skipped: options.skipped,
        unreached,
        unmatched,
        unmetDatasets,
        isInterrupted: signal?.aborted === true,
      }),
    ],
    failures: ruleSet.failures,
    findings,
    thumbnails: validation.thumbnails.shown,
  };
}

/** Yields the published files: not ledgers, manifests and other files of the tool itself. */
async function* treeFiles(listing: AsyncIterable<ObjectInfo>): AsyncGenerator<ObjectInfo> {
  for await (const info of listing) if (!isOwnFile(info.key)) yield info;
}

function availableNeeds(hasVoxels: boolean, hasDigests: boolean, hasSource: boolean): ReadonlySet<Need> {
  return new Set<Need>([
    'listing',
    'metadata',
    'header',
    'side-car',
    ...(hasVoxels ? (['voxels'] as const) : []),
    ...(hasDigests ? (['digests'] as const) : []),
    ...(hasSource ? (['source'] as const) : []),
  ]);
}

/** Runs a task for each item, up to `jobs` at once. Requests an item only when its task can start. */
async function inParallel<Item>(
  items: AsyncIterable<Item>,
  jobs: number,
  task: (item: Item) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | null = null;
  for await (const item of items) {
    const started = task(item)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(started));
    running.add(started);
    if (running.size >= jobs) await Promise.race(running);
    if (failure !== null) break;
  }
  await Promise.all(running);
  if (failure !== null) throw (failure as { error: unknown }).error;
}

interface Facts {
  readonly depth: Depth;
  readonly looked: CheckedAmounts;
  readonly unreadFrames: number;
  readonly precomputes: number;
  readonly uncomparedLevels: number;
  readonly skipped: readonly string[];
  /** Codes of requested rules that need a greater depth. */
  readonly unreached: readonly string[];
  /** Requested patterns that no run matches. */
  readonly unmatched: readonly string[];
  /** Requested datasets that do not exist. */
  readonly unmetDatasets: readonly string[];
  readonly isInterrupted: boolean;
}

/** The number of rules that a text names. */
const mostNamed = 10;

/** Returns texts on what the validation did not check. */
function notChecked({
  depth,
  looked,
  unreadFrames,
  precomputes,
  uncomparedLevels,
  skipped,
  unreached,
  unmatched,
  unmetDatasets,
  isInterrupted,
}: Facts): string[] {
  const lines: string[] = [];
  if (isInterrupted) lines.push('everything after the interrupt');
  for (const dataset of unmetDatasets) lines.push(`no dataset matches ${dataset}`);
  for (const glob of unmatched) lines.push(`no run matches ${glob}`);
  if (unreached.length > 0) {
    lines.push(`rules asked for that take --depth sample or deep: ${nameSome(unreached, mostNamed)}`);
  }
  if (depth === 'headers' && looked.volumes > 0) {
    lines.push(`the voxels of ${countOf(looked.volumes, 'volume')} (--depth sample or deep looks at them)`);
  }
  if (depth === 'headers' && looked.runs > 0) {
    lines.push('byte order marks and repeated keys of text files (--depth sample or deep looks for them)');
  }
  if (depth === 'headers' && precomputes > 0) {
    lines.push(`the Neuroglancer precomputed data of ${countOf(precomputes, 'annotation')}`);
  }
  if (depth === 'sample' && looked.chunksRead < looked.chunks) {
    lines.push(
      `${looked.chunks - looked.chunksRead} of ${countOf(looked.chunks, 'chunk')}, and whole-volume statistics (--depth deep looks at them)`,
    );
  }
  if (uncomparedLevels > 0) {
    lines.push(
      `the binning of ${countOf(uncomparedLevels, 'level')} of volumes: chunks of an odd size cut through voxels that are binned together`,
    );
  }
  const { unread = 0, unknown = 0 } = looked.digests ?? {};
  if (unread > 0) {
    lines.push(
      `the content of ${countOf(unread, 'object')}: no ETag or stored checksum to compare (--depth deep reads them)`,
    );
  }
  if (unknown > 0) lines.push(`the content of ${countOf(unknown, 'file')} without a digest in the ledger`);
  if (unreadFrames > 0) lines.push(`the content of ${unreadFrames} frames or gains that are not MRC`);
  if (looked.runs > 0) lines.push('the pixels of frames and gains');
  if (skipped.length > 0) {
    lines.push(`rules left out on request: ${nameSome(skipped, mostNamed)}`);
  }
  return lines;
}
