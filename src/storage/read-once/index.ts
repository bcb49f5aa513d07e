export { type ReadTally, readOnce } from './read-once-storage.js';
