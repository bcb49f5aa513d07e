import { IngestError, NotReachedError, StorageError } from '../../errors/index.js';
import { parseAngleList } from '../../formats/alignment/index.js';
import { type CtfRow, parseCtf } from '../../formats/ctf/index.js';
import { isFrameSet, type Mdoc, mergeFrameSets, parseMdoc } from '../../formats/mdoc/index.js';
import { decodeText } from '../../formats/text/index.js';
import { ctfFormat } from '../../sources/ctf-format.js';
import { describeItem, type Item } from '../../sources/item.js';
import { ctfItem, mdocItems, rawTiltItem, textLimit } from '../../sources/side-cars.js';
import type { IngestContext } from '../context.js';
import type { DataImporter } from '../importer.js';
import { collectionMetadata } from '../importers/collection-metadata.js';
import { ctf } from '../importers/ctf.js';
import { rawTilt } from '../importers/raw-tilt.js';
import { isImported, isSelected } from '../is-selected.js';
import { LeftOut } from './left-out.js';

/**
 * A side-car file of the output, parsed: metadata describe what was written, not what was deposited. In a dry run
 * that is to come: the file it will be a copy of is read instead.
 */
export interface WrittenFile<Content> {
  /** Below OUTPUT, as metadata name it. */
  readonly path: string;
  /** As messages name it. */
  readonly location: string;
  readonly content: Content;
}

/**
 * The mdoc of an item's run: the last that was found; null when there is none. Where all that were found are those of single
 * movies, they are taken together.
 */
export async function writtenMdoc(item: Item, context: IngestContext): Promise<WrittenFile<Mdoc> | null> {
  const found = await mdocItems(item, context);
  const last = await readWritten(found.at(-1), collectionMetadata, context, parseMdoc);
  if (last === null || found.length < 2 || !isFrameSet(last.content)) return last;
  const mdocs = [];
  for (const other of found) {
    const file = await readWritten(other, collectionMetadata, context, parseMdoc);
    if (file !== null) mdocs.push({ path: file.location, mdoc: file.content });
  }
  return { ...last, content: mergeFrameSets(mdocs) ?? last.content };
}

/** Raw tilt angles (degrees) of a tilt series: the first `.rawtlt` that was found; null when there is none. */
export async function writtenRawTilts(
  tiltSeries: Item,
  context: IngestContext,
): Promise<WrittenFile<readonly number[]> | null> {
  const rawtlt = await rawTiltItem(tiltSeries, context);
  return readWritten(rawtlt, rawTilt, context, (text, path) => parseAngleList({ text, path }));
}

/** The CTF table of a tilt series: the first that was found; null when there is none. */
export async function writtenCtf(
  tiltSeries: Item,
  context: IngestContext,
): Promise<WrittenFile<readonly CtfRow[]> | null> {
  const first = await ctfItem(tiltSeries, context);
  const format = first === undefined ? null : ctfFormat(first);
  return readWritten(first, ctf, context, (text, path) =>
    format === null ? [] : parseCtf(text, format, path),
  );
}

async function readWritten<Content>(
  item: Item | undefined,
  importer: DataImporter,
  context: IngestContext,
  parse: (text: string, path: string) => Content,
): Promise<WrittenFile<Content> | null> {
  if (item === undefined) return null;
  const [output] = await importer.outputs(item, context);
  if (output === undefined) return null;
  const source = copiedFrom(item, context);
  const location = source === null ? context.output.location(output.path) : context.input.location(source);
  const bytes =
    source !== null && context.options.dryRun
      ? await context.input.get(source, textLimit)
      : await getWritten(item, output.path, context);
  return { path: output.path, location, content: parse(decodeText(bytes, location), location) };
}

async function getWritten(item: Item, path: string, context: IngestContext): Promise<Uint8Array> {
  try {
    return await context.output.get(path, textLimit);
  } catch (cause) {
    if (!(cause instanceof StorageError) || cause.reason !== 'missing') throw cause;
    if (copiedFrom(item, context) !== null)
      throw new NotReachedError(`${describeItem(item)} failed`, { cause });
    if (context.options.importTypes.has(item.type) && !isSelected(item.type, item.name, context))
      throw new LeftOut(item, context.output.location(path));
    throw new IngestError('not in the output yet', {
      path: context.output.location(path),
      entity: describeItem(item),
      expected: `the file that ${item.type} writes`,
      found: 'nothing',
      hint: `import ${item.type} as well`,
      cause,
    });
  }
}

/** What a file is copied from in this very ingest: the place where a curator fixes it; else null. */
function copiedFrom(item: Item, context: IngestContext): string | null {
  const isCopied = item.origin === 'source' && isImported(item, context);
  return isCopied ? (item.files[0] ?? null) : null;
}
