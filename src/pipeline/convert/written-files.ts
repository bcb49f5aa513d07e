import { IngestError, isMissing, NotReachedError, nullIf } from '../../base/errors.js';
import { ancestor, describeItem, type Item } from '../../deposition/item.js';
import { ctfFormat, ctfItem, mdocItems, rawTiltItem } from '../../deposition/side-cars.js';
import { parseAngleList } from '../../formats/alignment/alignment-section.js';
import { parseRecordedCtf } from '../../formats/ctf/ctf-formats.js';
import type { RecordedCtfRow } from '../../formats/ctf/ctf-row.js';
import { type Mdoc, parseMdoc } from '../../formats/mdoc.js';
import { isFrameSet, mergeFrameSets } from '../../formats/mdoc-sections.js';
import { decodeText, textLimit } from '../../formats/text.js';
import { type IngestContext, isImported, isSelected } from '../context.js';
import type { DataImporter } from '../importer.js';
import { collectionMetadata, ctf, rawTilt } from '../importers/copied-files.js';

/**
 * A parsed side-car file of the output: metadata describe what was written, not what was deposited. In a dry run, the
 * source file that would be copied.
 */
interface WrittenFile<Content> {
  /** Path below OUTPUT. */
  readonly path: string;
  /** Location for messages. */
  readonly location: string;
  readonly content: Content;
}

/**
 * Returns the last mdoc of an item's run, or null. If it is the mdoc of a single movie, all mdocs of the run are
 * merged.
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

/** Returns the raw tilt angles, in degrees, of a tilt series, from its first `.rawtlt`; null if there is none. */
export async function writtenRawTilts(
  tiltSeries: Item,
  context: IngestContext,
): Promise<WrittenFile<readonly number[]> | null> {
  const rawtlt = await rawTiltItem(tiltSeries, context);
  return readWritten(rawtlt, rawTilt, context, (text, path) => parseAngleList({ text, path }));
}

/** Returns the first CTF table of a tilt series, or null. */
export async function writtenCtf(
  tiltSeries: Item,
  context: IngestContext,
): Promise<WrittenFile<readonly RecordedCtfRow[]> | null> {
  const first = await ctfItem(tiltSeries, context);
  const format = first === undefined ? null : ctfFormat(first);
  const run = ancestor(tiltSeries, 'run')?.name ?? null;
  return readWritten(first, ctf, context, (text, path) =>
    format === null ? [] : parseRecordedCtf(text, format, path, { run }),
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
    if (!isMissing(cause)) throw cause;
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

/** Returns the source from which this ingest copies a file, where a curator would fix it; else null. */
function copiedFrom(item: Item, context: IngestContext): string | null {
  const isCopied = item.origin === 'source' && isImported(item, context);
  return isCopied ? (item.files[0] ?? null) : null;
}

/** The error of metadata that need a file which `--filter` or `--exclude` leaves out and the output lacks. */
class LeftOut extends IngestError {
  constructor(item: Item, path: string) {
    super('not in the output yet, and left out of this ingest', {
      path,
      entity: describeItem(item),
      hint: `let ${item.type} pass --filter and --exclude`,
    });
  }
}

/** Message about metadata that `unlessLeftOut` skipped. */
export const becauseLeftOut =
  'no metadata written, since --filter or --exclude leaves out a file that they are made from';

/** Returns the result of `make`; null if the ingest leaves out a file that it needs. */
export async function unlessLeftOut<Value>(make: () => Promise<Value>): Promise<Value | null> {
  return make().catch(nullIf((error) => error instanceof LeftOut));
}
