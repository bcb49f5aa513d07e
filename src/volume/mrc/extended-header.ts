import type { MrcHeader } from './header.js';

/** The header with the bytes of its extended header, which lie at 1024; none when nsymbt is 0. */
export function withExtendedHeader(header: MrcHeader, bytes: Uint8Array): MrcHeader {
  if (bytes.length === 0) return header;
  const warnings = header.littleEndian
    ? header.warnings
    : [...header.warnings, 'the big-endian extended header is carried over byte for byte'];
  return { ...header, extended: { type: header.fields.exttyp, bytes }, warnings };
}
