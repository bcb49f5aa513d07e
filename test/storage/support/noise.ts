/** Bytes without a pattern, the same for the same length. */
export function noise(length: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let index = 0; index < words.length; index++) words[index] = Math.imul(index + 1, 2654435761);
  return new Uint8Array(words.buffer, 0, length);
}
