import { FormatError, UnsupportedError } from '../../errors/index.js';
import type { SampleType } from '../volume.js';

const sampleTypes: ReadonlyMap<number, SampleType> = new Map([
  [0, 'int8'],
  [1, 'int16'],
  [2, 'float32'],
  [6, 'uint16'],
  [12, 'float16'],
  [101, 'packed4'],
]);

const unreadable: ReadonlyMap<number, string> = new Map([
  [3, 'complex pairs of int16'],
  [4, 'complex pairs of float32'],
  [16, 'RGB bytes'],
]);

const readableText = '0 (int8), 1 (int16), 2 (float32), 6 (uint16), 12 (float16) or 101 (4-bit)';

/** True for every mode that some MRC variant defines, also those that are not read here. */
export function isKnownMode(mode: number): boolean {
  return sampleTypes.has(mode) || unreadable.has(mode);
}

/**
 * The sample type of an MRC mode. Fails with an UnsupportedError for complex and RGB modes, and with a FormatError for
 * a mode that no variant defines.
 */
export function sampleTypeOfMode(mode: number, path: string): SampleType {
  const sampleType = sampleTypes.get(mode);
  if (sampleType !== undefined) return sampleType;
  const kind = unreadable.get(mode);
  if (kind !== undefined) {
    throw new UnsupportedError('this MRC mode holds no plain grey values', {
      path,
      offset: 12,
      expected: `mode ${readableText}`,
      found: `mode ${mode} (${kind})`,
      hint: 'convert the volume to float32 (mode 2) first',
    });
  }
  throw new FormatError('unknown MRC mode', {
    path,
    offset: 12,
    expected: `mode ${readableText}`,
    found: `mode ${mode}`,
  });
}
