/** The address of an image that is part of the page itself. */
export function pngSource(bytes: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
}
