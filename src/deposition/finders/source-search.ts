// A source of the configuration that is searched below a parent: its patterns, filled in, and its results.

import { getOrMake, keepNewest } from '../../base/collections.js';
import { ConfigError } from '../../base/errors.js';
import type { ParentType } from '../../tree/entities/entity-type.js';
import type { ConfigSource } from '../config/config.js';
import {
  expandTemplate,
  locationFacts,
  type TemplateLocation,
  type TemplateVariables,
} from '../config/template.js';
import { ancestor, type Item, type ItemOrigin } from '../item.js';
import { templateVariables } from '../item-variables.js';
import type { SourceContext } from '../source-context.js';

/** A source that is searched below a parent. */
export interface SourceSearch {
  readonly source: ConfigSource;
  readonly parent: Item | null;
  readonly context: SourceContext;
}

/** A result of a source: a name, and the file or value that it stands for. */
export interface Found {
  readonly name: string;
  readonly origin: ItemOrigin;
  /** Key below INPUT or OUTPUT, as `origin` says; null for literals and values of headers. */
  readonly key: string | null;
  /** The image of a key photo's literal: path, URL or null. */
  readonly literal?: string | null;
  /** Keys of earlier results with the same name, which are not used. */
  readonly displaced?: readonly string[];
}

/** Returns results of unique names: of repeated ones the first position and the last key, as in the portal. */
export function collect(results: Iterable<Found>): Found[] {
  const byName = new Map<string, { readonly last: Found; readonly displaced: string[] }>();
  for (const last of results) {
    const before = byName.get(last.name);
    const isOther = before !== undefined && before.last.key !== null && before.last.key !== last.key;
    const displaced = isOther ? before.displaced : [...(last.displaced ?? [])];
    if (isOther) displaced.push(before.last.key);
    byName.set(last.name, { last, displaced });
  }
  return [...byName.values()].map(({ last, displaced }) =>
    displaced.length === 0 ? last : { ...last, displaced },
  );
}

/**
 * True if a source is searched below a parent: for the parent and everything above it, no `exclude` expression of its
 * type is found in its name, and, where its type has `include` expressions, one of them is found.
 */
export function passesParentFilters(source: ConfigSource, parent: Item | null): boolean {
  for (let at = parent; at !== null; at = at.parent) {
    const { name } = at;
    const { include, exclude } = source.parentFilters;
    if (exclude[at.type as ParentType]?.some((regex) => regex.test(name))) return false;
    const wanted = include[at.type as ParentType];
    if (wanted !== undefined && wanted.length > 0 && !wanted.some((regex) => regex.test(name))) return false;
  }
  return true;
}

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
