import { ConfigError } from '../../base/errors.js';
import type { ConfigSource } from '../config/config.js';
import { expandTemplate, type TemplateLocation, type TemplateVariables } from '../config/template.js';
import { ancestor, type Item } from '../item.js';
import { templateVariables } from '../item-variables.js';
import type { SourceContext } from '../source-context.js';

/** A pattern of the config with its templates filled in, below INPUT; names and places found so far stand for themselves. */
export function expandSourceGlob(
  pattern: string,
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): string {
  const expanded = expandPattern(pattern, source, parent, context, asLetters);
  return below(asLetters(sourceRoot(context)), expanded);
}

/** A path of the config with its templates filled in, as a key below INPUT. */
export function expandSourcePath(
  path: string,
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): string {
  const expanded = expandPattern(path, source, parent, context, asItIs);
  return below(sourceRoot(context), expanded);
}

/** A pattern that starts with an output variable, as a key below OUTPUT. */
export function expandDestinationGlob(
  pattern: string,
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): string {
  if (!/^\{(\w+_)?output_path\}/.test(pattern)) {
    throw new ConfigError('a destination_glob starts with an output variable', {
      path: source.location.file,
      line: source.location.line,
      keyPath: source.location.keyPath,
      expected: 'a pattern such as {run_output_path}/Reconstructions/*',
      found: pattern,
    });
  }
  return expandPattern(pattern.replace(/^\{output_path\}\/?/, ''), source, parent, context, asLetters);
}

function sourceRoot({ config }: SourceContext): string {
  return config.standardization.sourcePrefix.replaceAll(/^\/+|\/+$/g, '');
}

function below(root: string, path: string): string {
  return root === '' ? path : `${root}/${path}`;
}

function asLetters(text: string): string {
  return /[*?[]/.test(text) ? text.replaceAll(/[*?[]/g, '[$&]') : text;
}

function asItIs(text: string): string {
  return text;
}

/** Items whose variables are kept. */
const mostItems = 64;
/** Many patterns are filled in below one item. */
const known = new WeakMap<SourceContext, Map<Item, Map<Write, TemplateVariables>>>();

function variablesOf(parent: Item | null, context: SourceContext, write: Write): TemplateVariables {
  if (parent === null) return templateVariables(parent, context, write);
  const items = known.get(context) ?? new Map<Item, Map<Write, TemplateVariables>>();
  known.set(context, items);
  const ofItem = items.get(parent) ?? new Map<Write, TemplateVariables>();
  const variables = ofItem.get(write) ?? templateVariables(parent, context, write);
  items.set(parent, ofItem.set(write, variables));
  const [oldest] = items.keys();
  if (oldest !== undefined && items.size > mostItems) items.delete(oldest);
  return variables;
}

type Write = (text: string) => string;

function expandPattern(
  pattern: string,
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
  write: (text: string) => string,
): string {
  const { file, line, keyPath } = source.location;
  const variables = variablesOf(parent, context, write);
  const expanded = expandTemplate(pattern, variables, templateLocation(source, parent, context));
  if (expanded.startsWith('/') || expanded.split('/').includes('..')) {
    throw new ConfigError('a pattern may not leave its root', {
      path: file,
      line,
      keyPath,
      expected: 'a path below the source prefix',
      found: expanded,
    });
  }
  return expanded;
}

/** The place of a source's template that is expanded below `item`, for messages; they tell when the run has no row of columns. */
export function templateLocation(
  { location: { file, line, keyPath } }: ConfigSource,
  item: Item | null,
  { config, maps }: SourceContext,
): TemplateLocation {
  const run = item === null ? null : ancestor(item, 'run');
  if (run === null) return { file, line, keyPath };
  const { runDataMapFile } = config.standardization;
  const hasColumns = runDataMapFile === null || maps.rows?.has(run.name) === true;
  return {
    file,
    line,
    keyPath,
    run: run.name,
    ...(hasColumns ? {} : { hint: `run ${run.name} has no row in ${runDataMapFile}, so no column is known` }),
  };
}
