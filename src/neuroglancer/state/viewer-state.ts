import { Float, type JsonObject } from '../../json/index.js';
import { dimensions, type VoxelSize } from './layer-source.js';

/** A quarter of a right angle, twice: the volume is seen tilted by 45° about x. */
const halfTilt = Math.PI / 8;

/** The viewer's whole state: `image` is a tomogram's layer, the others lie over it. */
export function viewerState(
  image: JsonObject,
  others: readonly JsonObject[],
  voxelSize: VoxelSize,
): JsonObject {
  const { name, _position, _crossSectionScale, _projectionScale } = image;
  return {
    dimensions: dimensions(voxelSize),
    crossSectionScale:
      typeof _crossSectionScale === 'number' ? new Float(_crossSectionScale) : (_crossSectionScale ?? null),
    projectionOrientation: [Math.sin(halfTilt), 0, 0, Math.cos(halfTilt)].map((value) => new Float(value)),
    layers: [image, ...others],
    selectedLayer: { visible: true, layer: name ?? null, side: 'left' },
    crossSectionBackgroundColor: '#000000',
    hideCrossSectionBackground3D: true,
    layout: '4panel',
    showSlices: true,
    showAxisLines: true,
    layerListPanel: { row: 1, visible: true },
    helpPanel: { side: 'right', row: 0 },
    settingsPanel: { side: 'right', row: 1 },
    selection: { row: 2, visible: false },
    toolPalettes: {
      Position: {
        side: 'bottom',
        row: 1,
        size: 100,
        visible: true,
        query: 'type:dimension',
        verticalStacking: false,
      },
    },
    gpuMemoryLimit: 1_500_000_000,
    position: _position ?? null,
    projectionScale: _projectionScale ?? null,
  };
}
