import { defined } from '../base/collections.js';
import { ConfigError, ifReadable, isMissing, nullIf } from '../base/errors.js';
import type { storageOptions } from '../commands/options/engine-options.js';
import { type Exactly, type OptionValues, resolveOptions } from '../commands/options/option.js';
import { validateOptions } from '../commands/options/validate-options.js';
import type { SummedInput } from '../pipeline/publish/summed-input.js';
import type { FileHash } from '../storage/hash-file.js';
import type { Storage } from '../storage/storage.js';
import { matchRuns } from '../tree/selection.js';
import type { HashFiles } from '../validate/compare-manifest.js';
import { noSettings, type Severity, type SeveritySettings } from '../validate/finding.js';
import type { ValidationReport } from '../validate/report.js';
import { rules as everyRule } from '../validate/rules/rules.js';
import {
  type ValidateOptions as ValidateRequest,
  validate as validateStorage,
} from '../validate/validate.js';
import { createKernelScanner } from '../validate/voxels/voxel-scanner.js';
import { createClock, readNamedFile } from './locations.js';
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
            async findExpected() {
              // Loaded on demand: it brings the whole ingest with it.
              const { expectedItems } = await import('./expected-items.js');
              const [dataset, run] = below;
              const isRunWanted = runs.length === 0 ? null : matchRuns(runs);
              return expectedItems({
                config: against[0],
                input: against[1],
                storage,
                options: access,
                signal,
                takes: (itsDataset, itsRun) =>
                  (dataset === undefined || dataset === itsDataset) &&
                  (run === undefined || run === itsRun) &&
                  (datasets.length === 0 || datasets.includes(itsDataset)) &&
                  (isRunWanted === null || (itsRun !== null && isRunWanted(itsRun))),
              });
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
