import { FormatError, type Report, UnsupportedError } from '../../base/errors.js';
import { bitsPerSample } from '../kernels/blocks.js';
import type { SampleType } from '../volume.js';
import { type MrcFields, readMrcFields } from './header.js';

const largestExtent = 1_000_000;

/**
 * Reads the header in the byte order of its machine stamp, little endian if that is unknown; in the other order, with
 * a warning, if only that one gives a known mode and plausible extents.
 */
export function readInByteOrder(bytes: Uint8Array) {
  const stamp = [...bytes.subarray(212, 216)];
  const stamped = orderOfStamp(stamp);
  const named = stamped ?? true;
  const digits = stamp.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const warnings = stamped === null ? [`unknown machine stamp ${digits}`] : [];
  const fields = readMrcFields(bytes, named);
  if (isPlausible(fields)) return { fields, littleEndian: named, warnings };
  const swapped = readMrcFields(bytes, !named);
  if (!isPlausible(swapped)) return { fields, littleEndian: named, warnings };
  if (stamped !== null) {
    warnings.push(`the machine stamp says ${orderName(named)}, but the header is ${orderName(!named)}`);
  }
  return { fields: swapped, littleEndian: !named, warnings };
}

/** Returns whether a machine stamp means little endian; null for one that no program writes. */
export function orderOfStamp([first, second]: readonly number[]): boolean | null {
  if (first === 0x44 && (second === 0x44 || second === 0x41)) return true;
  return first === 0x11 && second === 0x11 ? false : null;
}

function orderName(littleEndian: boolean): string {
  return littleEndian ? 'little endian' : 'big endian';
}

function isPlausible({ mode, nx, ny, nz }: MrcFields): boolean {
  return modes.has(mode) && [nx, ny, nz].every((extent) => extent > 0 && extent <= largestExtent);
}

interface MrcMode {
  /** Type as which its samples are read; null if they are not plain grey values. */
  readonly sampleType: SampleType | null;
  readonly name: string;
  /** Bits of a sample; rows are padded to whole bytes. */
  readonly bits: number;
  /** True if MRC2014 and the programs that follow it define the mode. */
  readonly isCommon: boolean;
}

/** All modes that a variant of MRC defines, by number. */
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

/** The modes that MRC2014 and the programs that follow it define. */
export const commonModes = [...modes].filter(([, { isCommon }]) => isCommon).map(([mode]) => mode);

function grey(sampleType: SampleType): MrcMode {
  return { sampleType, name: sampleType, bits: bitsPerSample[sampleType], isCommon: true };
}

function other(name: string, bits: number, isCommon: boolean): MrcMode {
  return { sampleType: null, name, bits, isCommon };
}

/** Returns the bytes of a row of `columns` samples; null for an unknown mode. */
export function rowBytesOfMode(mode: number, columns: number): number | null {
  const known = modes.get(mode);
  return known === undefined ? null : Math.ceil((columns * known.bits) / 8);
}

/** Returns a mode's sample type; null after reporting an UnsupportedError (complex, RGB) or FormatError (unknown). */
export function sampleTypeOfMode(mode: number, path: string, report: Report): SampleType | null {
  const known = modes.get(mode);
  if (known?.sampleType != null) return known.sampleType;
  const readable = [...modes].filter(([, { sampleType }]) => sampleType !== null);
  const texts = readable.map(([mode, { name }]) => `${mode} (${name})`);
  const facts = { path, offset: 12, expected: `mode ${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}` };
  if (known === undefined) report(new FormatError('unknown MRC mode', { ...facts, found: `mode ${mode}` }));
  else {
    const hint = 'convert the volume to float32 (mode 2) first';
    const found = `mode ${mode} (${known.name})`;
    report(new UnsupportedError('this MRC mode holds no plain grey values', { ...facts, found, hint }));
  }
  return null;
}

/** Returns the mode in which samples of a type are written. Fails with a RangeError for a type without a mode. */
export function modeOfSampleType(type: SampleType): number {
  for (const [mode, { sampleType }] of modes) if (sampleType === type) return mode;
  throw new RangeError(`no MRC mode holds ${type}`);
}
