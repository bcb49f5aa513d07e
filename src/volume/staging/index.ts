export { removeStaleFiles, stagedPrefix } from './stale-files.js';
export { temporaryFiles } from './temporary-files.js';
