import { getOrMake, keepNewest } from '../../base/collections.js';
import { ConfigError } from '../../base/errors.js';
import {
  expandTemplate,
  locationFacts,
  type TemplateLocation,
  type TemplateVariables,
} from '../config/template.js';
import { ancestor, type Item } from '../item.js';
import { templateVariables } from '../item-variables.js';
import type { SourceContext } from '../source-context.js';
import type { SourceSearch } from './found.js';

/**
 * Returns a glob of the configuration with its variables filled in, as a glob below INPUT. Wildcards in names and
 * paths of items are escaped, so that they match themselves. Fails with a ConfigError for an unknown variable and for
 * a path that leaves the input.
 */
export function expandSourceGlob(pattern: string, search: SourceSearch): string {
  return belowSource(search, expandPattern(pattern, search, escapeGlob), escapeGlob);
}

/** Returns a configured path, its variables filled in, as a key below INPUT. Fails as `expandSourceGlob` does. */
export function expandSourcePath(path: string, search: SourceSearch): string {
  return belowSource(search, expandPattern(path, search, asWritten), asWritten);
}

/**
 * Returns a `destination_glob` with its variables filled in, as a glob below OUTPUT. Fails with a ConfigError if it
 * does not begin with an output variable, and as `expandSourceGlob` does.
 */
export function expandDestinationGlob(pattern: string, search: SourceSearch): string {
  if (!/^\{(\w+_)?output_path\}/.test(pattern)) {
    throw new ConfigError('a destination_glob starts with an output variable', {
      ...locationFacts(search.source.location),
      expected: 'a pattern such as {run_output_path}/Reconstructions/*',
      found: pattern,
    });
  }
  return expandPattern(pattern.replace(/^\{output_path\}\/?/, ''), search, escapeGlob);
}

function belowSource({ context }: SourceSearch, path: string, spell: SpellName): string {
  const { sourcePrefix } = context.config.standardization;
  return sourcePrefix === '' ? path : `${spell(sourcePrefix)}/${path}`;
}

/** Puts wildcards into brackets, so that they match themselves. */
function escapeGlob(text: string): string {
  return text.replaceAll(/[*?[]/g, '[$&]');
}

const asWritten: SpellName = (text) => text;

/** Spells a name or path of an item in a pattern. */
type SpellName = (text: string) => string;

const mostItems = 64;
/** Variables of the last items: many patterns are expanded below one item, each with the whole row of its run. */
const known = new WeakMap<SourceContext, Map<Item, Map<SpellName, TemplateVariables>>>();

/** The variables below a parent, remembered for the last `mostItems` parents. */
function variablesOf(parent: Item | null, context: SourceContext, spell: SpellName): TemplateVariables {
  if (parent === null) return templateVariables(parent, context, spell);
  const items = getOrMake(known, context, () => new Map<Item, Map<SpellName, TemplateVariables>>());
  const ofItem = items.get(parent) ?? new Map<SpellName, TemplateVariables>();
  const variables = ofItem.get(spell) ?? templateVariables(parent, context, spell);
  keepNewest(items, parent, ofItem.set(spell, variables), mostItems);
  return variables;
}

function expandPattern(pattern: string, search: SourceSearch, spell: SpellName): string {
  const variables = variablesOf(search.parent, search.context, spell);
  const expanded = expandTemplate(pattern, variables, templateLocation(search));
  if (expanded.startsWith('/') || expanded.split('/').includes('..')) {
    throw new ConfigError('a pattern may not leave its root', {
      ...locationFacts(search.source.location),
      expected: 'a path below the source prefix',
      found: expanded,
    });
  }
  return expanded;
}

/** Returns the location of a source's template and its run; its hint says where the run has no row of columns. */
export function templateLocation({
  source: { location },
  parent,
  context: { config, maps },
}: SourceSearch): TemplateLocation {
  const run = parent === null ? null : ancestor(parent, 'run');
  if (run === null) return location;
  const { runDataMapFile } = config.standardization;
  const hasColumns = runDataMapFile === null || maps.rows?.has(run.name) === true;
  return {
    ...location,
    run: run.name,
    ...(hasColumns ? {} : { hint: `run ${run.name} has no row in ${runDataMapFile}, so no column is known` }),
  };
}
