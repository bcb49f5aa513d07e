import { defined } from '../base/collections.js';
import { ConfigError, ifReadable, isMissing, nullIf } from '../base/errors.js';
import type { storageOptions } from '../commands/options/engine-options.js';
import { type Exactly, type OptionValues, resolveOptions } from '../commands/options/option.js';
import { validateOptions } from '../commands/options/validate-options.js';
import type { SummedInput } from '../pipeline/publish/summed-input.js';
import type { ItemRecord } from '../pipeline/walk/events.js';
import type { FileHash } from '../storage/hash-file.js';
import type { Storage } from '../storage/storage.js';
import { detectLayout } from '../tree/open-tree.js';
import { matchRuns } from '../tree/selection.js';
import type { HashFiles } from '../validate/compare-manifest.js';
import { noSettings, type Severity, type SeveritySettings } from '../validate/finding.js';
import type { ValidationReport } from '../validate/report.js';
import { rules as everyRule } from '../validate/rules/rules.js';
import {
  type ExpectedItems,
  type ValidateOptions as ValidateRequest,
  validate as validateStorage,
} from '../validate/validate.js';
import { createKernelScanner } from '../validate/voxels/voxel-scanner.js';
import { type AccessOptions, createClock, readNamedFile } from './locations.js';
import { type OpenTree, scopeOf, withTree } from './open-tree.js';

/** Options of a validation: those of `cryoet validate`, with lists in the plural. */
export interface ValidateOptions extends Omit<Partial<OptionValues<typeof validateOptions>>, 'config'> {
  /** File of severities; null for none, not even `.cryoet-validate.yaml` in the working directory. */
  readonly config?: string | null | undefined;
  /** Aborts the validation: its report is `incomplete`. */
  readonly signal?: AbortSignal;
  /** Called at the end of each run, dataset or deposition, with the totals so far. */
  readonly onProgress?: (progress: ValidateProgress) => void;
  /** Time in the report; by default SOURCE_DATE_EPOCH or the clock. */
  readonly now?: () => Date;
  /** Name of the depth in the report; default `--depth`. */
  readonly depthName?: string;
}

/** Progress of a validation. */
export type ValidateProgress = Parameters<NonNullable<ValidateRequest['onProgress']>>[0];

/**
 * Checks a published tree, or a dataset or run of one. Faults of the tree are in the report and never thrown. Fails
 * with a UsageError for an invalid option, with a ConfigError for the file of severities, and with a StorageError if
 * there is no tree.
 *
 * @example
 * ```js
 * import { validate } from 'cryoet-ingest';
 *
 * const report = await validate('published', { runs: ['TS_001'], skipRules: ['SPACING_WHOLE'] });
 * for (const { code, path, message } of report.findings) console.error(`${path}: ${message} [${code}]`);
 * console.log(report.verdict); // valid
 * ```
 */
export async function validate(
  tree: string | OpenTree,
  { signal, onProgress, now = createClock(process.env), depthName, config, ...given }: ValidateOptions = {},
): Promise<ValidationReport> {
  const options = await resolveOptions(validateOptions, given);
  const { datasets, runs, depth, layout, rules: named, skipRules, jobs, memory, ...others } = options;
  const { severities, against, manifest, config: _, ...access } = others;
  const forced = new Map(severities.map((text) => text.split('=') as [string, Severity]));
  const settings = { ...(config === null ? noSettings : await readSettings(config)), forced };
  const rules = everyRule.filter(
    ({ code }) => (named.length === 0 || named.includes(code)) && !skipRules.includes(code),
  );
  const isDeep = depth === 'deep';
  const digester = manifest || isDeep ? (await import('../storage/digester.js')).createDigester(jobs) : null;
  const { createVolumeChecker } = isDeep ? await import('../volume/engine/volume-checker.js') : {};
  const isWhole = datasets.length === 0;
  const how = { options: access satisfies Exactly<typeof storageOptions, typeof access>, isWhole };
  return withTree(tree, how, async ({ storage: opened, location, below }) => {
    const summed = isDeep && !manifest && !opened.flat ? await sumReads(opened) : null;
    const storage = summed ?? opened;
    return validateStorage({
      ...(digester === null
        ? {}
        : { hashFiles: hashingUnread(digester.hash, summed), isHashedAnyway: !manifest }),
      ...(against === undefined
        ? {}
        : {
            findExpected() {
              const [dataset, run] = below;
              const isRunWanted = runs.length === 0 ? null : matchRuns(runs);
              const takes = (itsDataset: string, itsRun: string | null) =>
                (dataset === undefined || dataset === itsDataset) &&
                (run === undefined || run === itsRun) &&
                (datasets.length === 0 || datasets.includes(itsDataset)) &&
                (isRunWanted === null || (itsRun !== null && isRunWanted(itsRun)));
              return expectedItems(against, storage, { options: access, ...defined({ signal }) }, takes);
            },
          }),
      storage,
      tree: location,
      scope: scopeOf(below, datasets, runs),
      depth,
      layout,
      rules,
      areRulesNamed: named.length > 0,
      skipped: everyRule.filter((rule) => !rules.includes(rule)).map(({ code }) => code),
      settings,
      createScanner: (reader) => {
        const checker = createVolumeChecker?.(jobs, memory * 2 ** 20) ?? null;
        return createKernelScanner(reader, depth === 'sample', undefined, checker);
      },
      jobs,
      now,
      ...defined({ signal, onProgress, depthName }),
    });
  }).finally(() => digester?.close());
}

/**
 * Returns the items that a configuration finds in an input, with the files that the tree lacks. It plans an ingest
 * into the tree, which writes nothing. For a dataset or run that is missing altogether, its items are not listed.
 * `takes` is true for a dataset, or a run of it, that is compared. Fails as an ingest does that cannot begin.
 */
async function expectedItems(
  [config, input]: readonly [string, string],
  storage: Storage,
  { options, signal }: { readonly options: AccessOptions; readonly signal?: AbortSignal },
  takes: (dataset: string, run: string | null) => boolean,
): Promise<ExpectedItems> {
  // Loaded on demand: it brings the whole ingest with it.
  const { planItems } = await import('./ingest.js');
  const layout = await detectLayout(storage, ['']);
  const report = await planItems({
    config,
    input,
    output: storage.url,
    options: { ...options, layout, precompute: false },
    ...defined({ signal }),
  });
  const contexts: ExpectedItems['contexts'][number][] = [];
  const absent = new Set<string>();
  let unplanned = 0;
  const byDepth = report.items.toSorted((a, b) => depthOf(a) - depthOf(b));
  for (const item of byDepth) {
    const { type, name, dataset, run, status } = item;
    if (dataset === null || !takes(dataset, run)) continue;
    if (status === 'failed') unplanned += 1;
    const runPath = run === null ? dataset : `${dataset}/${run}`;
    if (absent.has(dataset) || absent.has(runPath)) continue;
    const isPlace = type === 'dataset' || type === 'run';
    const isAbsent = isPlace && (await storage.kind(runPath)) === null;
    if (isAbsent) absent.add(runPath);
    const missing = isAbsent ? [runPath] : await missingOf(item, storage);
    contexts.push({ path: runPath, entity: type, dataset, run, name, isAbsent, missing });
  }
  const notes =
    unplanned === 0
      ? []
      : [`${unplanned} items that ${config} cannot take from ${input}: cryoet ingest --dry-run says why`];
  return { contexts, notChecked: notes };
}

/** Returns the paths of an item if none of them exists: an ingest may omit some formats. */
async function missingOf({ status, outputs, metadata }: ItemRecord, storage: Storage): Promise<string[]> {
  if (status !== 'planned') return [];
  const data = outputs.map(({ path }) => path);
  const paths = data.length > 0 || metadata === null ? data : [metadata];
  for (const path of paths) if ((await storage.kind(path)) !== null) return [];
  return paths;
}

/** Sorts datasets before their runs, and runs before their items. */
function depthOf({ type }: ItemRecord): number {
  return type === 'dataset' ? 0 : type === 'run' ? 1 : 2;
}

async function sumReads(tree: Storage): Promise<SummedInput> {
  const { keptOfTree, SummedInput } = await import('../pipeline/publish/summed-input.js');
  return new SummedInput(tree, true, keptOfTree);
}

/** Returns a function that reads only those files again of which `summed` lacks the checksum. */
function hashingUnread(hashFiles: HashFiles, summed: SummedInput | null): HashFiles {
  if (summed === null) return hashFiles;
  return async (storage, paths, algorithm) => {
    if (algorithm !== 'crc64nvme') return hashFiles(storage, paths, algorithm);
    const known = new Map<string, FileHash | null>();
    for (const path of paths) known.set(path, await ifReadable(() => summed.takeDigest(path)));
    const unread = paths.filter((path) => known.get(path) === null);
    for (const [path, hash] of await hashFiles(storage, unread, algorithm)) known.set(path, hash);
    return known;
  };
}

const usualFile = '.cryoet-validate.yaml';

/** Reads severities from the file, else from `.cryoet-validate.yaml` in the working directory, if there is one. */
async function readSettings(path: string | undefined): Promise<SeveritySettings> {
  const bytes = await readNamedFile(
    path ?? usualFile,
    (reason, facts) => new ConfigError(`the settings cannot be read: ${reason}`, facts),
  ).catch(
    nullIf((error) => path === undefined && error instanceof ConfigError && isMissing(error.facts.cause)),
  );
  if (bytes === null) return noSettings;
  // Loaded on demand: the YAML parser is large, and few users have the file.
  const { parseSettings } = await import('../validate/parse-settings.js');
  return parseSettings(
    bytes,
    path ?? usualFile,
    everyRule.map(({ code }) => code),
  );
}
