import { entities } from '../entities/index.js';
import { ConfigError } from '../errors/index.js';
import { type JsonValue, toPlain, valueAt } from '../json/index.js';
import { checkSchema, formatKeyPath } from '../metadata/index.js';
import { configuredMetadata } from './configured-metadata.js';
import { ancestor, type Item } from './item.js';
import type { SourceContext } from './source-context.js';

/**
 * Checks what the columns of a run's row gave the metadata of an item as the configuration itself is checked. Fails with a
 * ConfigError that names the run, the text of the configuration and the first value that is not allowed there.
 */
export function checkColumns(item: Item, context: SourceContext): void {
  const { metadata: schema, columns } = entities[item.type].section;
  const written = item.entry?.metadata ?? null;
  if (written === null || item.entry === null || schema === undefined || columns !== 'filled-in') return;
  const filled = configuredMetadata(item, context);
  if (JSON.stringify(toPlain(filled)) === JSON.stringify(toPlain(written))) return;
  const issue = checkSchema(schema, filled).find(({ path }) => isFilledIn(valueAt(written, ...path)));
  if (issue === undefined) return;
  const { file, line, keyPath } = item.entry.location;
  const run = ancestor(item, 'run');
  throw new ConfigError(
    `'${String(valueAt(written, ...issue.path))}' gives a value that is not allowed here`,
    {
      path: file,
      ...(line > 0 ? { line } : {}),
      ...(run === null ? {} : { entity: `run ${run.name}` }),
      keyPath: `${keyPath}.metadata.${formatKeyPath(issue.path)}`,
      ...(issue.expected === undefined ? {} : { expected: issue.expected }),
      found: issue.found ?? String(valueAt(filled, ...issue.path)),
      hint: 'correct the cell in the run data map',
    },
  );
}

/** Whether a value of the configuration is a text with a template. */
function isFilledIn(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value.includes('{');
}
