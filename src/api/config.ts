import { ConfigError } from '../base/errors.js';
import type { Issue } from '../base/issue.js';
import type { Config } from '../deposition/config/config.js';
import { checkConfig, loadConfig } from '../deposition/config/load-config.js';
import type { StorageOptions } from '../storage/open-storage.js';
import { readNamedFile } from './locations.js';

/** A configuration and the files that it describes. */
export interface Deposition {
  /** A YAML file, or a configuration that `readConfig` read. */
  readonly config: string | Config;
  /** A directory or `s3://bucket/prefix`. */
  readonly input: string;
}

/**
 * Reads a configuration of an ingest from a YAML file, a path or `s3://bucket/key`. Fails with a ConfigError if it
 * cannot be read, or with ConfigErrors that list everything wrong with it.
 *
 * @example
 * ```js
 * import { readConfig } from 'cryoet-ingest';
 *
 * const config = await readConfig('deposition.yaml');
 * console.log(config.sections.runs.length); // 1
 * ```
 */
export async function readConfig(path: string, access: StorageOptions = {}): Promise<Config> {
  return loadConfig(await readBytes(path, access), path);
}

/**
 * Checks the configuration in a YAML file. Returns all errors and warnings in the order of the file. Fails with a
 * ConfigError only if the file cannot be read.
 *
 * @example
 * ```js
 * import { checkConfigFile } from 'cryoet-ingest';
 *
 * const issues = await checkConfigFile('deposition.yaml');
 * console.log(issues.length); // 0
 * ```
 */
export async function checkConfigFile(path: string, access: StorageOptions = {}): Promise<Issue[]> {
  return checkConfig(await readBytes(path, access), path);
}

async function readBytes(path: string, access: StorageOptions): Promise<Uint8Array> {
  return readNamedFile(
    path,
    (reason, facts) => new ConfigError(`the configuration cannot be read: ${reason}`, facts),
    access,
  );
}

/** Returns a configuration, reading it first if it is the path of a file. Fails as `readConfig` does. */
export async function configOf(config: string | Config, access: StorageOptions): Promise<Config> {
  return typeof config === 'string' ? readConfig(config, access) : config;
}
