import { checkSchema } from '../base/check-schema.js';
import { ConfigError } from '../base/errors.js';
import { type JsonValue, toPlain, valueAt } from '../base/json-value.js';
import { formatKeyPath } from '../base/schema.js';
import { parseAngleList } from '../formats/alignment/alignment-section.js';
import { parseRecordedCtf } from '../formats/ctf/ctf-formats.js';
import type { RecordedCtfRow } from '../formats/ctf/ctf-row.js';
import { type Mdoc, parseMdoc } from '../formats/mdoc.js';
import { isFrameSet, mergeFrameSets } from '../formats/mdoc-sections.js';
import { decodeText, textLimit } from '../formats/text.js';
import { entities } from '../tree/entities/entity-type.js';
import { ancestor, type Item } from './item.js';
import { configuredMetadata } from './item-variables.js';
import type { SourceContext } from './source-context.js';
import { storageOf } from './source-files.js';
import type { Stated } from './source-rules/rule.js';

/** Returns the mdocs of the run of an item; the last one counts. */
export async function mdocItems(item: Item, context: SourceContext): Promise<readonly Item[]> {
  const run = ancestor(item, 'run');
  return run === null ? [] : context.find('collection_metadata', run);
}

/** Returns the raw tilts of a tilt series: the first `.rawtlt` file. */
export async function rawTiltItem(tiltSeries: Item, context: SourceContext): Promise<Item | undefined> {
  return (await context.find('rawtilt', tiltSeries)).find(({ files }) => files[0]?.endsWith('.rawtlt'));
}

/** Returns the first CTF table of a tilt series. */
export async function ctfItem(tiltSeries: Item, context: SourceContext): Promise<Item | undefined> {
  return (await context.find('ctf', tiltSeries))[0];
}

/**
 * Reads the mdoc of an item's run; null if there is none. Mdocs of single movies are merged. Fails as `parseMdoc`
 * does.
 */
export async function sourceMdoc(item: Item, context: SourceContext): Promise<Stated<Mdoc> | null> {
  const found = await mdocItems(item, context);
  const last = await read(found.at(-1), 'the mdoc', context, parseMdoc);
  if (last === null || found.length < 2 || !isFrameSet(last.value)) return last;
  const mdocs = [];
  for (const other of found) {
    const file = await read(other, '', context, parseMdoc);
    if (file !== null) mdocs.push({ path: file.path, mdoc: file.value });
  }
  return { ...last, value: mergeFrameSets(mdocs) ?? last.value };
}

/** Reads the raw tilt angles (degrees) of a tilt series; null if there are none. Fails as `parseAngleList` does. */
export async function sourceRawTilts(
  tiltSeries: Item,
  context: SourceContext,
): Promise<Stated<readonly number[]> | null> {
  return read(await rawTiltItem(tiltSeries, context), 'the raw tilts', context, (text, path) =>
    parseAngleList({ text, path }),
  );
}

/** Reads the angles (degrees) of the first list of a tilt series that is no `.rawtlt`, as `sourceRawTilts` does. */
export async function sourceOtherTilts(
  tiltSeries: Item,
  context: SourceContext,
): Promise<Stated<readonly number[]> | null> {
  const [list] = await context.find('rawtilt', tiltSeries);
  return read(list, 'the list of tilts', context, (text, path) => parseAngleList({ text, path }));
}

/**
 * Reads the CTF table of a tilt series; null if there is none or it has no configured format. Fails as `parseCtf`
 * does.
 */
export async function sourceCtf(
  tiltSeries: Item,
  context: SourceContext,
): Promise<Stated<readonly RecordedCtfRow[]> | null> {
  const item = await ctfItem(tiltSeries, context);
  const format = item === undefined ? null : ctfFormat(item);
  if (format === null) return null;
  const run = ancestor(tiltSeries, 'run')?.name ?? null;
  return read(item, 'the CTF table', context, (text, path) => parseRecordedCtf(text, format, path, { run }));
}

async function read<Value>(
  item: Item | undefined,
  by: string,
  context: SourceContext,
  parse: (text: string, path: string) => Value,
): Promise<Stated<Value> | null> {
  const [key] = item?.files ?? [];
  if (item === undefined || key === undefined) return null;
  const storage = storageOf(item, context);
  const path = storage.location(key);
  return { value: parse(decodeText(await storage.get(key, textLimit), path), path), by, path };
}

/** Returns the configured format of a CTF table as written; null if there is none. */
export function ctfFormat(item: Item): string | null {
  const format = item.entry?.metadata?.format;
  return typeof format === 'string' ? format : null;
}

/**
 * Checks values that were filled in from columns of the run data map against the schema of the metadata. Fails with a
 * ConfigError that names the run, the text in the configuration and the first invalid value.
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

/** True for a text with a template. */
function isFilledIn(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value.includes('{');
}
