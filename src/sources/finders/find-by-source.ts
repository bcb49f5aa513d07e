import { type ConfigSource, matchRegex, searchRegex } from '../../config/index.js';
import type { EntityType } from '../../entities/index.js';
import type { Item } from '../item.js';
import type { SourceContext } from '../source-context.js';
import { findByDestinationFilter } from './destination-filter-finder.js';
import type { Found } from './found.js';
import { findByGlob } from './glob-finder.js';
import { findByHeader } from './header-finder.js';
import { findLiterals } from './literal-finder.js';
import { findByMultiGlob } from './multi-glob-finder.js';

const wholeName = matchRegex('(?s)(.*)');
const anything = searchRegex('');

/** What one source of the config finds below a parent, before its `exclude` is applied. */
export async function findBySource(
  type: EntityType,
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): Promise<Found[]> {
  const { finder } = source;
  switch (finder.kind) {
    case 'source_glob':
    case 'destination_glob':
      return findByGlob(finder, source, parent, context);
    case 'source_multi_glob':
      return findByMultiGlob(finder.listGlobs, source, parent, context);
    case 'literal':
      return findLiterals(finder.value, source, parent, context);
    case 'destination_filter':
      return findByDestinationFilter(finder.filters, type, parent, context);
    case 'tomogram_header':
      return findByHeader(finder, source, parent, context);
    case 'annotation':
      return 'many' in finder.globs
        ? findByMultiGlob(finder.globs.many, source, parent, context)
        : findByGlob(
            {
              kind: 'source_glob',
              listGlob: finder.globs.single,
              matchRegex: anything,
              nameRegex: wholeName,
            },
            source,
            parent,
            context,
          );
  }
}
