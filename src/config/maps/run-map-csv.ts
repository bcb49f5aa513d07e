import { ConfigError } from '../../errors/index.js';
import { parseTable } from './parse-table.js';

/**
 * Reads a `run_to_*_map_csv`: comma-separated without header, the run name and then its value; further columns are
 * ignored, the last row of a run counts, blank lines are skipped. Fails with a ConfigError at the line for a row of
 * one cell.
 */
export function parseRunMapCsv(text: string, file: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { line, cells } of parseTable(text, ',', file)) {
    const [run, value] = cells;
    if (run === undefined || value === undefined) {
      throw new ConfigError('the row has no second column', {
        path: file,
        line,
        expected: 'a run name, a comma and its value',
        found: `'${cells.join(',')}'`,
      });
    }
    values.set(run, value);
  }
  return values;
}
