/** What compresses the chunks of an OME-Zarr, with byte shuffle: LZ4, or zstd with a level of 1 to 22. */
export type Compression = { readonly codec: 'lz4' } | { readonly codec: 'zstd'; readonly level: number };

/** Versions of OME-Zarr that are written: 0.4 is zarr v2 with a file a chunk, 0.5 zarr v3 with shards. */
export type OmeZarrVersion = '0.4' | '0.5';

/** How an OME-Zarr is written. */
export interface ZarrForm {
  readonly version: OmeZarrVersion;
  readonly compression: Compression;
}

/** The form of the portal's OME-Zarrs. */
export const usualZarrForm: ZarrForm = { version: '0.4', compression: { codec: 'lz4' } };
