import { numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import { halfToEven } from '../../neuroglancer/bounds.js';
import { publishedShape, shapeOfMeshInstances, viewedFormat } from '../../tree/entities/annotation-shapes.js';
import { agreedShape, type HeaderStatistics } from '../contexts/acquisition.js';
import type { ViewerContext } from '../contexts/reconstructions.js';
import type { ReportedIssue } from '../finding.js';
import { defineRules } from '../rule.js';
import { describeLayer, parseTarget, viewerErrors } from './viewer.js';

/** The range of cross-sections around the mean, in standard deviations, and its relative tolerance. */
const contrast = { spread: 3, tolerance: 0.02 };

/** Viewer configurations: the initial view, compared with the tomogram and its annotations. */
export const viewerViewRules = defineRules('viewer-view', viewerErrors, [
  {
    code: 'VIEWER_TRANSFORM_WRONG',
    title: 'Layers of a viewer configuration are neither moved nor turned',
    why: 'All data of a run use the voxels of the tomogram. A layer that is moved shows its annotations at the wrong place.',
    check: moved,
  },
  {
    code: 'VIEWER_CONTRAST_WRONG',
    severity: 'warning',
    needs: ['metadata', 'header'],
    title: 'The contrast of a viewer configuration is that of the data',
    why: 'Limits that are swapped, or outside the data, show only grey, which is an error; limits of another tomogram hide details, unless a curator chose them. Ingest uses mean ± 3 rms of the header.',
    check: wrongContrast,
  },
  {
    code: 'VIEWER_POSITION_WRONG',
    needs: ['metadata', 'header'],
    title: 'A viewer configuration opens in the middle of its tomogram, at its size',
    why: 'At another place or size, users see an empty view and think that the data are broken.',
    check: wrongView,
  },
  {
    code: 'VIEWER_LAYER_DIFFERS',
    severity: 'warning',
    title: 'Layers are named and shown as their annotation says',
    why: 'The list of layers is how users find an annotation; the metadata say which files are shown by default.',
    check: differs,
  },
  {
    code: 'VIEWER_HOST_DIFFERS',
    severity: 'warning',
    title: 'All layers come from one place',
    why: 'The tree is published as a whole. A layer from elsewhere is another copy, which can become out of date.',
    check({ layers, dataset }) {
      const hosts = layers
        .filter(({ target }) => target !== null)
        .map((layer) => ({
          layer,
          host: layer.url.replace(/^\w+:\/\//, '').split(`/${dataset}/`)[0] ?? '',
        }));
      const [first] = hosts;
      return hosts
        .filter(({ host }) => host !== first?.host)
        .map(({ layer, host }) => ({
          message: `${describeLayer(layer)}: another address than the first layer’s`,
          found: host,
          expected: first?.host ?? '',
        }));
    },
  },
]);

function* moved({ state, layers }: ViewerContext): Generator<ReportedIssue> {
  const documents = objectsAt(state, 'layers');
  for (const layer of layers) {
    const own = documents[layer.index];
    const source = valueAt(own, 'source', 0) ?? valueAt(own, 'source');
    const matrix = valueAt(source, 'transform', 'matrix');
    if (!Array.isArray(matrix)) continue;
    const isStill = matrix.every(
      (row, at) =>
        Array.isArray(row) && row.every((_, axis) => numberAt(row, axis) === (axis === at ? 1 : 0)),
    );
    if (isStill) continue;
    yield {
      message: `${describeLayer(layer)}: the layer is transformed`,
      found: JSON.stringify(matrix),
      expected: 'no matrix, or the identity',
    };
  }
}

function* wrongContrast({ state, layers, tomogram }: ViewerContext): Generator<ReportedIssue> {
  const index = layers.find(({ target }) => target === tomogram.volume.zarrPath)?.index;
  const layer = index === undefined ? undefined : objectsAt(state, 'layers')[index];
  const fields = tomogram.volume.mrc?.value?.fields;
  for (const name of ['contrast', 'contrast_3D'] as const) {
    const control = valueAt(layer, 'shaderControls', name);
    const range = pair(control, 'range');
    const window = pair(control, 'window');
    if (range === null) continue;
    const fault = faultOf(name, range, window, fields);
    if (fault !== null) yield { ...fault, message: `${name}: ${fault.message}`, found: range.join(' to ') };
  }
}

type Pair = readonly [number, number];

function pair(control: Parameters<typeof numberAt>[0], key: string): Pair | null {
  const [low, high] = [numberAt(control, key, 0), numberAt(control, key, 1)];
  return low === null || high === null ? null : [low, high];
}

function faultOf(
  name: 'contrast' | 'contrast_3D',
  [low, high]: Pair,
  window: Pair | null,
  fields: HeaderStatistics | undefined,
): ReportedIssue | null {
  const severity = 'error';
  if (low > high) return { severity, message: 'the limits are turned round', expected: `${high} to ${low}` };
  if (window !== null && (window[0] > low || window[1] < high)) {
    const expected = `within ${window.join(' to ')}`;
    return { severity, message: 'the window does not hold the limits', expected };
  }
  if (fields === undefined || !(fields.dmax > fields.dmin)) return null;
  const { dmin, dmax, dmean, rms } = fields;
  if (high < dmin || low > dmax) {
    return { severity, message: 'the limits lie beside the data', expected: `within ${dmin} to ${dmax}` };
  }
  if (name === 'contrast_3D' || rms <= 0) return null;
  const expected = [dmean - contrast.spread * rms, dmean + contrast.spread * rms] as const;
  const slack = contrast.tolerance * contrast.spread * rms + 1e-6 * Math.max(Math.abs(dmin), Math.abs(dmax));
  return Math.abs(low - expected[0]) <= slack && Math.abs(high - expected[1]) <= slack
    ? null
    : { message: 'the limits are not those of the data', expected: expected.join(' to ') };
}

function* wrongView({ state, tomogram, layers }: ViewerContext): Generator<ReportedIssue> {
  const shape = agreedShape(tomogram.volume);
  if (shape === null) return;
  const [z, y, x] = shape;
  const longest = Math.max(...shape);
  const found = [0, 1, 2].map((axis) => numberAt(state, 'position', axis));
  const middle = [x, y, z].map((length) => halfToEven(length / 2));
  if (
    found.every((value, axis) => value === null || Math.abs(value - (middle[axis] as number)) <= 1) === false
  ) {
    yield {
      message: 'position is not the middle of the tomogram',
      found: found.join(', '),
      expected: middle.join(', '),
    };
  }
  const scales = { crossSectionScale: Math.max(1, longest / 400), projectionScale: 1.1 * longest };
  for (const [key, expected] of Object.entries(scales)) {
    const value = numberAt(state, key);
    if (value === null || Math.abs(value - expected) <= 0.01 * expected) continue;
    yield {
      message: `${key} is not that of the tomogram’s size`,
      found: `${value}`,
      expected: `${expected}`,
    };
  }
  const selected = textAt(state, 'selectedLayer', 'layer');
  if (selected === null || layers.some(({ name }) => name === selected)) return;
  yield { message: 'the selected layer is none of the layers', found: selected };
}

function* differs({ state, layers, annotations, tomogram }: ViewerContext): Generator<ReportedIssue> {
  for (const layer of layers) {
    const own = objectsAt(state, 'layers')[layer.index];
    const isHidden =
      valueAt(own, 'visible') === false ||
      valueAt(own, 'archived') === true ||
      numberAt(own, 'opacity') === 0;
    if (isHidden && layer.target === tomogram.volume.zarrPath)
      yield { message: `${describeLayer(layer)}: the tomogram is not shown` };
    const parsed = parseTarget(layer.target);
    if (parsed?.template !== 'annotationPrecompute') continue;
    const { annotation_id: id = '', shape = '', voxel_spacing: spacing } = parsed.variables;
    const owner = annotations.find(
      ({ annotation, spacing: own }) => annotation.id === id && own === Number(spacing),
    );
    const metadata = owner?.annotation.metadata?.value;
    if (metadata == null) continue;
    const object = textAt(metadata, 'annotation_object', 'name') ?? '';
    const isTwice = layers.some(({ name, index }) => name === layer.name && index !== layer.index);
    const isNamed = layer.name.startsWith(`${id} `)
      ? layer.name.startsWith(`${id} ${object}`)
      : layer.name.startsWith(id);
    if (!isNamed && !isTwice) {
      yield {
        message: `${describeLayer(layer)}: not named after its annotation`,
        found: layer.name,
        expected: `${id} ${object} …`,
      };
    }
    const fault = visibility(valueAt(own, 'visible'), metadata, shape);
    if (fault !== null) yield { ...fault, message: `${describeLayer(layer)}: ${fault.message}` };
  }
}

function visibility(
  visible: ReturnType<typeof valueAt>,
  metadata: Parameters<typeof objectsAt>[0],
  shape: string,
): ReportedIssue | null {
  const row = shapeOfMeshInstances(shape) ?? publishedShape(shape);
  const format = row === null ? null : viewedFormat(row);
  const file = objectsAt(metadata, 'files').find(
    (each) => textAt(each, 'shape') === row?.published && textAt(each, 'format') === format,
  );
  const isDefault = valueAt(file, 'is_visualization_default');
  if (typeof isDefault !== 'boolean' || typeof visible !== 'boolean' || visible === isDefault) return null;
  return {
    message: 'visible is not what is_visualization_default says',
    found: `${visible}`,
    expected: `${isDefault}`,
  };
}
