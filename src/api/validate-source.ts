import { type OptionValues, resolveOptions, storageOf, validateSourceOptions } from '../options/index.js';
import { type IngestEvent, planDeposition } from '../pipeline/index.js';
import { sourceRuleTexts } from '../sources/rules/index.js';
import { emptyStorage, openStorage, type ReadTally, readOnce } from '../storage/index.js';
import type { ValidationReport } from '../validate/index.js';
import { createVolumeEngine } from '../volume/engine/index.js';
import { createClock } from './clock.js';
import { type Config, readConfig } from './config.js';
import { digestConfig } from './ingest/digest-config.js';
import { planOptions } from './ingest/select-items.js';
import { SourceReport } from './validate/source-report.js';

/** The options of a comparison of sources: those of `cryoet validate source`, with lists in the plural. */
export type ValidateSourceOptions = Partial<OptionValues<typeof validateSourceOptions>>;

/** Which deposition to look at. */
export interface ValidateSourceRequest {
  /** A YAML file, or a configuration that `readConfig` read. */
  readonly config: string | Config;
  /** A directory or `s3://bucket/prefix`. */
  readonly input: string;
  readonly options?: ValidateSourceOptions;
  /** Ends it early: the report is `incomplete`. */
  readonly signal?: AbortSignal;
  /** Told when a run is done, with what was found so far. */
  readonly onProgress?: (progress: {
    readonly runs: number;
    readonly errors: number;
    readonly warnings: number;
  }) => void;
  /** The time written into the report; SOURCE_DATE_EPOCH or the clock by default. */
  readonly now?: () => Date;
}

/** Every rule that sources are held to, with its code, severity and explanation. */
export const sourceRules = sourceRuleTexts;

/** Bytes that plans of conversions may count with; nothing is converted. */
const planMemory = 512 * 1024 * 1024;

/**
 * Compares what was deposited with its configuration and with itself: spacings, sections, angles, frames, extents and points,
 * and whether every file is what it is configured to be. Reads every file once at most and writes nothing. Whatever is wrong is
 * in the report; fails with a UsageError, ConfigError or StorageError where configuration or INPUT cannot be read.
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
  const { now = createClock(process.env), signal = new AbortController().signal, onProgress } = request;
  const config = typeof request.config === 'string' ? await readConfig(request.config) : request.config;
  const selected = await planOptions(options);
  const read: ReadTally = { files: 0, bytes: 0 };
  const input = readOnce(await openStorage(request.input, { ...storageOf(options), check: 'source' }), read);
  const engine = createVolumeEngine({ jobs: 1, memory: planMemory });
  const report = new SourceReport({ input: request.input, now, read });
  const listener = (event: IngestEvent) => {
    report.listen(event);
    if (event.kind === 'run-finished') onProgress?.(report.progress);
  };
  try {
    await planDeposition({
      config,
      configDigest: await digestConfig(config),
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
