import { FormatError, type Report, UnsupportedError } from '../../errors/index.js';
import { bitsPerSample } from '../kernels/sample-format.js';
import type { SampleType } from '../volume.js';

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
export function isKnownMode(mode: number): boolean {
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
