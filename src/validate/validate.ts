import { inTurn } from '../base/collections.js';
import { CryoetError, ifReadable } from '../base/errors.js';
import { countOf, describeError, nameSome } from '../base/messages.js';
import { runWithin } from '../base/run-within.js';
import { toolVersion } from '../base/version.js';
import { parentKey } from '../storage/keys.js';
import type { ObjectInfo, Storage } from '../storage/storage.js';
import { type LedgerUnit, provenancePath } from '../tree/layout/own-files.js';
import type { Layout } from '../tree/layout/path-templates.js';
import { unfinishedRuns } from '../tree/ledger.js';
import { detectLayout } from '../tree/open-tree.js';
import { prefixesOf, type Selection, UnitFilter } from '../tree/selection.js';
import { largestDocument, TreeReader } from '../tree/tree-reader.js';
import { groupUnits, listDatasets, runPlace, type Unit, type UnitPlace } from '../tree/units.js';
import { checkFixity } from './check-fixity.js';
import type { HashFiles } from './compare-manifest.js';
import type { ExpectedContext } from './contexts/files.js';
import type { SeveritySettings } from './finding.js';
import { type CheckedAmounts, type Depth, reportVersion, type ValidationReport } from './report.js';
import type { AnyRule, Need } from './rule.js';
import { createRuleSet, IssueCollector } from './rule-set.js';
import { Validation } from './validation.js';
import type { VoxelScanner } from './voxels/voxel-scanner.js';

/** A tree, and the options of its validation. */
export interface ValidateOptions {
  /** A storage with the root of the tree as its root. */
  readonly storage: Storage;
  /** The location of the tree as the user gave it. */
  readonly tree: string;
  readonly scope: Selection;
  readonly depth: Depth;
  /** Name of the depth for the user; default `--depth`. */
  readonly depthName?: string;
  readonly layout: Layout | 'auto';
  readonly rules: readonly AnyRule[];
  /** True if the user selected `rules` by name. Those that need a greater depth then make the validation incomplete. */
  readonly areRulesNamed?: boolean;
  /** Codes of rules that the user skipped, for the report. */
  readonly skipped: readonly string[];
  readonly settings: SeveritySettings;
  /** Creates the scanner of voxels; called for every depth but `headers`. */
  createScanner(reader: TreeReader): VoxelScanner | null;
  /** Computes digests, to compare files with the manifest or the ledgers. Absent if nothing is to be compared. */
  readonly hashFiles?: HashFiles;
  /** True if the user did not ask for it: then it is with ledgers alone, if there are some, for what no other rule reports. */
  readonly isHashedAnyway?: boolean;
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

/** Validates a tree. Its faults are findings; fails with a StorageError only if it cannot be listed at all. */
export async function validate(options: ValidateOptions): Promise<ValidationReport> {
  const { storage, scope, depth, rules, settings, jobs, now, signal } = options;
  const started = now();
  // Not `performance`, which Node.js loads on first use; a clock that is set back is no time.
  const begin = Date.now();
  const prefixes = prefixesOf(scope);
  const filter = new UnitFilter(scope);
  const layout = options.layout === 'auto' ? await detectLayout(storage, prefixes) : options.layout;
  const reader = new TreeReader(storage, signal);
  const collector = new IssueCollector(settings);
  const scanner = depth === 'headers' ? null : options.createScanner(reader);
  const available = availableNeeds(options, scanner !== null);
  const ruleSet = createRuleSet(rules, available, collector, signal);
  const validation = new Validation(reader, ruleSet, collector, layout, scanner);
  const check = async (unit: Unit, runs: readonly string[]) => {
    try {
      await validation.check(unit, runs);
    } catch (error) {
      if (signal?.aborted) return;
      const { directory, kind, dataset, run } = unit;
      if (error instanceof CryoetError)
        validation.refuse({ path: directory, entity: kind, dataset, run }, describeError(error));
      else ruleSet.failures.push(`${directory} could not be checked: ${describeError(error)}`);
    }
    const { errors, warnings } = collector;
    options.onProgress?.({ unit, runs: validation.looked.runs, errors, warnings });
  };
  const isPart = storage.flat && prefixes[0] !== '';
  const met: LedgerUnit[] = [];
  let listed = 0;
  /** True if a directory could not be listed: what follows is missing. */
  let isBroken = false;
  /**
   * Yields the objects below some directories. If a directory cannot be listed, this notes the failure and ends, so
   * that what was listed is still checked; fails with the StorageError if nothing was listed before.
   */
  async function* list(directories: readonly string[]): AsyncGenerator<ObjectInfo> {
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
    for await (const unit of groupUnits(list(prefixes), layout)) {
      // The unit in which the listing ended is incomplete: nothing can be said about it.
      if (isBroken || signal?.aborted) return;
      if (!filter.takes(unit)) continue;
      validation.meet(unit);
      const { kind, dataset, run } = unit;
      if (isPart && kind === 'run' && dataset !== null && run !== null) met.push({ kind, dataset, run });
      yield { unit, runs: unit.kind === 'dataset' ? validation.closeDataset() : [] };
    }
  }
  const expected = await options.findExpected?.();
  let digests: CheckedAmounts['digests'];
  let uncompared: string | null = null;
  const unfinished: string[] = [];
  let unlookedAt: string | null = null;
  try {
    await runWithin(units(), { count: jobs }, ({ unit, runs }) => check(unit, runs));
    for (const context of expected?.contexts ?? []) ruleSet.apply('expected', context);
    const isListed = ({ directory }: UnitPlace) =>
      prefixes.some((prefix) => prefix === '' || `${directory}/`.startsWith(`${prefix}/`));
    const wanted = (unit: UnitPlace) => isListed(unit) && filter.takes(unit);
    if (!isBroken) {
      const isRunWanted = (dataset: string, run: string) => wanted(runPlace(dataset, run));
      // Of a part of a bucket, the ledgers are not listed with it.
      const look = async () => {
        for await (const run of unfinishedRuns(storage, isRunWanted, isPart ? met : null))
          unfinished.push(run);
      };
      await ifReadable(look, ({ message }) => {
        unlookedAt = `whether the last ingest of each run ended: ${message}`;
      });
    }
    const { hashFiles, isHashedAnyway = false } = options;
    const isCompared = (['fixity', 'content', 'ledger'] as const).some(ruleSet.has);
    if (hashFiles !== undefined && isCompared && !isBroken) {
      const objects = () => list(prefixes);
      const isDeep = depth === 'deep';
      const compared = { storage, layout, hashFiles, isDeep, isHashedAnyway, objects, wanted };
      ({ digests, uncompared } = await checkFixity({ ...compared, ruleSet, collector, signal }));
    }
    if (!isBroken && !signal?.aborted && ruleSet.has('tree')) {
      const isEvery = scope.datasets === null && scope.runs === null && scope.runDirectory === null;
      const depositions = await validation.depositions.lookUp(storage, layout, isEvery);
      if (prefixes[0] !== '') {
        const present = depositions.filter(({ exists }) => exists);
        const directories = present.map(({ metadataPath }) => parentKey(metadataPath));
        for await (const unit of groupUnits(list(directories), layout)) await check(unit, []);
      }
      // If the datasets were named, the tree counts as having them: missing ones are reported as unmatched.
      const named = scope.runDirectory === null ? scope.datasets : [scope.runDirectory];
      const datasets = named ?? validation.datasets;
      const record = isEvery ? await ifReadable(() => storage.stat(provenancePath)) : null;
      const isRead = record !== null && record.size <= largestDocument;
      ruleSet.apply('tree', {
        ...{ path: '', entity: 'tree', dataset: null, run: null },
        datasets,
        emptyDatasets: isEvery ? await datasetsWithoutFiles(storage, datasets) : [],
        siblings: validation.siblings.datasets,
        depositions,
        authors: validation.authors.different,
        objects: validation.objects.different,
        exceptions: validation.sharedValues.exceptions,
        provenance: isRead ? (await reader.document({ path: provenancePath, size: 0 })).problem : null,
      });
    }
  } finally {
    await scanner?.close();
  }
  const isWhole = !isBroken && signal?.aborted !== true;
  const unmet: UnmetRequests = {
    rules: options.areRulesNamed
      ? rules.filter(({ needs }) => !needs.every((need) => available.has(need))).map(({ code }) => code)
      : [],
    runs: isWhole ? filter.unmatched : [],
    datasets: isWhole ? filter.unmetDatasets : [],
    unreadable: validation.unreadable,
  };
  const isIncomplete =
    signal?.aborted === true || [ruleSet.failures, ...Object.values(unmet)].some(({ length }) => length > 0);
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
    seconds: Math.max(0, Date.now() - begin) / 1000,
    verdict: collector.errors > 0 ? 'invalid' : isIncomplete ? 'incomplete' : 'valid',
    errors: collector.errors,
    warnings: collector.warnings,
    ignored: collector.ignored,
    codes: collector.codes(),
    looked: { ...validation.looked, ...(digests === undefined ? {} : { digests }) },
    notChecked: [
      ...(expected?.notChecked ?? []),
      ...[uncompared, unlookedAt].filter((what) => what !== null),
      ...(unfinished.length === 0
        ? []
        : [`what the last ingest of a run did not finish: ${nameSome(unfinished, mostNamed)}`]),
      ...notChecked(options, validation, digests, unmet),
    ],
    failures: ruleSet.failures,
    findings,
    thumbnails: validation.thumbnails.shown,
  };
}

function availableNeeds({ hashFiles, findExpected }: ValidateOptions, hasScanner: boolean): Set<Need> {
  const needs = new Set<Need>(['listing', 'metadata', 'header', 'side-car']);
  if (hasScanner) needs.add('voxels');
  if (hashFiles !== undefined) needs.add('digests');
  if (findExpected !== undefined) needs.add('source');
  return needs;
}

/**
 * What should have been checked, and makes the validation incomplete: rules that need a greater depth, patterns that no
 * run matches, datasets that do not exist, paths that cannot be read.
 */
type UnmetRequests = Readonly<Record<'rules' | 'runs' | 'datasets' | 'unreadable', readonly string[]>>;

const mostNamed = 10;

function* notChecked(
  { depth, depthName = '--depth', skipped, signal }: ValidateOptions,
  { looked, unreadFrames, precomputes, uncomparedLevels }: Validation,
  digests: CheckedAmounts['digests'],
  unmet: UnmetRequests,
): Generator<string> {
  if (signal?.aborted) yield 'everything after the interrupt';
  for (const dataset of unmet.datasets) yield `no dataset matches ${dataset}`;
  for (const pattern of unmet.runs) yield `no run matches ${pattern}`;
  if (unmet.unreadable.length > 0) yield `what cannot be read: ${nameSome(unmet.unreadable, mostNamed)}`;
  if (unmet.rules.length > 0)
    yield `rules asked for that take ${depthName} sample or deep: ${nameSome(unmet.rules, mostNamed)}`;
  if (depth === 'headers' && looked.volumes > 0)
    yield `the voxels of ${countOf(looked.volumes, 'volume')} (${depthName} sample or deep looks at them)`;
  if (depth === 'headers' && looked.runs > 0)
    yield `byte order marks and repeated keys of text files (${depthName} sample or deep looks for them)`;
  if (depth === 'headers' && precomputes > 0)
    yield `the Neuroglancer precomputed data of ${countOf(precomputes, 'annotation')}`;
  if (depth === 'sample' && looked.chunksRead < looked.chunks)
    yield `${looked.chunks - looked.chunksRead} of ${countOf(looked.chunks, 'chunk')}, and whole-volume statistics (${depthName} deep looks at them)`;
  if (uncomparedLevels > 0)
    yield `the binning of ${countOf(uncomparedLevels, 'level')} of volumes: chunks of an odd size cut through voxels that are binned together`;
  const { unread = 0, unknown = 0 } = digests ?? {};
  if (unread > 0)
    yield `the content of ${countOf(unread, 'object')}: no ETag or stored checksum to compare (${depthName} deep reads them)`;
  if (unknown > 0) yield `the content of ${countOf(unknown, 'file')} without a digest in the ledger`;
  if (unreadFrames > 0) yield `the content of ${unreadFrames} frames or gains that are not MRC`;
  if (looked.runs > 0) yield 'the pixels of frames and gains';
  if (skipped.length > 0) yield `rules left out on request: ${nameSome(skipped, mostNamed)}`;
}

/** Returns the numbered directories of datasets that can be read and are not among those with files. */
async function datasetsWithoutFiles(storage: Storage, filled: readonly string[]): Promise<string[]> {
  if (storage.flat) return [];
  const others = (await listDatasets(storage)).filter((name) => /^\d+$/.test(name) && !filled.includes(name));
  const listed = await inTurn(others, (name) => ifReadable(() => storage.readDirectory(name)));
  return others.filter((_, index) => listed[index] !== null);
}
