import pLimit from 'p-limit';
import { allDone, closing } from '../../base/closing.js';
import { FormatError, ifReadable, UnsupportedError } from '../../base/errors.js';
import type { Issue } from '../../base/issue.js';
import { fileVariables, type Item } from '../../deposition/item.js';
import { readMdoc, sourceReader } from '../../deposition/side-cars.js';
import { mrcExtensions } from '../../deposition/sniff-file.js';
import { itemsOfRun } from '../../deposition/source-context.js';
import { storageOf } from '../../deposition/source-files.js';
import { readingRules } from '../../deposition/source-rules/reading.js';
import type { ImageSize, Stated } from '../../deposition/source-rules/rule.js';
import { refuseErrors } from '../../deposition/source-rules/rule.js';
import { isMarked, markBytes } from '../../formats/text.js';
import { readTiff } from '../../formats/tiff.js';
import { baseName } from '../../storage/keys.js';
import type { Storage } from '../../storage/storage.js';
import { mrcHeaderBytes } from '../../volume/mrc/header.js';
import { parseMrcHeader } from '../../volume/mrc/read-header.js';
import { sniffVolume } from '../../volume/source/volume-formats.js';
import { packingOf } from '../../volume/unpack.js';
import type { IngestContext } from '../context.js';
import type { SourceCheck } from '../import-result.js';

/** Concurrent checks: a run has many frames, and a request to a bucket takes long. */
const atATime = 4;

const tiffExtensions: ReadonlySet<string> = new Set(['tif', 'tiff', 'eer']);

/**
 * Checks the headers of images that are copied unchanged. Fails with a FormatError if one is empty or an MRC is
 * truncated, and with a Contradiction if frames and mdoc, or gain and frames, disagree. Another signature is a warning.
 * In a bucket only MRC files are read: the listing has the sizes, and each of the others would cost a request.
 */
export async function checkImages(item: Item, context: IngestContext): Promise<readonly Issue[]> {
  const storage = storageOf(item, context);
  const limit = pLimit(atATime);
  const checked = await allDone(
    item.files.map((file) =>
      limit(async (): Promise<CheckedImage> => {
        context.signal.throwIfAborted();
        const isMrc = mrcExtensions.includes(extensionOf(file));
        if (!storage.flat || isMrc) return checkImage(storage, file);
        if ((await context.fileSize(item, file)) === 0) throw empty(storage.location(file));
        return {};
      }),
    ),
  );
  const images = checked.flatMap(({ image }) => image ?? []);
  const compared = storage.flat ? [] : await compareImages(images, item, context);
  return [...checked.flatMap(({ issue }) => issue ?? []), ...compared];
}

/** Compares frames with the mdoc of their run, and a gain with the first frame of its run. */
async function compareImages(images: readonly Stated<ImageSize>[], item: Item, context: IngestContext) {
  const isGain = item.type === 'gain';
  const [frames] = isGain ? await itemsOfRun(item, 'frame', context) : [];
  const [first] = frames?.files ?? [];
  const frame =
    frames === undefined || first === undefined
      ? null
      : await ifReadable(() => checkImage(storageOf(frames, context), first));
  const mdoc = isGain ? null : await ifReadable(() => readMdoc(item, context, sourceReader(context)));
  const facts = { images, mdoc, frame: frame?.image ?? null };
  return refuseErrors(context.checks.ofFacts('images', facts, item));
}

/** The warning about an image, and its size, if there are any. */
interface CheckedImage {
  readonly issue?: Issue;
  readonly image?: Stated<ImageSize>;
}

async function checkImage(storage: Storage, file: string): Promise<CheckedImage> {
  const path = storage.location(file);
  const reader = await storage.open(file);
  const of = (width = 0, height = 0, images = 0) => ({
    image: { value: { width, height, images }, by: baseName(file), path },
  });
  try {
    const { size } = reader;
    if (size === 0) throw empty(path);
    const extension = extensionOf(file);
    if (!mrcExtensions.includes(extension) && !tiffExtensions.has(extension)) return {};
    const head = await reader.read(0, mrcHeaderBytes);
    if (tiffExtensions.has(extension)) {
      if (sniffVolume(head, size).name !== 'TIFF') return { issue: otherThan('TIFF', path) };
      const tiff = await ifReadable(() => readTiff(reader, path));
      if (tiff === null) return {};
      const [height, width] = tiff.page.shape;
      return of(width, height, tiff.eerFrames > 0 ? tiff.eerFrames : tiff.pages);
    }
    if (packingOf(head) !== null) return {};
    if ((await ifReadable(async () => parseMrcHeader(head, null, path))) === null)
      return { issue: otherThan('MRC', path) };
    const [images, height, width] = parseMrcHeader(head, size, path).shape;
    return of(width, height, images);
  } catch (error) {
    // An unsupported variant can be copied all the same.
    if (error instanceof UnsupportedError) return {};
    throw error;
  } finally {
    await reader.close();
  }
}

/** Returns the warning about a wrong signature. The file is still published: its contents are not used. */
function otherThan(format: 'TIFF' | 'MRC', path: string): Issue {
  const message = `does not begin like the ${format} file that its name says it is`;
  return { code: readingRules.format.code, severity: 'warning', path, message };
}

function empty(path: string): FormatError {
  return new FormatError('the file is empty', { path, expected: 'an image', found: '0 bytes' });
}

function extensionOf(file: string): string {
  return fileVariables(file).extension.toLowerCase();
}

/**
 * Opens the files of an item that are copied unchanged, and warns of a byte order mark. Fails with a StorageError if one
 * cannot be opened. Skipped for buckets: a listed object exists, and opening each would cost a request.
 */
export async function checkReadable(item: Item, context: IngestContext): Promise<SourceCheck> {
  const storage = storageOf(item, context);
  const warnings: string[] = [];
  for (const file of storage.flat ? [] : item.files) {
    const start = await closing(await storage.open(file), (reader) =>
      reader.read(0, Math.min(markBytes, reader.size)),
    );
    if (isMarked(start)) warnings.push(`${storage.location(file)}: ${marked}`);
  }
  return { warnings };
}

const marked =
  'the file begins with a byte order mark, which is published and which many programs cannot read: save it without';
