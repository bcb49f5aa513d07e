export { collectLabels } from './collect-labels.js';
export { type Decoding, decodedBytes, decodeVoxels, isNative } from './decode-voxels.js';
export { labelsOf } from './labels-of.js';
export { rowBands, type Sections } from './row-bands.js';
export { type Columns, RowReader, type RowVolume, type SectionRows, type StoredRows } from './row-reader.js';
export { isWide, type Samples, toNumbers } from './to-numbers.js';
export { viewVoxels } from './view-voxels.js';
