import { rules } from '../../../src/validate/rules/rules.js';
import { tomogram } from '../support/good-metadata.js';
import { precomputes } from '../support/good-precomputes.js';
import {
  add,
  all,
  bytesAt,
  copy,
  copyFile,
  editText,
  remove,
  removeBelow,
  rename,
  setJson,
  unsetJson,
} from './edit.js';
import type { Mutation } from './mutation.js';

/** Changes the layer whose source ends like this. */
const editLayer =
  (source: string, edit: (layer: Record<string, unknown>) => object): Mutation['change'] =>
  (tree) => {
    const state = JSON.parse(Buffer.from(bytesAt(tree, viewer)).toString());
    const at = state.layers.findIndex((layer: object) =>
      JSON.stringify(layer).includes(`/${source}_precompute"`),
    );
    setJson(viewer, `layers.${at}`, edit(state.layers[at]))(tree);
  };

const viewer = `${precomputes}/100-neuroglancer-config.json`;
const otherTomogram = tomogram.replace(/100$/, '101');
const points = `${precomputes}/100-point_precompute`;
const lines = `${precomputes}/101-orientedpoint_precompute`;
const mask = `${precomputes}/103-segmentationmask_precompute`;
const mesh = `${precomputes}/103-triangularmesh_precompute`;
const labels = `${precomputes}/104-instancesegmentationmask_precompute`;

/** Changes of viewer configurations, and of the info files of precomputed directories. */
export const viewerMutations: readonly Mutation[] = [
  {
    code: 'VIEWER_LAYER_DIFFERS',
    what: 'points that are transparent',
    change: setJson(viewer, 'layers.1.shaderControls.opacity', 0),
  },
  {
    code: 'VIEWER_LAYER_DIFFERS',
    what: 'a mesh whose triangles are turned off',
    change: editLayer('103-triangularmesh', ({ source, ...layer }) => ({
      ...layer,
      source: { ...Object(source), enableDefaultSubsources: false, subsources: { default: true } },
    })),
  },
  {
    code: 'VIEWER_SHADER_WRONG',
    what: 'a control that the shader does not declare',
    change: editLayer('100-point', (layer) => ({
      ...layer,
      shader:
        '#uicontrol float pointScale slider(min=0.01, max=2)\nvoid main() { setPointMarkerSize(pointScale); }',
      shaderControls: { pointScale: 1, opacity: 1 },
    })),
  },
  {
    code: 'VIEWER_VALUE_INVALID',
    what: 'a shader with a brace that is not closed',
    change: editLayer('100-point', (layer) => ({
      ...layer,
      shader: 'void main() { if (true) { setColor(defaultColor()); }',
      shaderControls: {},
    })),
  },
  {
    code: 'VIEWER_VALUE_INVALID',
    what: 'segments that are no list',
    change: editLayer('103-segmentationmask', (layer) => ({ ...layer, segments: 'all' })),
  },
  { code: 'PRECOMPUTE_INFO_MISSING', what: 'points without info', change: remove(`${points}/info`) },
  {
    code: 'PRECOMPUTE_INFO_INVALID',
    what: 'an info that is not JSON',
    change: editText(`${points}/info`, '"relationships": [],', '"relationships": ['),
  },
  {
    code: 'PRECOMPUTE_INFO_INVALID',
    what: 'points without relationships',
    change: unsetJson(`${points}/info`, 'relationships'),
  },
  {
    code: 'PRECOMPUTE_INFO_INVALID',
    what: 'bounds that are not numbers',
    change: setJson(`${lines}/info`, 'lower_bound.0', null),
  },
  {
    code: 'PRECOMPUTE_INFO_INVALID',
    what: 'a mask in another encoding',
    change: setJson(`${mask}/info`, 'scales.0.encoding', 'jpeg'),
  },
  {
    code: 'PRECOMPUTE_INFO_INVALID',
    what: 'meshes without transform',
    change: unsetJson(`${mask}/mesh/info`, 'transform'),
  },
  {
    code: 'PRECOMPUTE_INFO_INVALID',
    what: 'segment properties without ids',
    change: unsetJson(`${labels}/segment_properties/info`, 'inline.ids'),
  },
  {
    code: 'PRECOMPUTE_KIND_WRONG',
    what: 'points where lines belong',
    also: ['PRECOMPUTE_COUNT_WRONG', 'PRECOMPUTE_BOUNDS_WRONG', 'PRECOMPUTE_DATA_UNREADABLE'],
    change: setJson(`${lines}/info`, 'annotation_type', 'point'),
  },
  {
    code: 'PRECOMPUTE_SCALE_WRONG',
    what: 'points of another voxel spacing',
    change: setJson(`${points}/info`, 'dimensions.y.0', 1.5),
  },
  {
    code: 'PRECOMPUTE_SCALE_WRONG',
    what: 'a mask of another voxel spacing, with its meshes',
    change: all(
      setJson(`${mask}/info`, 'scales.0.resolution', [2, 2, 2]),
      setJson(`${mask}/mesh/info`, 'transform', [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0]),
    ),
  },
  {
    code: 'PRECOMPUTE_SCALE_WRONG',
    what: 'meshes that are moved',
    change: setJson(`${mesh}/mesh/info`, 'transform.3', 1),
  },
  {
    code: 'PRECOMPUTE_SIZE_WRONG',
    what: 'a mask whose z and x changed places',
    also: ['PRECOMPUTE_FILE_MISSING', 'PRECOMPUTE_FILE_STRAY'],
    change: setJson(`${mask}/info`, 'scales.0.size', [12, 20, 18]),
  },
  {
    code: 'PRECOMPUTE_BOUNDS_WRONG',
    what: 'bounds that leave a point out',
    change: setJson(`${points}/info`, 'upper_bound.2', 10),
  },
  {
    code: 'PRECOMPUTE_COUNT_WRONG',
    what: 'a limit that is too small',
    change: setJson(`${points}/info`, 'spatial.0.limit', 1),
  },
  {
    code: 'PRECOMPUTE_FILE_MISSING',
    what: 'the shard of the points',
    change: remove(`${points}/by_id/0.shard`),
  },
  {
    code: 'PRECOMPUTE_FILE_MISSING',
    what: 'the cell of the points',
    change: remove(`${points}/spatial0/0_0_0`),
  },
  {
    code: 'PRECOMPUTE_FILE_MISSING',
    what: 'a chunk of the mask',
    change: remove(`${mask}/data/0-18_0-20_8-12`),
  },
  { code: 'PRECOMPUTE_FILE_MISSING', what: 'info of the meshes', change: remove(`${labels}/mesh/info`) },
  {
    code: 'PRECOMPUTE_FILE_MISSING',
    what: 'properties of the segments',
    change: remove(`${mesh}/segment_properties/info`),
  },
  {
    code: 'PRECOMPUTE_FILE_STRAY',
    what: 'a chunk of another size',
    change: add(`${mask}/data/0-18_0-20_0-12`),
  },
  { code: 'PRECOMPUTE_FILE_STRAY', what: 'a shard too many', change: add(`${mesh}/mesh/1.shard`) },
  { code: 'PRECOMPUTE_FILE_STRAY', what: 'a point beside the shard', change: add(`${points}/by_id/0`) },
  {
    code: 'PRECOMPUTE_SOURCE_MISSING',
    what: 'points of an annotation that is gone',
    also: ['VIEWER_SOURCE_MISSING'],
    change: rename(points, `${precomputes}/109-point_precompute`),
  },
  {
    code: 'SEGMENT_PROPERTIES_WRONG',
    what: 'a name too few',
    change: setJson(`${labels}/segment_properties/info`, 'inline.properties.0.values', ['one']),
  },
  {
    code: 'SEGMENT_PROPERTIES_WRONG',
    what: 'a label that the mask has not',
    change: setJson(`${labels}/segment_properties/info`, 'inline.ids.0', '7'),
  },
  {
    code: 'VIEWER_SOURCE_MISSING',
    what: 'a layer whose directory is gone',
    change: removeBelow(mesh),
  },
  {
    code: 'VIEWER_TOMOGRAM_MISSING',
    what: 'the layer of the tomogram is gone',
    change: unsetJson(viewer, 'layers.0'),
  },
  {
    code: 'VIEWER_LAYER_MISSING',
    what: 'the layer of an annotation is gone',
    change: unsetJson(viewer, 'layers.2'),
  },
  {
    code: 'VIEWER_LAYER_MISSING',
    what: 'the layer of the meshes at oriented points is gone',
    change: unsetJson(viewer, 'layers.7'),
  },
  {
    code: 'VIEWER_LAYER_NAME_TWICE',
    what: 'two layers of one name',
    change: setJson(viewer, 'layers.2.name', '100-point'),
  },
  {
    code: 'VIEWER_LAYER_KIND_WRONG',
    what: 'a mask as annotations',
    change: setJson(viewer, 'layers.4.type', 'annotation'),
  },
  {
    code: 'VIEWER_LAYER_FOREIGN',
    what: 'a source elsewhere',
    also: ['VIEWER_LAYER_MISSING'],
    change: setJson(viewer, 'layers.1.source.url', 'precomputed://https://host.example/points'),
  },
  {
    code: 'VIEWER_SCALE_WRONG',
    what: 'a layer of twice the voxel size',
    change: setJson(viewer, 'layers.1.source.transform.inputDimensions.x.0', 26.96e-10),
  },
  {
    code: 'VIEWER_SEGMENTS_WRONG',
    what: 'a label that is not shown',
    change: setJson(viewer, 'layers.6.segments', [1, 3]),
  },
  {
    code: 'VIEWER_SHADER_WRONG',
    what: 'points with the shader of lines',
    change: setJson(viewer, 'layers.1.shader', 'void main() { setColor(prop_line_color()); }'),
  },
  ...(
    [
      ['points', 'layers.1.annotationColor'],
      ['a mesh', 'layers.5.segmentDefaultColor'],
      ['a label', 'layers.6.segmentColors.2'],
    ] as const
  ).map(
    ([what, key]): Mutation => ({
      code: 'VIEWER_COLOR_DIFFERS',
      what: `${what} of another colour beside a second tomogram`,
      change: all(
        copy(tomogram, otherTomogram),
        copyFile(viewer, viewer.replace('/100-', '/101-')),
        setJson(viewer, key, '#1a2b3c'),
      ),
      // The second tomogram is not whole.
      options: { rules: rules.filter(({ code }) => code === 'VIEWER_COLOR_DIFFERS') },
    }),
  ),
];
