export { checkOutputDirectory, checkSourceDirectory } from './check-directory.js';
export { createLocalStorage, type LocalOptions } from './local-storage.js';
export { writeFully } from './write-fully.js';
