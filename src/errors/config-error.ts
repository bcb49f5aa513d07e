import { CryoetError } from './cryoet-error.js';

/** The configuration, or a map file it names, says something it may not say. */
export class ConfigError extends CryoetError {
  readonly tag = 'config';
}
