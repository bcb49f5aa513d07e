const decoder = new TextDecoder('latin1');

/** Text of one byte a character, as binary formats name their parts. */
export function latin1(bytes: Uint8Array | DataView): string {
  return decoder.decode(bytes);
}
