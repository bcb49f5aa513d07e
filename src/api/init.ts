import { lstat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closing } from '../base/closing.js';
import { ifReadable, nullIf, StorageError } from '../base/errors.js';
import type { Issue } from '../base/issue.js';
import { packageFile } from '../base/package-file.js';
import { checkConfig } from '../deposition/config/load-config.js';
import { type Answers, parseAnswers } from '../init/answers.js';
import { composeConfig, type InitResult } from '../init/compose-config.js';
import { type Entry, mergeEntries, readDescription, readEntry } from '../init/entries.js';
import { type SurveyProgress, survey } from '../init/survey.js';
import type { Placeholder } from '../init/yaml-document.js';
import { baseName } from '../storage/keys.js';
import { explain, isMissing } from '../storage/local/fs-error.js';
import { openListedStorage, type StorageOptions } from '../storage/open-storage.js';
import { isObject, readNamedFile } from './locations.js';

export { runTableName } from '../init/build-document.js';

/** The source of a new configuration, and what is known about it. */
export interface InitRequest {
  /** A directory or `s3://bucket/prefix`. */
  readonly input: string;
  readonly storage?: StorageOptions;
  /** File with answers, in YAML or JSON. */
  readonly answers?: string | undefined;
  /** Saved entries of EMPIAR (JSON) and EMDB (XML or JSON). */
  readonly fromEmpiar?: string | undefined;
  readonly fromEmdb?: string | undefined;
  /**
   * A description of the source: such an entry, CETS JSON, a copick configuration, or `tomograms.star` of RELION 5. A
   * relative path begins in the working directory, or in `input` if there is no such file there.
   */
  readonly from?: string | undefined;
  readonly onProgress?: (progress: SurveyProgress) => void;
  /** Called with missing values, if any; returns answers. `preview` shows what answers make of the configuration. */
  readonly ask?: (placeholders: readonly Placeholder[], preview: PreviewAnswers) => Promise<Answers>;
}

/**
 * Returns the missing values of the configuration with answers, which may add some, such as the block of a
 * sample_type; and the errors of the last answer, as `cryoet validate config` reports them.
 */
export type PreviewAnswers = (answers: Answers) => {
  readonly placeholders: readonly Placeholder[];
  readonly errors: readonly Issue[];
};

/**
 * Composes a configuration for a source from file names and headers. Fails with a StorageError if the source cannot
 * be listed, and with a ConfigError or FormatError if answers or entries cannot be read.
 *
 * @example
 * ```js
 * import { init } from 'cryoet-ingest';
 *
 * const { placeholders } = await init({ input: 'deposited' });
 * console.log(placeholders.length > 0); // true
 * ```
 */
export async function init(request: InitRequest): Promise<InitResult> {
  const { input, storage: options = {}, answers, onProgress, ask } = request;
  const entry = await readEntries(request);
  const given = answers === undefined ? [] : parseAnswers(await readBytes(answers), answers);
  const storage = await openListedStorage(input, {
    ...options,
    isWhole: true,
    onListed: (files) => onProgress?.({ step: 'listing', files }),
  });
  return closing(storage, async () => {
    const found = await survey(storage, onProgress, entry);
    const schema = fileURLToPath(packageFile('schemas/ingestion-config.schema.json'));
    const compose = (answers: Answers) =>
      composeConfig(found, { schema, entry, answers: [...given, ...answers] });
    const preview: PreviewAnswers = (answers) => {
      const { config, placeholders } = compose(answers);
      const [path] = answers.at(-1) ?? [];
      const isOfLast = ({ keyPath, severity }: Issue) => keyPath === path && severity === 'error';
      return { placeholders, errors: checkConfig(config, 'the answers').filter(isOfLast) };
    };
    const result = compose([]);
    if (ask === undefined || result.placeholders.length === 0) return result;
    return compose(await ask(result.placeholders, preview));
  });
}

/** Reads the given entries and description. Where several have a value, the description's is used, then EMPIAR's. */
async function readEntries(request: InitRequest): Promise<Entry> {
  const { input, fromEmpiar, fromEmdb, from, storage } = request;
  const read = async (path: string | undefined, archive: 'EMPIAR' | 'EMDB') =>
    path === undefined ? {} : readEntry(await readBytes(path, storage), path, archive);
  const [emdb, empiar] = [await read(fromEmdb, 'EMDB'), await read(fromEmpiar, 'EMPIAR')];
  if (from === undefined) return mergeEntries({}, empiar, emdb);
  const inInput = isObject(input) ? `${input.replace(/\/+$/, '')}/${from}` : join(input, from);
  const readAt = async (path: string) => ({ bytes: await readBytes(path, storage), path });
  const isHere = isAbsolute(from) || isObject(from) || (await exists(from));
  const found = isHere ? null : await ifReadable(() => readAt(inInput));
  const { bytes, path } = found ?? (await readAt(from));
  return mergeEntries({ ...readDescription(bytes, path), file: keyIn(input, path) }, empiar, emdb);
}

/** True if there is something of this name, which may be unreadable. */
async function exists(path: string): Promise<boolean> {
  return (await explain(path, () => lstat(path).catch(nullIf(isMissing)))) !== null;
}

/** Returns the path of a file below INPUT, or its name if it lies elsewhere. */
function keyIn(input: string, path: string): string {
  const root = isObject(input) ? input.replace(/\/+$/, '') : resolve(input);
  const whole = isObject(path) ? path : resolve(path);
  return whole.startsWith(`${root}/`) ? whole.slice(root.length + 1) : baseName(path);
}

async function readBytes(path: string, options?: StorageOptions): Promise<Uint8Array> {
  return readNamedFile(path, (reason, facts) => new StorageError('missing', reason, facts), options);
}
