import { nameSome } from '../../errors/index.js';
import { nothingFound } from '../../sources/rules/index.js';
import type { IngestContext } from '../context.js';

const mostNamed = 5;

/**
 * Warns of rows of the run data map that no run was found for: its files are missing, or the pattern of runs does not find them.
 * Only what looks at all runs can tell.
 */
export function warnOfStrayRows(found: ReadonlySet<string>, context: IngestContext): void {
  const { config, maps, options, signal } = context;
  const isWhole = (options.share ?? 'whole') === 'whole';
  const isFiltered = [options.filters, options.excludes].some(({ size }) => size > 0);
  if (maps.rows === null || !isWhole || isFiltered || signal.aborted) return;
  const stray = [...maps.rows.keys()].filter((name) => !found.has(name));
  if (stray.length === 0) return;
  context.warn(
    `no run found for ${nameSome(stray, mostNamed)}, which ${config.standardization.runDataMapFile} has ${stray.length === 1 ? 'a row' : 'rows'} of`,
    null,
    nothingFound.code,
  );
}
