import type { ConfigSource } from '../../config/index.js';
import type { Item } from '../item.js';
import type { SourceContext } from '../source-context.js';
import { expandSourceGlob } from './expand-glob.js';
import { collect, type Found } from './found.js';
import { fullPath } from './full-path.js';
import { globInput } from './glob-input.js';

/** `source_multi_glob` and annotation `glob_strings`: all that the patterns list, in order, named by full path. */
export async function findByMultiGlob(
  patterns: readonly string[],
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): Promise<Found[]> {
  const results: Found[] = [];
  for (const pattern of patterns) {
    const key = expandSourceGlob(pattern, source, parent, context);
    for (const match of await globInput(key, source, context)) {
      results.push({ name: fullPath(context.input, match.key), origin: 'source', key: match.key });
    }
  }
  return collect(results);
}
