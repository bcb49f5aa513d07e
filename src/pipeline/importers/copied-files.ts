import pLimit from 'p-limit';
import { allDone } from '../../base/closing.js';
import { inTurn } from '../../base/collections.js';
import { ancestor, fileVariables, type Item, itemPath } from '../../deposition/item.js';
import { ctfFormat } from '../../deposition/side-cars.js';
import { fileSize, sourceFile, storageOf } from '../../deposition/source-files.js';
import { cetsOfRun } from '../../formats/cets-tilts.js';
import { decodeText, textLimit } from '../../formats/text.js';
import type { PathVariables } from '../../tree/layout/build-path.js';
import type { PathTemplateName } from '../../tree/layout/path-templates.js';
import type { IngestContext } from '../context.js';
import { checkReadable } from '../convert/check-images.js';
import type { ImportProgress, ImportResult, PlannedOutput } from '../import-result.js';
import type { DataImporter } from '../importer.js';

/** Concurrent copies: a run has many small files, and a request to a bucket takes long. */
const copiesAtATime = 4;

/**
 * Copies every planned output byte for byte; of a CETS data set of many runs, the region of this one. After a failure
 * waits for the running copies, then fails with the first error.
 */
export async function copyOutputs(
  item: Item,
  outputs: readonly PlannedOutput[],
  context: IngestContext,
  progress: ImportProgress,
): Promise<ImportResult> {
  const source = storageOf(item, context);
  const total = outputs.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const limit = pLimit(copiesAtATime);
  let bytesWritten = 0;
  let isOver = false;
  const copy = async ({ path, from }: PlannedOutput) => {
    if (isOver || from === null) return;
    try {
      context.signal.throwIfAborted();
      const own = await regionIn(item, from, context);
      const written =
        own === null
          ? await context.output.copyFrom(source, from, path)
          : await context.output.put(path, own);
      bytesWritten += own?.length ?? written.bytes ?? 0;
      progress.report(bytesWritten, total);
    } catch (error) {
      isOver = true;
      throw error;
    }
  };
  await allDone(outputs.map((output) => limit(copy, output)));
  return { bytesWritten };
}

/** Returns the region of the item's run in a CETS data set of many runs; null for other files. */
async function regionIn(item: Item, from: string, context: IngestContext): Promise<Uint8Array | null> {
  if (!from.endsWith('.json')) return null;
  const source = storageOf(item, context);
  const path = source.location(from);
  const choice = { run: ancestor(item, 'run')?.name ?? null, decoded: context.decoded };
  const own = cetsOfRun({ path, text: decodeText(await source.get(from, textLimit), path) }, choice);
  return own === null ? null : new TextEncoder().encode(own);
}

/** Returns the path of the copy of each file of an item by a path template, without reading any. */
export function copiedPaths(item: Item, template: PathTemplateName, { options }: IngestContext) {
  return item.files.map((from) => ({
    path: itemPath(item, template, options.layout, fileVariables(from)),
    from,
  }));
}

/** Returns an output for each file of an item, which `copyOutputs` copies to a path template. */
export async function copiedOutputs(item: Item, template: PathTemplateName, context: IngestContext) {
  return inTurn(copiedPaths(item, template, context), async ({ path, from }) => ({
    path,
    from,
    bytes: await copySize(item, from, await fileSize(item, from, context), context),
  }));
}

/** Returns the size in bytes of the copy of a file of `size` bytes. */
async function copySize(item: Item, from: string, size: number, context: IngestContext): Promise<number> {
  return (await regionIn(item, from, context))?.length ?? size;
}

/** Returns the layout variables of a source file; fails if the file is unsuitable. */
type FileVariables = (key: string, item: Item, context: IngestContext) => PathVariables;

/** Returns the importer of an entity whose items are one file each, copied byte for byte to a path template. */
export function copiedFile(template: PathTemplateName, variables: FileVariables): DataImporter {
  const outputs: DataImporter['outputs'] = async (item, context) => {
    const { key, bytes } = await sourceFile(item, context);
    const path = itemPath(item, template, context.options.layout, variables(key, item, context));
    return [{ path, from: key, bytes: await copySize(item, key, bytes, context) }];
  };
  return {
    outputs,
    settings: async () => null,
    check: async (item, context) => checkReadable(item, context),
    importData: async (item, context, progress) =>
      copyOutputs(item, await outputs(item, context), context, progress),
  };
}

/** The raw tilt angles in degrees, one per section of the tilt series. */
export const rawTilt = copiedFile('rawTilt', fileVariables);

/** The mdoc that describes the acquisition of a run's tilt series. */
export const collectionMetadata = copiedFile('mdoc', (key) => ({ stem: fileVariables(key).stem }));

/** A table of CTF estimates, one row per section of the tilt series. */
export const ctf = copiedFile('ctf', (_key, item) => ({ format: ctfFormat(item) ?? 'unknown' }));
