import { storageOf } from '../commands/options/engine-options.js';
import { type OptionValues, resolveOptions } from '../commands/options/option.js';
import { validateSourceOptions } from '../commands/options/validate-options.js';
import { openStorage } from '../storage/open-storage.js';
import type { ValidationReport } from '../validate/report.js';
import { checkSources, type SourceProgress } from './check-sources.js';
import { configOf, type Deposition } from './config.js';
import { createClock } from './locations.js';
import { planOptions } from './pipeline-options.js';

/** Options of a check of sources: those of `cryoet validate source`, with lists in the plural. */
export type ValidateSourceOptions = Partial<OptionValues<typeof validateSourceOptions>>;

/** The deposition to check. */
export interface ValidateSourceRequest extends Deposition {
  readonly options?: ValidateSourceOptions;
  /** Aborts the check: the report is `incomplete`. */
  readonly signal?: AbortSignal;
  /** Called at the end of each run, with the totals so far. */
  readonly onProgress?: (progress: SourceProgress) => void;
  /** Time in the report; by default SOURCE_DATE_EPOCH or the clock. */
  readonly now?: () => Date;
}

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
  const input = await openStorage(request.input, { ...access, check: 'source' });
  return checkSources({ config, input, name: request.input, options: selected, now, signal, onProgress });
}
