import { type MrcFields, readMrcFields } from './fields.js';
import { isKnownMode } from './modes.js';

/** The header in the byte order that makes sense of it, and what was odd about the machine stamp. */
export interface OrderedFields {
  readonly fields: MrcFields;
  readonly littleEndian: boolean;
  readonly warnings: readonly string[];
}

const largestExtent = 1_000_000;

/**
 * Reads the header in the order its machine stamp names, little endian where that is unknown; in the other order, with
 * a warning, when only that one gives a known mode and sensible extents.
 */
export function readInByteOrder(bytes: Uint8Array): OrderedFields {
  const stamped = orderOfStamp(bytes[212] ?? 0, bytes[213] ?? 0);
  const named = stamped ?? true;
  const warnings: string[] = [];
  if (stamped === null) {
    const stamp = Buffer.from(bytes.subarray(212, 216)).toString('hex');
    warnings.push(`unknown machine stamp ${stamp}`);
  }
  const fields = readMrcFields(bytes, named);
  if (isPlausible(fields)) return { fields, littleEndian: named, warnings };
  const swapped = readMrcFields(bytes, !named);
  if (!isPlausible(swapped)) return { fields, littleEndian: named, warnings };
  if (stamped !== null) {
    warnings.push(`the machine stamp says ${orderName(named)}, but the header is ${orderName(!named)}`);
  }
  return { fields: swapped, littleEndian: !named, warnings };
}

function orderOfStamp(first: number, second: number): boolean | null {
  if (first === 0x44 && (second === 0x44 || second === 0x41)) return true;
  return first === 0x11 && second === 0x11 ? false : null;
}

function orderName(littleEndian: boolean): string {
  return littleEndian ? 'little endian' : 'big endian';
}

function isPlausible({ mode, nx, ny, nz }: MrcFields): boolean {
  return isKnownMode(mode) && [nx, ny, nz].every((extent) => extent > 0 && extent <= largestExtent);
}
