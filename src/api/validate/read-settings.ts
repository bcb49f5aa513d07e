import { readFile } from 'node:fs/promises';
import { ConfigError } from '../../errors/index.js';
import { noSettings, parseSettings, rules, type SeveritySettings } from '../../validate/index.js';

const usualFile = '.cryoet-validate.yaml';

/** Severities of the file that is named, else of `.cryoet-validate.yaml` here, else none. */
export async function readSettings(path: string | undefined): Promise<SeveritySettings> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path ?? usualFile);
  } catch (cause) {
    if (path === undefined) return noSettings;
    throw new ConfigError('the settings cannot be read', {
      path,
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
  return parseSettings(
    bytes,
    path ?? usualFile,
    rules.map(({ code }) => code),
  );
}
