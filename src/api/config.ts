import { type Config, checkConfig, loadConfig } from '../config/index.js';
import { ConfigError } from '../errors/index.js';
import type { Issue } from '../issues/index.js';
import { readNamedFile } from './read-named-file.js';

export type { Config, Issue };

/**
 * A configuration of an ingest, from a YAML file. Fails with a ConfigError where it cannot be read, or with ConfigErrors that
 * carry everything that is wrong with it.
 */
export async function readConfig(path: string): Promise<Config> {
  return loadConfig(await readBytes(path), path);
}

/**
 * Everything wrong with the configuration in a YAML file, errors and warnings in its order. Fails with a ConfigError only where
 * the file cannot be read.
 *
 * @example
 * ```js
 * import { checkConfigFile } from 'cryoet-ingest';
 *
 * const issues = await checkConfigFile('deposition.yaml');
 * console.log(issues.length); // 0
 * ```
 */
export async function checkConfigFile(path: string): Promise<Issue[]> {
  return checkConfig(await readBytes(path), path);
}

async function readBytes(path: string): Promise<Uint8Array> {
  return readNamedFile(
    path,
    (reason, facts) => new ConfigError(`the configuration cannot be read: ${reason}`, facts),
  );
}
