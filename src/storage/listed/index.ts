export { ListedStorage } from './listed-storage.js';
export { type ListedStorageOptions, openListedStorage } from './open-listed-storage.js';
