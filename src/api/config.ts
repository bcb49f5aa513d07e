import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigError } from '../base/errors.js';
import type { Issue } from '../base/issue.js';
import { checkConfig } from '../deposition/config/check-config.js';
import type { Config } from '../deposition/config/config.js';
import { loadConfig } from '../deposition/config/load-config.js';
import { readNamedFile } from './locations.js';

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

/** SHA-256 of the file of a configuration; of what it says where there is no such file any more. */
export async function digestConfig(config: Config): Promise<string> {
  const bytes = await readFile(config.file).catch(() => new TextEncoder().encode(JSON.stringify(config)));
  return createHash('sha256').update(bytes).digest('hex');
}
