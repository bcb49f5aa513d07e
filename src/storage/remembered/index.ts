export { type RememberedStorage, rememberReads } from './remembered-storage.js';
