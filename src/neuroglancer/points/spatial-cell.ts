import { FormatError } from '../../errors/index.js';
import type { PrecomputedReader } from '../read/index.js';
import type { RecordLayout } from './record-layout.js';

/** Bytes of the largest cell. */
const largestCell = 1024 * 1024 * 1024;

/** Records of a cell of the spatial index, one after another, and their ids. */
export interface SpatialCell {
  readonly count: number;
  readonly records: Uint8Array;
  readonly ids: BigUint64Array;
}

/** Reads a cell that is a file of its own; null where an issue was reported. */
export function readSpatialCell(
  reader: PrecomputedReader,
  inside: string,
  layout: RecordLayout,
): Promise<SpatialCell | null> {
  return reader.attempt('data', inside, async () =>
    decodeSpatialCell(await reader.files.get(inside, largestCell), layout),
  );
}

/** A cell's records; fails with a FormatError when the file’s size differs from its count. */
export function decodeSpatialCell(bytes: Uint8Array, { size }: RecordLayout): SpatialCell {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = bytes.length < 8 ? 0 : Number(view.getBigUint64(0, true));
  const expected = 8 + count * (size + 8);
  if (bytes.length !== expected) {
    throw new FormatError('the file’s size differs from its count', {
      found: `${bytes.length} bytes`,
      expected: bytes.length < 8 ? 'at least 8 bytes' : `${expected} bytes for ${count} annotations`,
    });
  }
  const records = bytes.subarray(8, 8 + count * size);
  const ids = new BigUint64Array(count);
  for (let index = 0; index < count; index++)
    ids[index] = view.getBigUint64(8 + count * size + index * 8, true);
  return { count, records, ids };
}

/** How many annotations a cell of so many bytes holds; null where no number of them has this size. */
export function cellCount(bytes: number, { size }: RecordLayout): number | null {
  const count = (bytes - 8) / (size + 8);
  return count >= 0 && Number.isInteger(count) ? count : null;
}
