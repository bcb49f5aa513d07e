import { Float, type JsonObject } from '../../json/index.js';
import { formatHex, type Rgb } from '../color/index.js';
import { type LayerScale, layerSource } from './layer-source.js';
import { orientedPointShader, pointShader } from './shaders.js';

/** What a layer of points shows. */
export interface PointLayer {
  readonly name: string;
  /** Address of the precomputed annotations. */
  readonly url: string;
  readonly scale: LayerScale;
  readonly color: Rgb;
  readonly isVisible: boolean;
  readonly kind: 'points' | 'instances' | 'oriented';
}

/** The layer of an annotation's points. */
export function pointLayer({ name, url, scale, color, isVisible, kind }: PointLayer): JsonObject {
  const isOriented = kind === 'oriented';
  return {
    type: 'annotation',
    name,
    source: layerSource('precomputed', url, scale),
    tab: 'rendering',
    annotationColor: formatHex(color),
    visible: isVisible,
    codeVisible: false,
    shader: isOriented ? orientedPointShader : pointShader(kind === 'instances'),
    shaderControls: {
      pointScale: new Float(1),
      opacity: new Float(1),
      ...(isOriented ? { lineWidth: new Float(1) } : {}),
    },
  };
}
