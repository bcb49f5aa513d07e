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
  const stamped = orderOfStamp([...bytes.subarray(212, 216)]);
  const named = stamped ?? true;
  const warnings: string[] = [];
  if (stamped === null) {
    const stamp = [...bytes.subarray(212, 216)].map((byte) => byte.toString(16).padStart(2, '0'));
    warnings.push(`unknown machine stamp ${stamp.join('')}`);
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

/** Whether a machine stamp means little endian; null for one that no program writes. */
export function orderOfStamp([first, second]: readonly number[]): boolean | null {
  if (first === 0x44 && (second === 0x44 || second === 0x41)) return true;
  return first === 0x11 && second === 0x11 ? false : null;
}

function orderName(littleEndian: boolean): string {
  return littleEndian ? 'little endian' : 'big endian';
}

function isPlausible({ mode, nx, ny, nz }: MrcFields): boolean {
  return isKnownMode(mode) && [nx, ny, nz].every((extent) => extent > 0 && extent <= largestExtent);
}
