import type { Storage } from '../../storage/index.js';

/** Where chunks are fetched from; without `open` those of shards are not. */
export type ChunkStorage = Pick<Storage, 'get' | 'location'> & Partial<Pick<Storage, 'open'>>;
