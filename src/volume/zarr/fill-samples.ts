import { UnsupportedError } from '../../errors/index.js';
import type { ArrayMetadata } from './parse-array-metadata.js';

/**
 * Fills bytes with samples of an array's fill value, as the array stores them. Fails with an UnsupportedError for
 * float16 and a value other than 0.
 */
export function fillSamples(
  target: Uint8Array,
  { fillValue, format: { sampleType, littleEndian }, sampleBytes }: ArrayMetadata,
  path: string,
): void {
  if (fillValue === 0) {
    target.fill(0);
    return;
  }
  const sample = new DataView(new ArrayBuffer(sampleBytes));
  if (sampleType === 'float64') sample.setFloat64(0, fillValue, littleEndian);
  else if (sampleType === 'float32') sample.setFloat32(0, fillValue, littleEndian);
  else if (sampleType === 'float16') {
    throw new UnsupportedError('float16 arrays with a fill value cannot be read', {
      path,
      expected: 'a fill value of 0',
      found: String(fillValue),
    });
  } else if (sampleBytes === 4) sample.setInt32(0, fillValue, littleEndian);
  else if (sampleBytes === 2) sample.setInt16(0, fillValue, littleEndian);
  else sample.setInt8(0, fillValue);
  target.set(new Uint8Array(sample.buffer));
  for (let filled = sampleBytes; filled < target.length; filled *= 2) target.copyWithin(filled, 0, filled);
}
