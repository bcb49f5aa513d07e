import { halfToEven } from '../../base/float.js';
import { type JsonValue, numberAt, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import type { ViewerLayer } from '../../neuroglancer/read-layers.js';
import { publishedShape, shapeOfMeshInstances, viewedFormat } from '../../tree/entities/annotation-shapes.js';
import { agreedShape, type HeaderStatistics } from '../contexts/acquisition.js';
import type { ViewerContext } from '../contexts/reconstructions.js';
import { issue, type Maybe, mismatch, type ReportedIssue } from '../finding.js';
import { defineRules } from '../rule.js';
import { documentOf, ofLayers, shownBy, tomogramLayer, viewerErrors } from './viewer.js';

/** The range of cross-sections around the mean, in standard deviations, and its relative tolerance. */
const contrast = { spread: 3, tolerance: 0.02 };

/** Viewer configurations: the initial view, compared with the tomogram and its annotations. */
export const viewerViewRules = defineRules('viewer-view', viewerErrors, [
  {
    code: 'VIEWER_TRANSFORM_WRONG',
    title: 'Layers of a viewer configuration are neither moved nor turned',
    why: 'All data of a run use the voxels of the tomogram. A layer that is moved shows its annotations at the wrong place.',
    check: ofLayers((layer, context) => {
      const own = documentOf(layer, context);
      const matrix = valueAt(valueAt(own, 'source', 0) ?? valueAt(own, 'source'), 'transform', 'matrix');
      if (!Array.isArray(matrix)) return null;
      const isUnit = (row: JsonValue, at: number) =>
        Array.isArray(row) && row.every((_, axis) => numberAt(row, axis) === (axis === at ? 1 : 0));
      const text = issue('the layer is transformed', JSON.stringify(matrix), 'no matrix, or the identity');
      return !matrix.every(isUnit) && text;
    }),
  },
  {
    code: 'VIEWER_CONTRAST_WRONG',
    severity: 'warning',
    needs: ['metadata', 'header'],
    title: 'The contrast of a viewer configuration is that of the data',
    why: 'Limits that are swapped, or outside the data, show only grey, which is an error; limits of another tomogram hide details, unless a curator chose them. Ingest uses mean ± 3 rms of the header.',
    check: (context) =>
      ['contrast', 'contrast_3D'].map((name) => {
        const layer = tomogramLayer(context)?.document;
        const control = valueAt(layer, 'shaderControls', name);
        const range = pair(control, 'range');
        // Limits may be in the shader, too.
        const isOpen = new RegExp(`invlerp ${name}\\b(?!\\([^)]*\\brange\\s*=)`);
        if (range === null && isOpen.test(textAt(layer, 'shader') ?? ''))
          return issue(`${name}: the limits are missing`, undefined, 'a range of two numbers');
        const { fields } = context.tomogram.volume.mrc?.value ?? {};
        const fault = range && faultOf(name, range, pair(control, 'window'), fields);
        return fault && { ...fault, message: `${name}: ${fault.message}`, found: range.join(' to ') };
      }),
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
    title:
      'Layers are named and shown as their annotation says, and that of the tomogram is named after its run',
    why: 'The list of layers is how users find an annotation; the metadata say which files are shown by default.',
    check: ofLayers(differs),
  },
  {
    code: 'VIEWER_HOST_DIFFERS',
    severity: 'warning',
    title: 'All layers come from one place',
    why: 'The tree is published as a whole. A layer from elsewhere is another copy, which can become out of date.',
    check: ofLayers((layer, { layers, dataset }) => {
      const hostOf = ({ url }: ViewerLayer) => url.replace(/^\w+:\/\//, '').split(`/${dataset}/`)[0] ?? '';
      const first = layers.find(({ target }) => target !== null);
      if (first === undefined || layer.target === null) return null;
      return mismatch('another address than the first layer’s', hostOf(layer), hostOf(first));
    }),
  },
]);

type Pair = readonly [number, number];

function pair(control: JsonValue | undefined, key: string): Pair | null {
  const [low, high] = [numberAt(control, key, 0), numberAt(control, key, 1)];
  return low === null || high === null ? null : [low, high];
}

function faultOf(name: string, [low, high]: Pair, window: Pair | null, fields: HeaderStatistics | undefined) {
  const error = (message: string, expected: string) => ({ severity: 'error' as const, message, expected });
  if (low > high) return error('the limits are turned round', `${high} to ${low}`);
  if (low === high && fields !== undefined && fields.rms > 0)
    return error('the limits leave no contrast', 'two limits');
  if (window !== null && (window[0] > low || window[1] < high))
    return error('the window does not hold the limits', `within ${window.join(' to ')}`);
  if (fields === undefined || !(fields.dmax > fields.dmin)) return null;
  const { dmin, dmax, dmean, rms } = fields;
  if (high < dmin || low > dmax) return error('the limits lie beside the data', `within ${dmin} to ${dmax}`);
  if (name === 'contrast_3D' || rms <= 0) return null;
  const expected = [dmean - contrast.spread * rms, dmean + contrast.spread * rms] as const;
  const slack = contrast.tolerance * contrast.spread * rms + 1e-6 * Math.max(Math.abs(dmin), Math.abs(dmax));
  return Math.abs(low - expected[0]) <= slack && Math.abs(high - expected[1]) <= slack
    ? null
    : { message: 'the limits are not those of the data', expected: expected.join(' to ') };
}

function* wrongView({ state, tomogram, layers }: ViewerContext): Generator<Maybe<ReportedIssue>> {
  const shape = agreedShape(tomogram.volume);
  if (shape === null) return;
  const [z, y, x] = shape;
  const longest = Math.max(...shape);
  const found = [0, 1, 2].map((axis) => numberAt(state, 'position', axis));
  const middle = [x, y, z].map((length) => halfToEven(length / 2));
  if (found.some((value, axis) => value !== null && !(Math.abs(value - (middle[axis] as number)) <= 1)))
    yield issue('position is not the middle of the tomogram', found.join(', '), middle.join(', '));
  const scales = { crossSectionScale: Math.max(1, longest / 400), projectionScale: 1.1 * longest };
  for (const [key, expected] of Object.entries(scales)) {
    const value = numberAt(state, key);
    if (value === null || Math.abs(value - expected) <= 0.01 * expected) continue;
    yield issue(`${key} is not that of the tomogram’s size`, value, expected);
  }
  const selected = textAt(state, 'selectedLayer', 'layer');
  if (selected !== null && !layers.some(({ name }) => name === selected))
    yield issue('the selected layer is none of the layers', selected);
}

function* differs(layer: ViewerLayer, context: ViewerContext): Generator<Maybe<ReportedIssue>> {
  const own = documentOf(layer, context);
  const visible = valueAt(own, 'visible');
  const isHidden = visible === false || valueAt(own, 'archived') === true || numberAt(own, 'opacity') === 0;
  const isTomogram = layer.target === context.tomogram.volume.zarrPath;
  if (isHidden && isTomogram) yield issue('the tomogram is not shown');
  if (isTomogram) yield mismatch('not named after its run', layer.name, context.run);
  const { id = '', shape = '', owner } = shownBy(layer, context) ?? {};
  if (owner !== undefined) yield notShown(own, shape);
  const metadata = owner?.annotation.metadata?.value;
  if (metadata == null) return;
  const object = textAt(metadata, 'annotation_object', 'name') ?? '';
  const isTwice = context.layers.some(({ name, index }) => name === layer.name && index !== layer.index);
  const isNamed = layer.name.startsWith(layer.name.startsWith(`${id} `) ? `${id} ${object}` : id);
  if (!isNamed && !isTwice) yield issue('not named after its annotation', layer.name, `${id} ${object} …`);
  yield visibility(visible, metadata, shape);
}

/** Parts of a source that a layer shows, with what makes each transparent, by the kind of content. */
const shownParts = {
  points: [['default', ['shaderControls', 'opacity']]],
  mask: [
    ['default', ['selectedAlpha']],
    ['mesh', ['objectAlpha']],
  ],
  mesh: [['mesh', ['objectAlpha']]],
  caption: [],
} as const;

/** Returns why a layer shows nothing when it is turned on: its parts are off, or all that are not are transparent. */
function notShown(own: JsonValue | undefined, shape: string): Maybe<ReportedIssue> {
  const kind = shapeOfMeshInstances(shape) === null ? publishedShape(shape)?.content.kind : 'mesh';
  const areAllOn = valueAt(own, 'source', 'enableDefaultSubsources') !== false;
  const parts = shownParts[kind ?? 'caption'];
  const on = parts.filter(([part]) => areAllOn || valueAt(own, 'source', 'subsources', part) === true);
  if (parts.length > 0 && on.length === 0) return issue('the layer shows no part of its source');
  const isTransparent = on.every(([, path]) => numberAt(own, ...path) === 0);
  const found = on.map(([, path]) => `${path.join('.')} 0`).join(', ');
  return on.length > 0 && isTransparent && issue('the layer is transparent', found);
}

function visibility(visible: JsonValue | undefined, metadata: JsonValue, shape: string) {
  const row = shapeOfMeshInstances(shape) ?? publishedShape(shape);
  const format = row === null ? null : viewedFormat(row);
  const file = objectsAt(metadata, 'files').find(
    (each) => textAt(each, 'shape') === row?.published && textAt(each, 'format') === format,
  );
  const isDefault = valueAt(file, 'is_visualization_default');
  if (typeof isDefault !== 'boolean' || typeof visible !== 'boolean') return null;
  return mismatch('visible is not what is_visualization_default says', `${visible}`, `${isDefault}`);
}
