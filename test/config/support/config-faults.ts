import { ConfigErrors, checkConfig, loadConfig } from '../../../src/config/index.js';
import { describeError, describeFacts } from '../../../src/errors/index.js';

/** Every issue of a configuration as a line `code: description`. */
export function issuesOf(source: string | Uint8Array): string[] {
  return checkConfig(source, 'test.yaml').map(
    ({ code, message, ...facts }) => `${code}: ${describeFacts(message, facts)}`,
  );
}

/** What loading a configuration fails with, one description an error; empty when it loads. */
export function loadFaultsOf(source: string | Uint8Array): string[] {
  try {
    loadConfig(source, 'test.yaml');
    return [];
  } catch (error) {
    return error instanceof ConfigErrors ? error.errors.map(describeError) : [describeError(error)];
  }
}
