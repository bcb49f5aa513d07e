import { defined, inTurn } from '../base/collections.js';
import { ConfigError } from '../base/errors.js';
import { toPlain, valueAt } from '../base/json-value.js';
import { checkSchema, formatKeyPath } from '../base/schema.js';
import { parseAngleList } from '../formats/alignment/alignment-section.js';
import { parseRecordedCtf } from '../formats/ctf/ctf-formats.js';
import { parseMdoc } from '../formats/mdoc.js';
import { isFrameSet, mergeMdocs } from '../formats/mdoc-sections.js';
import { decodeText, textLimit } from '../formats/text.js';
import { entities } from '../tree/entities/entity-type.js';
import { isRawTilts } from '../tree/metadata/tilt-lists.js';
import { locationFacts } from './config/template.js';
import { ancestor, type Item } from './item.js';
import { configuredMetadata } from './item-variables.js';
import { itemsOfRun, type SourceContext } from './source-context.js';
import { storageOf } from './source-files.js';
import type { Stated } from './source-rules/rule.js';

/** Returns the raw tilts of a tilt series: the first `.rawtlt` file. */
export async function rawTiltItem(tiltSeries: Item, context: SourceContext): Promise<Item | undefined> {
  return (await context.find('rawtilt', tiltSeries)).find(({ files }) => isRawTilts(files[0] ?? ''));
}

/** Parses the side-car file of an item, or null; `by` names it in messages, `Facts` are what else a reader says of it. */
export type SideCarReader<Facts> = <Value>(
  item: Item | undefined,
  by: string,
  parse: (text: string, path: string) => Value,
) => Promise<(Stated<Value> & Facts) | null>;

/** Returns the reader of deposited side-car files. */
export function sourceReader(context: SourceContext): SideCarReader<object> {
  return async (item, by, parse) => {
    const [key] = item?.files ?? [];
    if (item === undefined || key === undefined) return null;
    const storage = storageOf(item, context);
    const path = storage.location(key);
    return { value: parse(decodeText(await storage.get(key, textLimit), path), path), by, path };
  };
}

/** Reads the mdoc of an item's run; null without one. Mdocs of single movies, or of two branches, are merged. Fails as `parseMdoc` does. */
export async function readMdoc<Facts>(item: Item, context: SourceContext, read: SideCarReader<Facts>) {
  const found = await itemsOfRun(item, 'collection_metadata', context);
  const last = await read(found.at(-1), 'the mdoc', parseMdoc);
  if (last === null) return null;
  if (found.length < 2 || (found.length > 2 && !isFrameSet(last.value))) return { ...last, isMerged: false };
  const files = await inTurn(found, (other) => read(other, 'the mdoc', parseMdoc));
  const mdocs = files.filter((file) => file !== null).map(({ path, value }) => ({ path, mdoc: value }));
  const merged = mergeMdocs(mdocs);
  if (merged === null) return { ...last, isMerged: false };
  const [path = last.path, ...others] = mdocs.map(({ path }) => path);
  return { ...last, path, others, value: merged, isMerged: true };
}

/** Reads the raw tilt angles (degrees) of a tilt series; null without any. Fails as `parseAngleList` does. */
export async function readRawTilts<Facts>(item: Item, context: SourceContext, read: SideCarReader<Facts>) {
  const rawTilts = await rawTiltItem(item, context);
  return read(rawTilts, 'the raw tilts', (text, path) => parseAngleList({ text, path }));
}

/** Reads lists of tilts (degrees) that may be refined, such as `.tlt`. Fails as `parseAngleList` does. */
export async function readOtherTilts<Facts>(item: Item, context: SourceContext, read: SideCarReader<Facts>) {
  const lists = (await context.find('rawtilt', item)).filter(({ files }) => !isRawTilts(files[0] ?? ''));
  const found = lists.map((list) =>
    read(list, 'the list of tilts', (text, path) => parseAngleList({ text, path })),
  );
  return (await Promise.all(found)).filter((list) => list !== null);
}

/** Reads the CTF table of a tilt series, or null; without a configured format its value is null. Fails as `parseCtf` does. */
export async function readCtf<Facts>(item: Item, context: SourceContext, read: SideCarReader<Facts>) {
  const [table] = await context.find('ctf', item);
  const format = table === undefined ? null : ctfFormat(table);
  const { decoded, options } = context;
  const choice = { run: ancestor(item, 'run')?.name ?? null, compatible: options.compatible, decoded };
  return read(table, 'the CTF table', (text, path) =>
    format === null ? null : parseRecordedCtf(text, format, path, choice),
  );
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
  const issue = checkSchema(schema, filled).find(({ path }) => {
    const text = valueAt(written, ...path);
    return typeof text === 'string' && text.includes('{');
  });
  if (issue === undefined) return;
  const run = ancestor(item, 'run');
  const { path, expected, found = String(valueAt(filled, ...path)) } = issue;
  throw new ConfigError(`'${String(valueAt(written, ...path))}' gives a value that is not allowed here`, {
    ...locationFacts({ ...item.entry.location, ...defined({ run: run?.name }) }),
    keyPath: `${item.entry.location.keyPath}.metadata.${formatKeyPath(path)}`,
    ...defined({ expected }),
    found,
    hint: 'correct the cell in the run data map',
  });
}
