declare module 'unbzip2-stream/lib/bit_iterator.js' {
  /** Reads bits of a stream of bytes. */
  export interface BitReader {
    (count: number | null): number;
    readonly bytesRead: number;
  }
  export default function bitIterator(next: () => Uint8Array | undefined): BitReader;
}

declare module 'unbzip2-stream/lib/bzip2.js' {
  import type { BitReader } from 'unbzip2-stream/lib/bit_iterator.js';

  const bzip2: {
    /** Reads the header of a stream; returns the size of its blocks in hundred thousand bytes. */
    header(bits: BitReader): number;
    /** Unpacks a block; returns the checksum of all blocks so far, or null at the end of the stream. */
    decompress(
      bits: BitReader,
      put: (byte: number) => void,
      room: Int32Array,
      size: number,
      sum: number | null,
    ): number | null;
  };
  export default bzip2;
}

declare module 'unbzip2-stream' {
  /** A transform stream that unpacks bzip2. */
  export default function unbzip2(): NodeJS.ReadWriteStream;
}
