import { FormatError } from '../../errors/index.js';
import { concatBytes } from '../byte-source/index.js';
import { openUnpacker } from '../inflate/index.js';
import { pngChunks } from './png-chunks.js';
import { readPngHeader } from './png-header.js';

/**
 * The filtered rows of a PNG, as far as they are there. Fails with a FormatError, before they are all in memory, where
 * they are more than the pixels are.
 */
export async function inflatePng(content: Uint8Array): Promise<Uint8Array> {
  const { height, rowBytes } = readPngHeader(content);
  // Rows of interlaced passes are up to twice as many, each with its filter and some bits of filling.
  let left = height * (rowBytes + 4) + 64;
  const parts = pngChunks(content).flatMap(({ name, data }) => (name === 'IDAT' ? [data] : []));
  const blob = new Blob(parts as Uint8Array<ArrayBuffer>[]);
  const reader = blob.stream().pipeThrough(openUnpacker('deflate')).getReader();
  const blocks: Uint8Array[] = [];
  try {
    for (let block = await reader.read(); !block.done && left >= 0; block = await reader.read()) {
      left -= block.value.length;
      blocks.push(block.value);
    }
  } catch {
    // What is missing shows; a checksum that alone is wrong does not matter.
  } finally {
    await reader.cancel().catch(() => {});
  }
  if (left < 0) {
    throw new FormatError('the image data exceed the pixels', { expected: 'rows of pixels', found: 'more' });
  }
  return concatBytes(...blocks);
}

/**
 * Rows of pixels that take less than a byte each, without filters (PNG specification, 9). Fails with a FormatError where
 * there are fewer rows, or a filter is none.
 */
export function unfilter(filtered: Uint8Array, rows: number, rowBytes: number): Uint8Array {
  if (filtered.length < rows * (1 + rowBytes)) {
    throw new FormatError('rows of pixels are missing', {
      expected: `${rows * (1 + rowBytes)} bytes`,
      found: `${filtered.length} bytes`,
    });
  }
  const bytes = new Uint8Array(rows * rowBytes);
  for (let row = 0; row < rows; row++) {
    const from = row * (1 + rowBytes);
    const filter = filtered[from] as number;
    for (let column = 0; column < rowBytes; column++) {
      const at = row * rowBytes + column;
      const left = column === 0 ? 0 : (bytes[at - 1] as number);
      const above = row === 0 ? 0 : (bytes[at - rowBytes] as number);
      const corner = row === 0 || column === 0 ? 0 : (bytes[at - rowBytes - 1] as number);
      bytes[at] = (filtered[from + 1 + column] as number) + predicted(filter, left, above, corner);
    }
  }
  return bytes;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4: {
      const estimate = left + above - corner;
      const [a, b, c] = [left, above, corner].map((value) => Math.abs(estimate - value)) as [
        number,
        number,
        number,
      ];
      return a <= b && a <= c ? left : b <= c ? above : corner;
    }
    default:
      throw new FormatError('an unknown filter', { expected: '0 to 4', found: `${filter}` });
  }
}
