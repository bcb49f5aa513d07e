import { ConfigError, StorageError } from '../../errors/index.js';
import { noSettings, rules, type SeveritySettings } from '../../validate/index.js';
import { readNamedFile } from '../read-named-file.js';

const usualFile = '.cryoet-validate.yaml';

/** Severities of the file that is named, else of `.cryoet-validate.yaml` here, else none. */
export async function readSettings(path: string | undefined): Promise<SeveritySettings> {
  let bytes: Uint8Array;
  try {
    bytes = await readNamedFile(
      path ?? usualFile,
      (reason, facts) => new ConfigError(`the settings cannot be read: ${reason}`, facts),
    );
  } catch (error) {
    if (path === undefined && isMissing(error)) return noSettings;
    throw error;
  }
  // The parser of YAML is large, and few have such a file.
  const { parseSettings } = await import('../../validate/settings/parse-settings.js');
  return parseSettings(
    bytes,
    path ?? usualFile,
    rules.map(({ code }) => code),
  );
}

function isMissing(error: unknown): boolean {
  const cause = error instanceof ConfigError ? error.facts.cause : null;
  return cause instanceof StorageError && cause.reason === 'missing';
}
