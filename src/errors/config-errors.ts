import { ConfigError } from './config-error.js';

/** A configuration that cannot be used: one ConfigError for each fault found, in the order of the file. */
export class ConfigErrors extends ConfigError {
  readonly errors: readonly ConfigError[];

  constructor(file: string, errors: readonly ConfigError[]) {
    const [first] = errors;
    if (errors.length === 1 && first !== undefined) super(first.message, first.facts);
    else super(`${errors.length} errors in the configuration`, { path: file });
    this.errors = errors;
  }
}
