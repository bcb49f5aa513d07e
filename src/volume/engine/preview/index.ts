export { PreviewCollector } from './preview-collector.js';
export { previewOfUnit } from './preview-of-unit.js';
export type { PreviewWish, UnitPreview, VolumePreview } from './volume-preview.js';
