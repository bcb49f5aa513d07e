export { compileName } from './compile-name.js';
export { type GlobMatch, glob } from './glob.js';
export { ListingCache, type ListingManner } from './listing-cache.js';
