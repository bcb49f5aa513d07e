import { FormatError } from '../../errors/index.js';
import type { ByteSource } from '../byte-source/index.js';
import { readStar } from '../star/index.js';
import { parseFinite } from '../text/index.js';

const block = 'optics';
const column = 'rlnImagePixelSize';

/**
 * Pixel size in Å of the first row of a RELION 4 file's optics; reads no further than that block.
 * Fails with a FormatError where there is none; tells `warn` where optics groups differ.
 */
export async function opticsPixelSize(source: ByteSource, warn: (message: string) => void): Promise<number> {
  const blocks: string[] = [];
  const sizes: number[] = [];
  let index: number | null = null;
  let line = 1;
  reading: for await (const events of readStar(source)) {
    for (const event of events) {
      if (event.kind === 'block') {
        if (sizes.length > 0) break reading;
        blocks.push(event.block);
      } else if (event.block === block && event.kind === 'table') {
        index = event.columns.indexOf(column);
        line = event.line;
        if (index < 0)
          throw missing(source.path, event.line, `the column ${column}`, event.columns.join(', '));
      } else if (event.block === block && event.kind === 'pair' && event.key === column) {
        sizes.push(pixelSize(event.value, event.line, source.path));
      } else if (event.block === block && event.kind === 'rows' && index !== null) {
        for (const { cells, line: at } of event.rows) {
          sizes.push(pixelSize(cells[index] as string, at, source.path));
        }
      }
    }
  }
  const [first] = sizes;
  if (first === undefined) {
    const found = blocks.map((name) => `data_${name}`).join(', ');
    throw missing(source.path, line, `a block data_${block} with ${column}`, found);
  }
  if (sizes.some((size) => size !== first)) {
    const all = [...new Set(sizes)].join(', ');
    warn(
      `${source.path}: optics groups have pixel sizes of ${all} Å; shifts of all particles are taken with ${first} Å`,
    );
  }
  return first;
}

function pixelSize(cell: string, line: number, path: string): number {
  const size = parseFinite(cell);
  if (size !== null && size > 0) return size;
  throw new FormatError(`${column} is no pixel size`, {
    path,
    line,
    expected: 'a number above 0 (Å)',
    found: JSON.stringify(cell),
  });
}

function missing(path: string, line: number, expected: string, found: string): FormatError {
  return new FormatError('the optics of the particles are missing', {
    path,
    line,
    expected,
    found,
    hint: 'relion4_star needs the optics block; a RELION 3 file has one block and is read as relion3_star',
  });
}
