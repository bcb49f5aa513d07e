import type { Config, ConfigSource } from '../config/index.js';

/** Which sources of a config found something, so that those that never did can be named at the end. */
export interface SourceUsage {
  /** A source was searched below some parent and found this many things. */
  searched(source: ConfigSource, found: number): void;
  /** Those of a source's files without a name that were not told of before. */
  newStrays(source: ConfigSource, keys: readonly string[]): string[];
  /** One sentence for each source that was searched and never found anything. */
  unusedSources(): string[];
}

/** Counts what the sources of a config find, nothing at first. */
export function createSourceUsage(config: Config): SourceUsage {
  const found = new Map<ConfigSource, number>();
  const strays = new Map<ConfigSource, Set<string>>();
  return {
    searched(source, count) {
      found.set(source, (found.get(source) ?? 0) + count);
    },
    newStrays(source, keys) {
      const told = strays.get(source) ?? new Set();
      strays.set(source, told);
      return keys.filter((key) => !told.has(key) && told.add(key) !== undefined);
    },
    unusedSources() {
      return Object.values(config.sections)
        .flat()
        .flatMap(({ sources }) => sources)
        .filter((source) => found.get(source) === 0 && source.finder.kind !== 'literal')
        .map(
          ({ location }) => `${location.file}:${location.line}: ${location.keyPath} found nothing in any run`,
        );
    },
  };
}
