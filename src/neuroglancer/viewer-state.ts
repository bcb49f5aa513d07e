import { Float, halfToEven } from '../base/float.js';
import type { JsonObject } from '../base/json-value.js';
import { formatHex, type Rgb } from './colors.js';
import type { ContrastLimits } from './contrast-limits.js';

/** Half of 45°, for a quaternion: the initial view is tilted by 45° about x. */
const halfTilt = Math.PI / 8;

/** Returns a Neuroglancer state: `image` is a tomogram's `imageLayer`, the other layers lie over it. */
export function viewerState(image: JsonObject, others: readonly JsonObject[], size: VoxelSize): JsonObject {
  const { name, _position, _crossSectionScale, _projectionScale } = image;
  return {
    dimensions: dimensions(size),
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

/**
 * Converts Å to metres without the rounding error of a division.
 *
 * @example
 * metres(13.48); // 1.348e-9
 */
export function metres(angstroms: number): number {
  return Number(`${angstroms}e-10`);
}

/** The width of a voxel along x, y and z, in metres. */
type VoxelSize = number;

/** The coordinate spaces of a layer: of its data, and of the viewer. */
export interface LayerScale {
  readonly data: VoxelSize;
  readonly viewer: VoxelSize;
}

/** Returns the source of a layer with its transform. `protocol` is the data source kind. */
function layerSource(protocol: 'zarr' | 'precomputed', url: string, scale: LayerScale): JsonObject {
  return {
    url: `${protocol}://${url}`,
    transform: { outputDimensions: dimensions(scale.viewer), inputDimensions: dimensions(scale.data) },
  };
}

/** Returns the voxel size along each axis, with its unit. */
function dimensions(size: VoxelSize): JsonObject {
  const metres = [new Float(size), 'm'];
  return { x: metres, y: metres, z: metres };
}

/** The content of a tomogram's layer. */
interface ImageLayer {
  readonly name: string;
  /** The URL of the OME-Zarr directory. */
  readonly url: string;
  readonly voxelSize: VoxelSize;
  /** Voxels along z, y, x. */
  readonly shape: readonly [z: number, y: number, x: number];
  /** Contrast limits of cross-sections. */
  readonly limits: ContrastLimits;
  /** Contrast limits of the volume rendering. */
  readonly renderingLimits: ContrastLimits;
}

/** The margin of a contrast slider on each side, as a share of its limits' range. */
const sectionPadding = 0.2;
const renderingPadding = 2;

/**
 * Returns the layer of a tomogram, with the position and zoom that show all of it (`_position`, `_crossSectionScale`,
 * `_projectionScale`), which `viewerState` reads.
 */
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

/** Grey values in cross-sections, and a volume rendering with contrast limits of its own. */
const imageShader = `#uicontrol invlerp contrast
#uicontrol bool invert_contrast checkbox
#uicontrol invlerp contrast_3D(clamp=false)
#uicontrol bool invert_contrast_3D checkbox
#uicontrol bool hide_values_outside_limits_3D checkbox

float get_contrast() {
  float value = invert_contrast ? 1.0 - contrast() : contrast();
  return value;
}
float get_contrast_3D() {
  float value = invert_contrast_3D ? 1.0 - contrast_3D() : contrast_3D();
  value = (hide_values_outside_limits_3D && value > 1.0) ? 0.0 : clamp(value, 0.0, 1.0);
  return value;
}

void main() {
  float outputValue;
  if (VOLUME_RENDERING) {
    outputValue = get_contrast_3D();
    emitIntensity(outputValue);
  } else {
    outputValue = get_contrast();
  }
  emitGrayscale(outputValue);
}`;

const pointControls = {
  pointScale: '#uicontrol float pointScale slider(min=0.01, max=2.0, step=0.01)',
  lineWidth: '#uicontrol float lineWidth slider(min=0.01, max=4.0, step=0.01)',
  opacity: '#uicontrol float opacity slider(min=0.0, max=1.0, step=0.01)',
};

/** Points as discs with a border. Instances have a colour each; other points have the colour of the layer. */
function pointShader(hasInstances: boolean): string {
  return `${pointControls.pointScale}
${pointControls.opacity}

void main() {
  if (opacity == 0.0) discard;
  setColor(vec4(${hasInstances ? 'prop_color()' : 'defaultColor()'}, opacity));
  setPointMarkerSize(pointScale * prop_diameter());
  setPointMarkerBorderWidth(0.1);
  setPointMarkerBorderColor(vec4(0.0, 0.0, 0.0, opacity));
}`;
}

/** Oriented points as three lines, one per axis, with a disc at each end. */
const orientedPointShader = `${pointControls.pointScale}
${pointControls.lineWidth}
${pointControls.opacity}

void main() {
  if (opacity == 0.0) discard;
  setLineWidth(lineWidth);
  setLineColor(vec4(prop_line_color(), opacity));
  setEndpointMarkerSize(pointScale * prop_diameter(), pointScale * 0.5 * prop_diameter());
  setEndpointMarkerColor(vec4(defaultColor(), opacity));
  setEndpointMarkerBorderWidth(0.1);
  setEndpointMarkerBorderColor(vec4(0.0, 0.0, 0.0, opacity));
}`;

/** The content of a layer of points. */
interface PointLayer {
  readonly name: string;
  /** The URL of the precomputed annotations or segmentation. */
  readonly url: string;
  readonly scale: LayerScale;
  readonly color: Rgb;
  readonly isVisible: boolean;
  readonly kind: keyof typeof pointShaders;
}

const usualControls = { pointScale: new Float(1), opacity: new Float(1) };

/** The shader of each kind of points, with its controls. */
const pointShaders = {
  points: { shader: pointShader(false), shaderControls: usualControls },
  instances: { shader: pointShader(true), shaderControls: usualControls },
  oriented: { shader: orientedPointShader, shaderControls: { ...usualControls, lineWidth: new Float(1) } },
};

export function pointLayer({ name, url, scale, color, isVisible, kind }: PointLayer): JsonObject {
  return {
    type: 'annotation',
    name,
    source: layerSource('precomputed', url, scale),
    tab: 'rendering',
    annotationColor: formatHex(color),
    visible: isVisible,
    codeVisible: false,
    ...pointShaders[kind],
  };
}

/** The content of a layer of masks or meshes. */
interface SegmentationLayer extends Omit<PointLayer, 'color' | 'kind'> {
  /** The colour of the only segment, or a colour per label. */
  readonly color: Rgb | ReadonlyMap<number, Rgb>;
  /** The tolerance for coarse meshes, in pixels; 2 by default. */
  readonly meshRenderScale?: number;
}

/** Returns the layer of a mask, an instance mask or a mesh. */
export function segmentationLayer(layer: SegmentationLayer): JsonObject {
  const { name, url, scale, isVisible, color, meshRenderScale = 2 } = layer;
  const isByLabel = (all: SegmentationLayer['color']): all is ReadonlyMap<number, Rgb> => all instanceof Map;
  const labels = isByLabel(color) ? [...color.keys()].sort((a, b) => a - b) : [1];
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
    ...(isByLabel(color)
      ? { segmentColors: Object.fromEntries([...color].map(([label, rgb]) => [`${label}`, formatHex(rgb)])) }
      : { segmentDefaultColor: formatHex(color) }),
  };
}
