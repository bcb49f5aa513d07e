/** Returns a function that computes the CRC-32 of bytes, 0 to 2³² − 1, of a polynomial in reversed order of bits. */
export function crc32By(polynomial: number): (bytes: Uint8Array) => number {
  // Four bytes at a time: the nth 256 values are remainders of a byte with n zero bytes behind it.
  const table = new Uint32Array(4 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? polynomial : 0);
    table[byte] = value;
  }
  for (let at = 256; at < table.length; at++) {
    const before = table[at - 256]!;
    table[at] = table[before & 0xff]! ^ (before >>> 8);
  }
  return (bytes) => {
    let value = 0xffffffff;
    let at = 0;
    for (; at + 4 <= bytes.length; at += 4) {
      value ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      value =
        table[768 + (value & 0xff)]! ^
        table[512 + ((value >>> 8) & 0xff)]! ^
        table[256 + ((value >>> 16) & 0xff)]! ^
        table[value >>> 24]!;
    }
    for (; at < bytes.length; at++) value = table[(value ^ bytes[at]!) & 0xff]! ^ (value >>> 8);
    return (value ^ 0xffffffff) >>> 0;
  };
}

/** Returns a checksum of 32 bits as hexadecimal digits. */
export function checksumText(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}
