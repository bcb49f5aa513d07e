import { FormatError } from '../../../errors/index.js';

const clear = 256;
const end = 257;
const firstFree = 258;
const mostCodes = 4096;

/**
 * Unpacks TIFF's LZW (TIFF 6.0, section 13: codes of 9 to 12 bits, highest bit first, the width changing one code
 * early) into `target`; returns how many bytes it holds. Fails with a FormatError for damaged data or too much of it.
 */
export function unpackLzw(bytes: Uint8Array, target: Uint8Array): number {
  // A code's string is a piece of what was unpacked before: the string of an earlier code and the byte after it.
  const starts = new Uint32Array(mostCodes);
  const lengths = new Uint32Array(mostCodes);
  let [free, width, before, beforeLength, length] = [firstFree, 9, 0, 0, 0];
  let [bits, held] = [0, 0];
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfffff;
    held += 8;
    if (held < width) continue;
    held -= width;
    const code = (bits >> held) & ((1 << width) - 1);
    if (code === end) return length;
    if (code === clear) {
      [free, width, beforeLength] = [firstFree, 9, 0];
      continue;
    }
    if (beforeLength > 0 && free < mostCodes) {
      starts[free] = before;
      lengths[free] = beforeLength + 1;
      free++;
      if (free >= (1 << width) - 1 && width < 12) width++;
    }
    const isByte = code < clear;
    if (!isByte && code >= free) throw new FormatError(`LZW code ${code} is used before it is defined`);
    const size = isByte ? 1 : (lengths[code] as number);
    if (length + size > target.length) throw new FormatError(`it holds more than ${target.length} bytes`);
    if (isByte) target[length] = code;
    else
      for (let at = 0; at < size; at++) target[length + at] = target[(starts[code] as number) + at] as number;
    [before, beforeLength] = [length, size];
    length += size;
  }
  return length;
}
