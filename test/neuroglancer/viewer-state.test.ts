import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatJson } from '../../src/base/json-text.js';
import type { JsonObject } from '../../src/base/json-value.js';
import {
  imageLayer,
  pointLayer,
  segmentationLayer,
  viewerState,
} from '../../src/neuroglancer/viewer-state.js';

const test = suite('viewer configuration');

const plain = (value: JsonObject) => JSON.parse(formatJson(value));
const scale = { data: 1e-9, viewer: 2e-9 };

const image = imageLayer({
  name: 'TS_001',
  url: 'https://host/TS_001.zarr',
  voxelSize: 1e-9,
  shape: [125, 201, 403],
  limits: [20, 10],
  renderingLimits: [1, -1],
});

test('an image layer: place and zoom, windows wider than inverted ranges', () => {
  const layer = plain(image);
  assert.equal(layer._position, [202, 100, 62]);
  assert.is(layer._crossSectionScale, 403 / 400);
  assert.is(layer._projectionScale, 1.1 * 403);
  assert.equal(layer.shaderControls.contrast, { range: [20, 10], window: [8, 22] });
  assert.equal(layer.shaderControls.contrast_3D, { range: [1, -1], window: [-5, 5] });
  assert.is(layer.source.url, 'zarr://https://host/TS_001.zarr');
});

test('the state takes place and zoom from its image', () => {
  const state = plain(viewerState(image, [], 1e-9));
  assert.equal(state.position, [202, 100, 62]);
  assert.is(state.crossSectionScale, 403 / 400);
  assert.equal(state.projectionOrientation, [0.3826834323650898, 0, 0, 0.9238795325112867]);
  assert.equal(state.selectedLayer, { visible: true, layer: 'TS_001', side: 'left' });
  assert.equal(state.dimensions.z, [1e-9, 'm']);
});

test('a layer of another voxel spacing has its own input dimensions', () => {
  const layer = plain(
    pointLayer({ name: 'p', url: 'u', scale, color: [255, 0, 0], isVisible: false, kind: 'points' }),
  );
  assert.equal(layer.source.transform.inputDimensions.x, [1e-9, 'm']);
  assert.equal(layer.source.transform.outputDimensions.x, [2e-9, 'm']);
  assert.is(layer.annotationColor, '#ff0000');
  assert.is(layer.visible, false);
});

test('instances take the colour of each point, oriented points have a line width', () => {
  const of = (kind: 'instances' | 'oriented') =>
    plain(pointLayer({ name: 'p', url: 'u', scale, color: [1, 2, 3], isVisible: true, kind }));
  assert.match(of('instances').shader, 'prop_color()');
  assert.equal(of('instances').shaderControls, { pointScale: 1, opacity: 1 });
  assert.equal(of('oriented').shaderControls, { pointScale: 1, opacity: 1, lineWidth: 1 });
});

test('an instance mask shows its labels ascending, a mask its one segment', () => {
  const colors = new Map([
    [7, [0, 0, 255]],
    [2, [255, 0, 0]],
  ] as const);
  const labelled = plain(segmentationLayer({ name: 's', url: 'u', scale, isVisible: true, color: colors }));
  assert.equal(labelled.segments, [2, 7]);
  assert.equal(labelled.segmentColors, { '2': '#ff0000', '7': '#0000ff' });
  const mask = plain(segmentationLayer({ name: 's', url: 'u', scale, isVisible: true, color: [0, 255, 0] }));
  assert.equal(mask.segments, [1]);
  assert.is(mask.segmentDefaultColor, '#00ff00');
});

test.run();
