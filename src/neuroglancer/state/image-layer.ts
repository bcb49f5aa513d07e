import { Float, type JsonObject } from '../../json/index.js';
import type { ContrastLimits } from '../contrast/index.js';
import { halfToEven } from '../half-to-even.js';
import { layerSource, type VoxelSize } from './layer-source.js';
import { imageShader } from './shaders.js';

/** What a tomogram's layer shows. */
export interface ImageLayer {
  readonly name: string;
  /** Address of the OME-Zarr directory. */
  readonly url: string;
  readonly voxelSize: VoxelSize;
  /** Voxels along z, y, x. */
  readonly shape: readonly [z: number, y: number, x: number];
  /** Limits of the cross-sections and of the volume rendering. */
  readonly limits: ContrastLimits;
  readonly renderingLimits: ContrastLimits;
}

/** Share of the range that sliders reach beyond it, on either side. */
const sectionPadding = 0.2;
const renderingPadding = 2;

/** The layer of a tomogram, with the place and zoom from which all of it is seen. */
export function imageLayer({ name, url, voxelSize, shape, limits, renderingLimits }: ImageLayer): JsonObject {
  const [z, y, x] = shape;
  const longest = Math.max(z, y, x);
  return {
    type: 'image',
    name,
    source: layerSource('zarr', url, { data: voxelSize, viewer: voxelSize }),
    opacity: new Float(1),
    blend: 'additive',
    tab: 'rendering',
    visible: true,
    volumeRendering: 'off',
    volumeRenderingGain: -7.8,
    codeVisible: false,
    volumeRenderingDepthSamples: 128,
    shader: imageShader,
    shaderControls: {
      contrast: slider(limits, sectionPadding),
      invert_contrast: false,
      contrast_3D: slider(renderingLimits, renderingPadding),
      invert_contrast_3D: true,
      hide_values_outside_limits_3D: false,
    },
    _position: [x, y, z].map((length) => new Float(halfToEven(length / 2))),
    _crossSectionScale: longest > 400 ? new Float(longest / 400) : 1,
    _projectionScale: new Float(1.1 * longest),
  };
}

function slider(limits: ContrastLimits, padding: number): JsonObject {
  const [low, high] = [Math.min(...limits), Math.max(...limits)];
  const margin = padding * (high - low);
  return {
    range: limits.map((limit) => new Float(limit)),
    window: [new Float(low - margin), new Float(high + margin)],
  };
}
