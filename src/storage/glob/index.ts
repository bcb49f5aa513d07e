export { type GlobMatch, glob } from './glob.js';
export { ListingCache } from './listing-cache.js';
