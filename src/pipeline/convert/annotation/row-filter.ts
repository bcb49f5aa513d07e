import { expandTemplate } from '../../../config/index.js';
import { ConfigError } from '../../../errors/index.js';
import { passesParentFilters } from '../../../sources/finders/parent-filters.js';
import { ancestor, type Item } from '../../../sources/item.js';
import { templateLocation } from '../../../sources/template-location.js';
import { templateVariables } from '../../../sources/template-variables.js';
import type { IngestContext } from '../../context.js';
import type { AnnotationInput } from './annotation-file.js';
import { comparable } from './point-tally.js';

/** The value that selects the rows of the annotation's run; null where all rows count. */
export function rowFilter(input: AnnotationInput, context: IngestContext): string | null {
  return expandFilter(input, input.item, context);
}

/** The values that select the rows of all runs that the source is for, as `comparable` spells them. */
export async function otherFilters(input: AnnotationInput, context: IngestContext): Promise<Set<string>> {
  const filters = new Set<string>();
  for (const run of await runsOf(input, context)) {
    try {
      const filter = expandFilter(input, run, context);
      if (filter !== null) filters.add(comparable(filter));
    } catch (error) {
      // A run without a value of its own has no rows.
      if (!(error instanceof ConfigError)) throw error;
    }
  }
  return filters;
}

/** How many runs get the same rows of a source whose pattern names no run, and that has no filter. */
export async function runsThatShare(input: AnnotationInput, context: IngestContext): Promise<number> {
  const { globs } = input.finder;
  const patterns = 'many' in globs ? globs.many : [globs.single];
  if (patterns.some((pattern) => pattern.includes('{'))) return 1;
  return (await runsOf(input, context)).length;
}

async function runsOf({ item, source }: AnnotationInput, context: IngestContext): Promise<readonly Item[]> {
  const dataset = ancestor(item, 'dataset');
  const runs = dataset === null ? [] : await context.allRuns(dataset);
  return runs.filter((run) => passesParentFilters(source, run));
}

function expandFilter(
  { source, finder }: AnnotationInput,
  item: Item,
  context: IngestContext,
): string | null {
  const { filter_value: template } = finder.options;
  if (typeof template !== 'string' || template === '') return null;
  const variables = [...templateVariables(item, context)].filter(([name]) => !name.endsWith('output_path'));
  return expandTemplate(template, new Map(variables), templateLocation(source, item, context));
}
