import { IngestError, isMissing, NotReachedError, nullIf } from '../../base/errors.js';
import { describeItem, type Item } from '../../deposition/item.js';
import { readMdoc, type SideCarReader, sourceReader } from '../../deposition/side-cars.js';
import { decodeText, textLimit } from '../../formats/text.js';
import { type IngestContext, isImported, isSelected } from '../context.js';
import type { DataImporter } from '../importer.js';
import { collectionMetadata, ctf, rawTilt } from '../importers/copied-files.js';

/**
 * Returns the reader of side-car files of the output, with their `output` path: metadata describe what was written, not
 * what was deposited. In a dry run, it reads the source file that would be copied.
 */
export function writtenReader(context: IngestContext): SideCarReader<{ readonly output: string }> {
  return async (item, by, parse) => {
    if (item === undefined) return null;
    const [output] = (await importers[item.type]?.outputs(item, context)) ?? [];
    if (output === undefined) return null;
    const source = copiedFrom(item, context);
    const path = source === null ? context.output.location(output.path) : context.input.location(source);
    const bytes =
      source !== null && context.options.dryRun
        ? await context.input.get(source, textLimit)
        : await getWritten(item, output.path, context);
    return { value: parse(decodeText(bytes, path), path), by, path, output: output.path };
  };
}

/**
 * Returns the reader of what `writtenReader` reads, and of the source of a file that the output lacks because this ingest
 * does not import it: a full ingest would copy it first.
 */
export function writtenOrSourceReader(context: IngestContext): SideCarReader<object> {
  return async (item, by, parse) => {
    try {
      return await writtenReader(context)(item, by, parse);
    } catch (error) {
      if (!(error instanceof NotWritten)) throw error;
      return sourceReader(context)(item, by, parse);
    }
  };
}

/** Reads the written mdoc of an item's run. Fails with an IngestError without one, whose hint ends with `orElse`. */
export async function neededMdoc(item: Item, context: IngestContext, what: string, orElse = '') {
  const mdoc = await readMdoc(item, context, writtenReader(context));
  if (mdoc !== null) return mdoc;
  throw new IngestError(`${what} need an mdoc`, {
    entity: describeItem(item),
    expected: 'one mdoc from collection_metadata for this run',
    found: 'none',
    hint: `add a collection_metadata source that matches this run${orElse}`,
  });
}

/** The importers of side-car files. */
const importers: Partial<Record<Item['type'], DataImporter>> = {
  collection_metadata: collectionMetadata,
  rawtilt: rawTilt,
  ctf,
};

async function getWritten(item: Item, path: string, context: IngestContext): Promise<Uint8Array> {
  const source = copiedFrom(item, context);
  // The same bytes, which INPUT may have kept.
  if (source !== null && (await areSameObject(source, path, context)))
    return context.input.get(source, textLimit);
  try {
    return await context.output.get(path, textLimit);
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    if (source !== null) throw new NotReachedError(`${describeItem(item)} failed`, { cause });
    const place = { path: context.output.location(path), entity: describeItem(item) };
    if (context.options.importTypes.has(item.type) && !isSelected(item.type, item.name, context)) {
      const hint = `let ${item.type} pass --filter and --exclude`;
      throw new LeftOut('not in the output yet, and left out of this ingest', { ...place, hint });
    }
    throw new NotWritten('not in the output yet', {
      ...place,
      expected: `the file that ${item.type} writes`,
      found: 'nothing',
      hint: `import ${item.type} as well`,
      cause,
    });
  }
}

/** True if a source and a file of the output are objects of one size and ETag. */
async function areSameObject(source: string, path: string, { input, output }: IngestContext) {
  if (!input.flat || !output.flat) return false;
  const [from, to] = await Promise.all([input.stat(source), output.stat(path)]);
  return from?.etag !== undefined && from.etag === to?.etag && from.size === to.size;
}

/** Returns the source from which this ingest copies a file, where a curator would fix it; else null. */
function copiedFrom(item: Item, context: IngestContext): string | null {
  const isCopied = item.origin === 'source' && isImported(item, context);
  return isCopied ? (item.files[0] ?? null) : null;
}

/** The error of metadata that need a file which this ingest does not import and the output lacks. */
class NotWritten extends IngestError {}

/** The error of metadata that need a file which `--filter` or `--exclude` leaves out and the output lacks. */
class LeftOut extends IngestError {}

/** Message about metadata that `unlessLeftOut` skipped. */
export const becauseLeftOut =
  'no metadata written, since --filter or --exclude leaves out a file that they are made from';

/** Returns the result of `make`; null if the ingest leaves out a file that it needs. */
export async function unlessLeftOut<Value>(make: () => Promise<Value>): Promise<Value | null> {
  return make().catch(nullIf((error) => error instanceof LeftOut));
}
