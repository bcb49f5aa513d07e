const polynomial = 0x9a6c9329ac4bc9b5n;
const allOnes = 2n ** 64n - 1n;

const table = Array.from({ length: 256 }, (_, byte) => {
  let crc = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) crc = (crc >> 1n) ^ (crc & 1n ? polynomial : 0n);
  return crc;
});

/** The remainder of bytes by CRC-64/NVME, begun with 0 and not inverted. */
export function remainderTwin(bytes: Uint8Array, begin = 0n): bigint {
  return bytes.reduce((crc, byte) => (table[Number((crc ^ BigInt(byte)) & 255n)] ?? 0n) ^ (crc >> 8n), begin);
}

/** CRC-64/NVME of bytes as sixteen hexadecimal digits. */
export function crc64Twin(bytes: Uint8Array): string {
  return (remainderTwin(bytes, allOnes) ^ allOnes).toString(16).padStart(16, '0');
}
