import { defined } from '../base/collections.js';
import type { Issue } from '../base/issue.js';
import { nameSome } from '../base/messages.js';
import { toolVersion } from '../base/version.js';
import { storageOf } from '../commands/options/engine-options.js';
import { type OptionValues, resolveOptions } from '../commands/options/option.js';
import { validateSourceOptions } from '../commands/options/validate-options.js';
import { nothingFound, sourceUnused } from '../deposition/source-rules/reading.js';
import { sourceRuleTexts } from '../deposition/source-rules/source-rules.js';
import { planDeposition } from '../pipeline/ingest.js';
import type { IngestEvent, ItemLabel } from '../pipeline/walk/events.js';
import { openStorage } from '../storage/open-storage.js';
import { type ReadTally, readOnce } from '../storage/read-once.js';
import { emptyStorage } from '../storage/storage.js';
import type { EntityType } from '../tree/entities/entity-type.js';
import { noSettings } from '../validate/finding.js';
import { IssueCollector } from '../validate/issue-collector.js';
import { type CheckedAmounts, reportVersion, type ValidationReport } from '../validate/report.js';
import { createVolumeEngine } from '../volume/engine/create-volume-engine.js';
import { type Config, configOf } from './config.js';
import { createClock } from './locations.js';
import { planOptions } from './select-items.js';

/** Options of a check of sources: those of `cryoet validate source`, with lists in the plural. */
export type ValidateSourceOptions = Partial<OptionValues<typeof validateSourceOptions>>;

/** The deposition to check. */
export interface ValidateSourceRequest {
  /** A YAML file, or a configuration that `readConfig` read. */
  readonly config: string | Config;
  /** A directory or `s3://bucket/prefix`. */
  readonly input: string;
  readonly options?: ValidateSourceOptions;
  /** Aborts the check: the report is `incomplete`. */
  readonly signal?: AbortSignal;
  /** Called at the end of each run, with the totals so far. */
  readonly onProgress?: (progress: {
    readonly runs: number;
    readonly errors: number;
    readonly warnings: number;
  }) => void;
  /** Time in the report; by default SOURCE_DATE_EPOCH or the clock. */
  readonly now?: () => Date;
}

/** Every rule of sources, with its code, severity and explanation. */
export const sourceRules = sourceRuleTexts;

/** Memory in bytes that plans of conversions assume; nothing is converted. */
const planMemory = 512 * 1024 * 1024;

/**
 * Checks a deposition before it is ingested: whether files have their configured format, and whether spacings,
 * sections, angles, frames, extents and points agree with each other and with the configuration. Reads every file at
 * most once and writes nothing. Every fault is in the report. Fails with a UsageError, ConfigError or StorageError
 * if the configuration or INPUT cannot be read.
 *
 * @example
 * ```js
 * import { validateSource } from 'cryoet-ingest';
 *
 * const report = await validateSource({ config: 'deposition.yaml', input: 'deposited' });
 * for (const { code, path, message } of report.findings) console.error(`${path}: ${message} [${code}]`);
 * console.log(report.verdict); // valid
 * ```
 */
export async function validateSource(request: ValidateSourceRequest): Promise<ValidationReport> {
  const options = await resolveOptions(validateSourceOptions, request.options ?? {});
  const { filter, exclude, compatible, allowMismatch, jobs, ...storage } = options;
  const { now = createClock(process.env), signal = new AbortController().signal, onProgress } = request;
  const access = storageOf(storage);
  const config = await configOf(request.config, access);
  const selected = await planOptions({ filter, exclude, compatible, allowMismatch, jobs });
  const read: ReadTally = { files: 0, bytes: 0 };
  const input = readOnce(await openStorage(request.input, { ...access, check: 'source' }), read);
  const engine = createVolumeEngine({ jobs: 1, memory: planMemory });
  const report = new SourceReport({ input: request.input, now, read });
  const listener = (event: IngestEvent) => {
    report.listen(event);
    if (event.kind === 'run-finished') onProgress?.(report.progress);
  };
  try {
    await planDeposition({
      config,
      configDigest: config.digest,
      input,
      output: emptyStorage('(no output)'),
      engine,
      options: selected,
      now,
      signal,
      listener,
      resumeFile: null,
      describedOptions: {},
    });
    return report.finish(signal.aborted);
  } finally {
    await engine.close();
    await input.close();
  }
}

interface Facts {
  readonly input: string;
  readonly now: () => Date;
  /** Counts the files and bytes that are read of INPUT. */
  readonly read: ReadTally;
}

const families = new Map(sourceRuleTexts.map(({ code, family }) => [code, family]));

/** Names of types in messages, and of runs that a message lists at most. */
const typeNames: Partial<Record<EntityType, string>> = {
  collection_metadata: 'mdoc',
  tiltseries: 'tilt series',
};
const mostNames = 10;

/** Makes a validation report from the events of a dry run. */
class SourceReport {
  readonly #facts: Facts;
  readonly #started: Date;
  readonly #clock = performance.now();
  readonly #collector = new IssueCollector(noSettings);
  /** Keys of findings that were added: several items can share one. */
  readonly #reported = new Set<string>();
  /** Runs that have none of a type. */
  readonly #gaps = new Map<EntityType, Set<string>>();
  #hasUnused = false;
  #datasets = 0;
  #runs = 0;
  /** Sizes in bytes by path: several items can be made from one file. */
  readonly #files = new Map<string, number>();
  #volumes = 0;

  constructor(facts: Facts) {
    this.#facts = facts;
    this.#started = facts.now();
  }

  get progress() {
    const { errors, warnings } = this.#collector;
    return { runs: this.#runs, errors, warnings };
  }

  listen(event: IngestEvent): void {
    if (event.kind === 'datasets-found') this.#datasets += event.datasets.length;
    if (event.kind === 'run-finished') this.#runs += 1;
    if (event.kind === 'warning' && event.code !== undefined) {
      const { message, item, code, sought } = event;
      const text = item === null ? message : `${item.type} ${item.name}: ${message}`;
      const severity = code === sourceUnused.code ? sourceUnused.severity : 'warning';
      this.#hasUnused ||= code === sourceUnused.code;
      if (sought !== undefined && item?.run != null) this.#miss(sought, item.run);
      else this.#add({ code, severity, path: this.#facts.input, message: text }, item);
    }
    if (event.kind === 'made-by-default' && event.item.run !== null)
      this.#miss(event.item.type, event.item.run);
    if (event.kind !== 'item-finished') return;
    const { record } = event;
    for (const { path, bytes } of record.sources) this.#files.set(path, bytes ?? 0);
    if (record.type === 'tomogram' || record.type === 'tiltseries') this.#volumes += 1;
    for (const issue of record.issues ?? []) this.#add(issue, record);
  }

  #miss(type: EntityType, run: string): void {
    this.#gaps.set(type, (this.#gaps.get(type) ?? new Set()).add(run));
  }

  /** Warns once of each type that some runs lack; of what all lack, SOURCE_PATTERN_UNUSED reports the patterns. */
  #addGaps(): void {
    for (const [type, runs] of this.#gaps) {
      if (runs.size === this.#runs && (this.#hasUnused || type === 'alignment')) continue;
      const message = `${runs.size} of ${this.#runs} runs ${runs.size === 1 ? 'has' : 'have'} no ${typeNames[type] ?? type}`;
      const found = nameSome([...runs].sort(), mostNames);
      const { code, severity } = nothingFound;
      this.#add({ code, severity, path: this.#facts.input, message, found }, null);
    }
  }

  #add(issue: Issue, item: ItemLabel | null): void {
    const { code, severity, message, expected, found, line } = issue;
    const key = JSON.stringify([code, issue.path, message, expected, found, line]);
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    const context = {
      path: issue.path,
      entity: item?.type ?? 'deposition',
      dataset: item?.dataset ?? null,
      run: item?.run ?? null,
    };
    this.#collector.add({ code, severity, family: families.get(code) ?? 'source-files' }, context, {
      message,
      ...defined({ expected, found, line }),
    });
  }

  finish(isInterrupted: boolean): ValidationReport {
    this.#addGaps();
    const { errors, warnings, ignored } = this.#collector;
    return {
      version: reportVersion,
      tool: `cryoet-ingest ${toolVersion}`,
      tree: this.#facts.input,
      layout: null,
      depth: 'headers',
      datasets: null,
      runs: null,
      started: this.#started.toISOString(),
      seconds: Math.round(performance.now() - this.#clock) / 1000,
      verdict: errors > 0 ? 'invalid' : isInterrupted ? 'incomplete' : 'valid',
      errors,
      warnings,
      ignored,
      codes: this.#collector.codes(),
      looked: this.#looked(),
      notChecked: [
        ...(isInterrupted ? ['everything after the interrupt'] : []),
        ...(this.#volumes > 0 ? [`the voxels of ${this.#volumes} volumes`] : []),
      ],
      failures: [],
      findings: this.#collector.findings(),
      thumbnails: [],
    };
  }

  #looked(): CheckedAmounts {
    return {
      datasets: this.#datasets,
      runs: this.#runs,
      filesListed: this.#files.size,
      bytesListed: [...this.#files.values()].reduce((sum, bytes) => sum + bytes, 0),
      filesRead: this.#facts.read.files,
      bytesRead: this.#facts.read.bytes,
      volumes: this.#volumes,
      chunksRead: 0,
      chunks: 0,
      voxels: 0,
    };
  }
}
