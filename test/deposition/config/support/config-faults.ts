import { ConfigErrors } from '../../../../src/base/errors.js';
import { describeError, describeFacts } from '../../../../src/base/messages.js';
import { checkConfig } from '../../../../src/deposition/config/check-config.js';
import { loadConfig } from '../../../../src/deposition/config/load-config.js';

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
