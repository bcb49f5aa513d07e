export { checkOutputDirectory, checkSourceDirectory } from './check-directory.js';
export { explain, toStorageError } from './fs-error.js';
export { missingFile } from './local-reader.js';
export { createLocalStorage, type LocalOptions } from './local-storage.js';
export { writeFully } from './write-fully.js';
