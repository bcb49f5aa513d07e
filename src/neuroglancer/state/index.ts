export { type ImageLayer, imageLayer } from './image-layer.js';
export { type LayerScale, metres, type VoxelSize } from './layer-source.js';
export { type PointLayer, pointLayer } from './point-layer.js';
export { type ViewerLayer, viewerLayers } from './read-layers.js';
export { type SegmentationLayer, segmentationLayer } from './segmentation-layer.js';
export { viewerState } from './viewer-state.js';
