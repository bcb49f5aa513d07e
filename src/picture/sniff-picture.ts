/** Kinds of picture told apart by their first bytes, named by their usual extension. */
export type PictureFormat = 'png' | 'jpg' | 'gif' | 'webp' | 'tif';

const signatures: readonly { readonly format: PictureFormat; readonly bytes: readonly (number | null)[] }[] =
  [
    { format: 'png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
    { format: 'jpg', bytes: [0xff, 0xd8, 0xff] },
    { format: 'gif', bytes: [0x47, 0x49, 0x46, 0x38] },
    { format: 'webp', bytes: [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50] },
    { format: 'tif', bytes: [0x49, 0x49, 0x2a, 0x00] },
    { format: 'tif', bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  ];

/** The format of a picture by its content, or null when it is none that we know. */
export function sniffPicture(content: Uint8Array): PictureFormat | null {
  const match = signatures.find(({ bytes }) =>
    bytes.every((byte, index) => (byte === null ? index < content.length : content[index] === byte)),
  );
  return match?.format ?? null;
}
