// The facts that the headers of all AmiraMesh and Avizo files have (Amira User's Guide, "AmiraMesh format").
import { angstromsIn } from './length-units.js';
import type { SampleNumber } from './numbers.js';

/** Bytes of the longest header. */
export const longestHeader = 1024 * 1024;

/** Types of numbers by their names in headers. */
export const amiraTypes: ReadonlyMap<string, SampleNumber> = new Map([
  ['byte', 'uint8'],
  ['sbyte', 'int8'],
  ['short', 'int16'],
  ['ushort', 'uint16'],
  ['int', 'int32'],
  ['int32', 'int32'],
  ['uint', 'uint32'],
  ['float', 'float32'],
  ['double', 'float64'],
]);

const encodings = new Map<string, 'ascii' | 'little-endian' | 'big-endian'>([
  ['ASCII', 'ascii'],
  ['BINARY-LITTLE-ENDIAN', 'little-endian'],
  // Versions before 2.1, and 3D files that say no more, are big endian.
  ['BINARY', 'big-endian'],
]);

/** True for the beginning of an AmiraMesh or Avizo file. */
export function isAmira(text: string): boolean {
  return /^# (?:AmiraMesh|Avizo)\b/.test(text);
}

/** Returns the encoding of the numbers that the first line names; null for other files. */
export function amiraEncoding(text: string) {
  const line = /^# (?:AmiraMesh|Avizo)(?: 3D)? (ASCII|BINARY-LITTLE-ENDIAN|BINARY)\b/.exec(text);
  return encodings.get(line?.[1] ?? '') ?? null;
}

/** Returns the unit of coordinates (`Units { Coordinates "nm" }`), and its length in Å: null if missing or unknown. */
export function amiraUnit(header: string): { readonly name: string | null; readonly length: number | null } {
  const name = /\bCoordinates\s+"([^"]{1,16})"/.exec(header)?.[1] ?? null;
  return { name, length: name === null ? null : angstromsIn(name, ['Å', 'nm', 'µm']) };
}
