export { mrcExtensions } from './binary-kinds.js';
export { type FileKind, fileKinds, type Recognized } from './file-kinds.js';
export { type FileStart, startBytes } from './file-start.js';
export { type SniffedFile, sniffFile } from './sniff-file.js';
export { isZarrDocument } from './zarr-documents.js';
