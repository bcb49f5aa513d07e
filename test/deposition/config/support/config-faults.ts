import { ConfigErrors } from '../../../../src/base/errors.js';
import { describeError, describeFacts } from '../../../../src/base/messages.js';
import { checkConfig, loadConfig } from '../../../../src/deposition/config/load-config.js';

/** Returns every issue of a configuration as a line `code: description`. */
export function issuesOf(source: string | Uint8Array): string[] {
  return checkConfig(source, 'test.yaml').map(
    ({ code, message, ...facts }) => `${code}: ${describeFacts(message, facts)}`,
  );
}

/** Returns the errors that loading a configuration fails with; empty if it loads. */
export function loadFaultsOf(source: string | Uint8Array): string[] {
  try {
    loadConfig(source, 'test.yaml');
    return [];
  } catch (error) {
    return error instanceof ConfigErrors ? error.errors.map(describeError) : [describeError(error)];
  }
}
