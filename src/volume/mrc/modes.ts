import { FormatError, type Report, UnsupportedError } from '../../base/errors.js';
import { bitsPerSample } from '../kernels/blocks.js';
import type { SampleType } from '../volume.js';
import { type MrcFields, readMrcFields } from './header.js';

/** The header in the byte order that makes sense of it, and what was odd about the machine stamp. */
interface OrderedFields {
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

/** A mode of MRC files: what its samples are. */
interface MrcMode {
  /** The type that its samples are read as; null for samples that are not plain grey values. */
  readonly sampleType: SampleType | null;
  readonly name: string;
  /** Bits of a sample; rows are padded to whole bytes. */
  readonly bits: number;
  /** Whether MRC2014 and the programs that follow it know the mode. */
  readonly isCommon: boolean;
}

/** Every mode that some variant of MRC defines, by its number. */
const modes: ReadonlyMap<number, MrcMode> = new Map([
  [0, grey('int8')],
  [1, grey('int16')],
  [2, grey('float32')],
  [3, other('complex pairs of int16', 32, false)],
  [4, other('complex pairs of float32', 64, true)],
  [6, grey('uint16')],
  [12, grey('float16')],
  [16, other('RGB bytes', 24, false)],
  [101, { ...grey('packed4'), name: '4-bit' }],
]);

/** The modes that MRC2014 and the programs that follow it know. */
export const commonModes: readonly number[] = [...modes].flatMap(([mode, { isCommon }]) =>
  isCommon ? [mode] : [],
);

function grey(sampleType: SampleType): MrcMode {
  return { sampleType, name: sampleType, bits: bitsPerSample[sampleType], isCommon: true };
}

function other(name: string, bits: number, isCommon: boolean): MrcMode {
  return { sampleType: null, name, bits, isCommon };
}

/** True for every mode that some MRC variant defines, also those that are not read here. */
function isKnownMode(mode: number): boolean {
  return modes.has(mode);
}

/** Bytes of a row of so many samples; null for an unknown mode. */
export function rowBytesOfMode(mode: number, columns: number): number | null {
  const known = modes.get(mode);
  return known === undefined ? null : Math.ceil((columns * known.bits) / 8);
}

/**
 * The sample type of an MRC mode. Reports an UnsupportedError for complex and RGB modes, and a FormatError for a mode
 * that no variant defines, and gives null for them.
 */
export function sampleTypeOfMode(mode: number, path: string, report: Report): SampleType | null {
  const known = modes.get(mode);
  if (known?.sampleType != null) return known.sampleType;
  const facts = { path, offset: 12, expected: `mode ${readableText()}` };
  if (known === undefined) {
    report(new FormatError('unknown MRC mode', { ...facts, found: `mode ${mode}` }));
    return null;
  }
  report(
    new UnsupportedError('this MRC mode holds no plain grey values', {
      ...facts,
      found: `mode ${mode} (${known.name})`,
      hint: 'convert the volume to float32 (mode 2) first',
    }),
  );
  return null;
}

/** The mode that samples of a type are written in. Fails with a RangeError for a type that no mode holds. */
export function modeOfSampleType(type: SampleType): number {
  for (const [mode, { sampleType }] of modes) if (sampleType === type) return mode;
  throw new RangeError(`no MRC mode holds ${type}`);
}

function readableText(): string {
  const readable = [...modes].filter(([, { sampleType }]) => sampleType !== null);
  const texts = readable.map(([mode, { name }]) => `${mode} (${name})`);
  return `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}
