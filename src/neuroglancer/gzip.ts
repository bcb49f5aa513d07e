/** Gzip, which differs by where the code runs; the same bytes must give the same bytes. */
export type Gzip = (bytes: Uint8Array) => Uint8Array;

/** The bytes before `Gzip`; fails when they are not gzip, are cut off, or would be more than `limit` bytes. */
export type Gunzip = (bytes: Uint8Array, limit: number) => Uint8Array;
