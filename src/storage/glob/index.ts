export { compileName } from './compile-name.js';
export { type GlobMatch, glob } from './glob.js';
export { ListingCache } from './listing-cache.js';
