import { FormatError } from '../../errors/index.js';
import { type ByteRange, ByteWindow } from '../byte-window/index.js';
import { readDirectory, type TiffValues } from './directory.js';
import { readPage, type TiffPage } from './page.js';
import { readTiffKind } from './tiff-kind.js';

/** What a TIFF, BigTIFF or EER file holds, without its pixels. */
export interface TiffFacts {
  /** All pages, an EER's final image included. */
  readonly pages: number;
  /** Pages of EER's own compression: its frames proper. 0 in other files. */
  readonly eerFrames: number;
  /** The first EER frame, or the first page where there are none; the others have its shape. */
  readonly page: TiffPage;
  /** The number of frames that an EER's acquisition metadata promise; null where there are none. */
  readonly declaredFrames: number | null;
}

/** Directories lie far apart, between the pixels of their pages. */
const windowBytes = 2048;
const acquisitionMetadata = 65_001;
const longestMetadata = 1024 * 1024;

/**
 * Walks the chain of page directories; only they are read. Fails with a FormatError naming the byte offset when the
 * file is not a TIFF, a directory is cut, malformed or met twice, there is no page, or pages differ in shape.
 */
export async function readTiff(source: ByteRange, path: string): Promise<TiffFacts> {
  const window = new ByteWindow(source, path, windowBytes);
  const kind = await readTiffKind(window);
  const visited = new Set<number>();
  const counted = { frame: firstSeen(path), other: firstSeen(path) };
  let metadata: TiffValues | undefined;
  for (let offset = kind.firstDirectory; offset !== 0; ) {
    if (visited.has(offset)) {
      throw new FormatError('the pages of the TIFF form a loop', {
        path,
        offset,
        found: `page ${visited.size + 1} leads back`,
      });
    }
    visited.add(offset);
    const directory = await readDirectory(window, kind, offset);
    const page = await readPage(window, kind, directory);
    counted[page.isEerFrame ? 'frame' : 'other'].add(page, visited.size, offset);
    metadata ??= directory.tags.get(acquisitionMetadata);
    offset = directory.next;
  }
  const page = counted.frame.page() ?? counted.other.page();
  if (page === null) {
    throw new FormatError('a TIFF without pages', {
      path,
      offset: 4,
      expected: 'at least one page',
      found: 'none',
    });
  }
  return {
    pages: visited.size,
    eerFrames: counted.frame.count(),
    page,
    declaredFrames: metadata === undefined ? null : await declaredFrames(window, metadata),
  };
}

/** Counts pages and holds them to the shape of the first. */
function firstSeen(path: string) {
  let first: TiffPage | null = null;
  let count = 0;
  return {
    page: (): TiffPage | null => first,
    count: () => count,
    add(page: TiffPage, number: number, offset: number): void {
      count++;
      first ??= page;
      if (page.shape.join() === first.shape.join()) return;
      throw new FormatError(`page ${number} has another shape than those before`, {
        path,
        offset,
        expected: first.shape.join(' × '),
        found: page.shape.join(' × '),
      });
    },
  };
}

async function declaredFrames(window: ByteWindow, { offset, count }: TiffValues): Promise<number | null> {
  if (count > longestMetadata) return null;
  const view = await window.at(offset, count, 'acquisition metadata');
  const xml = new TextDecoder().decode(view);
  const [, frames] = /<item\s[^<>]{0,1000}name="numberOfFrames"[^<>]{0,1000}>\s*(\d+)\s*</.exec(xml) ?? [];
  return frames === undefined ? null : Number(frames);
}
