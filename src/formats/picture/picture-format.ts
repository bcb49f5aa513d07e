import type { Image } from 'image-js';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

export interface PictureFormat {
  /** Its usual extension. */
  readonly name: string;
  /** The name in messages. */
  readonly label: string;
  /** First bytes of such files, one list an alternative; null matches any byte. */
  readonly signatures: readonly (readonly (number | null)[])[];
  /** Returns the size in the header, for the upright picture; null if the header has none or is not read. */
  size(content: Uint8Array): PictureSize | null;
  /** True if the file has its end, as far as that can be seen without decoding. */
  isWhole(content: Uint8Array): boolean;
  /** Returns the damage of a header with a checksum; null if it is sound. */
  headerDamage?(content: Uint8Array): { readonly expected: string; readonly found: string } | null;
  /** Returns the damage of the file by its checksums; null if it is sound. Absent for formats without checksums. */
  damage?(content: Uint8Array): { readonly expected: string; readonly found: string } | null;
  /** Returns the byte offset of the end of the picture; absent for formats after which programs write more. */
  end?(content: Uint8Array): number;
  /**
   * Decodes the pixels, upright; absent for formats that are only copied. Fails with an UnsupportedError for content
   * that is only copied too, and with any other error for damaged content.
   */
  decode?(content: Uint8Array, library: typeof import('image-js')): Image | Promise<Image>;
  /** Fails as `decode` would, in less time. Returns false for content that only `decode` can check. */
  check?(content: Uint8Array): Promise<boolean>;
}

/** Returns a view of all of an array's bytes. */
export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
