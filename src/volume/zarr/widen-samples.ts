import { UnsupportedError } from '../../errors/index.js';
import type { WideIntegers } from './data-types.js';

const wordRange = 2 ** 32;

/**
 * Turns integers of 64 bits into little-endian float64, in place. Fails with an UnsupportedError that names a value which
 * float64 does not hold exactly (beyond 2⁵³).
 */
export function widenSamples(
  bytes: Uint8Array,
  { isSigned, littleEndian }: WideIntegers,
  path: string,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [low, high] = littleEndian ? [0, 4] : [4, 0];
  for (let at = 0; at < bytes.length; at += 8) {
    const upper = isSigned ? view.getInt32(at + high, littleEndian) : view.getUint32(at + high, littleEndian);
    const value = upper * wordRange + view.getUint32(at + low, littleEndian);
    if (!Number.isSafeInteger(value)) {
      const exact = isSigned ? view.getBigInt64(at, littleEndian) : view.getBigUint64(at, littleEndian);
      throw new UnsupportedError('a 64-bit integer that is too large', {
        path,
        expected: 'integers from -2⁵³ to 2⁵³',
        found: `${exact}`,
      });
    }
    view.setFloat64(at, value, true);
  }
}
