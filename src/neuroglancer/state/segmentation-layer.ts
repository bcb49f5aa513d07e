import { Float, type JsonObject } from '../../json/index.js';
import { formatHex, type Rgb } from '../color/index.js';
import { type LayerScale, layerSource } from './layer-source.js';

/** What a layer of masks or meshes shows. */
export interface SegmentationLayer {
  readonly name: string;
  /** Address of the precomputed segmentation. */
  readonly url: string;
  readonly scale: LayerScale;
  readonly isVisible: boolean;
  /** One colour for the only segment, or one a label. */
  readonly color: Rgb | ReadonlyMap<number, Rgb>;
  /** How coarse meshes may be shown, in pixels; 2 by default. */
  readonly meshRenderScale?: number;
}

/** The layer of a mask, an instance mask or a mesh. */
export function segmentationLayer(layer: SegmentationLayer): JsonObject {
  const { name, url, scale, isVisible, color, meshRenderScale = 2 } = layer;
  const labels = isMap(color) ? [...color.keys()].sort((a, b) => a - b) : [1];
  return {
    type: 'segmentation',
    name,
    source: {
      ...layerSource('precomputed', url, scale),
      subsources: { default: true, mesh: true },
      enableDefaultSubsources: false,
    },
    tab: 'rendering',
    selectedAlpha: 1,
    hoverHighlight: false,
    segments: labels,
    visible: isVisible,
    meshRenderScale: new Float(meshRenderScale),
    pick: false,
    ...colorKeys(color),
  };
}

function colorKeys(color: SegmentationLayer['color']): JsonObject {
  if (!isMap(color)) return { segmentDefaultColor: formatHex(color) };
  return {
    segmentColors: Object.fromEntries([...color].map(([label, rgb]) => [String(label), formatHex(rgb)])),
  };
}

function isMap(color: SegmentationLayer['color']): color is ReadonlyMap<number, Rgb> {
  return color instanceof Map;
}
