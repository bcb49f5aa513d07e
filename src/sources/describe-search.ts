import type { ConfigSource } from '../config/index.js';
import type { EntityType } from '../entities/index.js';
import { sectionEntries } from './find-items.js';
import { expandDestinationGlob, expandSourcePath } from './finders/expand-glob.js';
import { passesParentFilters } from './finders/parent-filters.js';
import type { Item } from './item.js';
import type { SourceContext } from './source-context.js';

/** The patterns that were searched for an entity below a parent, filled in, with what else had to match; for messages. */
export function describeSearch(type: EntityType, parent: Item | null, context: SourceContext): string[] {
  return sectionEntries(type, context)
    .flatMap(({ sources }) => sources)
    .filter((source) => passesParentFilters(source, parent))
    .flatMap((source) => patterns(source, parent, context).map((pattern) => pattern + conditions(source)));
}

/** What a path that the pattern lists has to pass besides: `match_regex` and `exclude`, where they are given. */
function conditions({ finder, exclude }: ConfigSource): string {
  const regex = 'matchRegex' in finder ? finder.matchRegex.source : '.*';
  const texts = [
    ...(regex === '.*' ? [] : [`match_regex ${shorten(regex.replaceAll('\\/', '/'))}`]),
    ...(exclude.length === 0 ? [] : ['exclude']),
  ];
  return texts.length === 0 ? '' : ` and passes ${texts.join(' and ')}`;
}

/** Expressions of thousands of characters, alternatives of all runs, do not belong in a message whole. */
function shorten(regex: string): string {
  return regex.length <= 80 ? regex : `${regex.slice(0, 77)}...`;
}

function patterns(source: ConfigSource, parent: Item | null, context: SourceContext): string[] {
  const { finder } = source;
  const inSource = (pattern: string) =>
    context.input.location(expandSourcePath(pattern, source, parent, context));
  switch (finder.kind) {
    case 'source_glob':
    case 'tomogram_header':
      return [inSource(finder.listGlob)];
    case 'destination_glob':
      return [context.output.location(expandDestinationGlob(finder.listGlob, source, parent, context))];
    case 'source_multi_glob':
      return finder.listGlobs.map(inSource);
    case 'annotation':
      return 'many' in finder.globs ? finder.globs.many.map(inSource) : [inSource(finder.globs.single)];
    case 'destination_filter':
      return ['the destination_filter'];
    case 'literal':
      return [];
  }
}
