import { isJsonObject, type JsonValue, numberAt, valueAt } from '../../base/json-value.js';
import { lengthUnits } from '../../neuroglancer/annotation-info.js';
import type { ViewerContext } from '../contexts/reconstructions.js';
import { issue, type ReportedIssue } from '../finding.js';
import { defineRules } from '../rule.js';
import { describeLayer, documentOf, ofLayers, tomogramLayer, viewerErrors } from './viewer.js';
import { oneOf } from './zarr-storage.js';

/** Viewer configurations: values that Neuroglancer rejects, and values that contradict each other. */
export const viewerFormRules = defineRules('viewer-form', viewerErrors, [
  {
    code: 'VIEWER_VALUE_INVALID',
    title: 'Values of a viewer configuration are of the form that Neuroglancer reads',
    why: 'Neuroglancer refuses a state, or one of its layers, if a value has the wrong form.',
    more: 'values',
    check: (context) => [
      ...faultsOf(context.state, stateForms),
      ...ofLayers((layer) => faultsOf(documentOf(layer, context), layerForms))(context),
    ],
  },
  {
    code: 'VIEWER_VIEW_DIFFERS',
    title: 'The tomogram’s layer comes first and has the view of the state',
    why: 'The order of the layers decides which one is drawn on top, and position and zoom belong to the tomogram’s layer.',
    check: viewDiffers,
  },
]);

interface Form {
  /** The path of keys. `xyz` at its end stands for each of the three axes. */
  readonly at: string;
  readonly expected: string;
  fits(value: JsonValue): boolean;
}

const isNumber = (value: JsonValue | undefined) => numberAt(value) !== null && typeof value !== 'string';
const isPositive = (value: JsonValue | undefined) => isNumber(value) && (numberAt(value) ?? 0) > 0;
const numbers = (count: number) => (value: JsonValue) =>
  Array.isArray(value) && value.length === count && value.every(isNumber);
const isShare = (value: JsonValue) =>
  isNumber(value) && (numberAt(value) ?? -1) >= 0 && (numberAt(value) ?? 2) <= 1;
const isFlag = (value: JsonValue) => typeof value === 'boolean';
/** True for CSS colours: hexadecimal, by name, or `rgb()`. */
const isColor = (value: JsonValue) =>
  typeof value === 'string' && /^(?:#(?:[0-9a-f]{3}|[0-9a-f]{6})|[a-z]+|rgba?\([^)]*\))$/i.test(value);

const dimension = {
  expected: 'a length above 0 and its unit',
  fits: (value: JsonValue) =>
    Array.isArray(value) &&
    value.length === 2 &&
    isPositive(value[0]) &&
    typeof value[1] === 'string' &&
    lengthUnits.test(value[1]),
};
const dimensions = {
  expected: 'x, y and z in this order',
  fits: (value: JsonValue) =>
    isJsonObject(value) &&
    ['x', 'y', 'z'].every((axis, index) => value[axis] != null && Object.keys(value)[index] === axis),
};
const range = { expected: 'two numbers', fits: numbers(2) };
const flag = { expected: 'true or false', fits: isFlag };
const positive = { expected: 'a number above 0', fits: isPositive };
const share = { expected: '0 to 1', fits: isShare };
const color = { expected: 'a colour like #1a2b3c', fits: isColor };
const turn = { expected: 'a quaternion of length 1', fits: isTurn };
const object = { expected: 'an object', fits: isJsonObject };

/** Returns one form for the values at several paths. */
const each = (form: Omit<Form, 'at'>, ...paths: readonly string[]): Form[] =>
  paths.map((at) => ({ at, ...form }));

const stateForms: readonly Form[] = [
  { at: 'dimensions', ...dimensions },
  { at: 'dimensions.xyz', ...dimension },
  { at: 'position', expected: 'three numbers', fits: numbers(3) },
  ...each(positive, 'crossSectionScale', 'projectionScale'),
  ...each(turn, 'projectionOrientation', 'crossSectionOrientation'),
  { at: 'crossSectionBackgroundColor', ...color },
  { at: 'gpuMemoryLimit', ...positive },
  ...each(flag, 'showSlices', 'showAxisLines', 'showScaleBar', 'showDefaultAnnotations'),
  ...each(flag, 'selectedLayer.visible', 'hideCrossSectionBackground3D'),
  ...each(
    object,
    'selectedLayer',
    'layerListPanel',
    'helpPanel',
    'settingsPanel',
    'selection',
    'toolPalettes',
  ),
  {
    at: 'layout',
    expected: 'a layout of the viewer',
    fits: (value) =>
      isJsonObject(value) ||
      (typeof value === 'string' && /^(?:4panel(?:-alt)?|3d|xy|xz|yz|(?:xy|xz|yz)-3d)$/.test(value)),
  },
];

const layerForms: readonly Form[] = [
  ...each(dimensions, 'source.transform.outputDimensions', 'source.transform.inputDimensions'),
  ...each(dimension, 'source.transform.outputDimensions.xyz', 'source.transform.inputDimensions.xyz'),
  ...each(share, 'opacity', 'selectedAlpha', 'notSelectedAlpha', 'objectAlpha'),
  { at: 'blend', ...oneOf('default', 'additive') },
  ...each(flag, 'visible', 'archived', 'codeVisible', 'pick', 'hoverHighlight'),
  { at: 'tab', expected: 'text', fits: (value) => typeof value === 'string' && value !== '' },
  { at: 'shader', expected: 'a program with a main() that draws', fits: isShader },
  {
    at: 'volumeRendering',
    expected: 'off, on, max or min',
    fits: (value) => isFlag(value) || oneOf('off', 'on', 'max', 'min').fits(value),
  },
  { at: 'volumeRenderingGain', expected: 'a number', fits: isNumber },
  ...each(positive, 'volumeRenderingDepthSamples', 'meshRenderScale'),
  ...each(color, 'annotationColor', 'segmentDefaultColor'),
  {
    at: 'segmentColors',
    expected: 'a colour for each label',
    fits: (value) =>
      isJsonObject(value) &&
      Object.entries(value).every(([key, color]) => /^\d+$/.test(key) && isColor(color ?? '')),
  },
  ...each(range, 'shaderControls.contrast.range', 'shaderControls.contrast.window'),
  ...each(range, 'shaderControls.contrast_3D.range', 'shaderControls.contrast_3D.window'),
  ...each(positive, 'shaderControls.pointScale', 'shaderControls.lineWidth'),
  { at: 'shaderControls.opacity', ...share },
];

/** True for a unit quaternion. */
function isTurn(value: JsonValue): boolean {
  if (!numbers(4)(value) || !Array.isArray(value)) return false;
  return Math.abs(Math.hypot(...value.map((each) => numberAt(each) ?? 0)) - 1) <= 1e-3;
}

function isShader(value: JsonValue): boolean {
  return typeof value === 'string' && /void\s+main\s*\(\s*\)\s*\{\s*[^\s}][\s\S]*\}\s*$/.test(value);
}

/** Returns the values that have the wrong form; null stands for the viewer's default. */
function faultsOf(document: JsonValue | undefined, forms: readonly Form[]): ReportedIssue[] {
  return forms.flatMap(({ at, expected, fits }) =>
    pathsOf(at).flatMap((path) => {
      const value = valueIn(document, path) ?? null;
      const message = `${path.join('.')} is not of its form`;
      return value === null || fits(value)
        ? []
        : issue(message, JSON.stringify(value).slice(0, 80), expected);
    }),
  );
}

function pathsOf(at: string): string[][] {
  const path = at.split('.');
  return path.at(-1) === 'xyz' ? ['x', 'y', 'z'].map((axis) => [...path.slice(0, -1), axis]) : [path];
}

/** Returns the value at a path. A source may be a list, of which the first item counts. */
function valueIn(document: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  const [first = '', ...rest] = path;
  const value = valueAt(document, first);
  return valueAt(Array.isArray(value) && rest.length > 0 ? value[0] : value, ...rest);
}

function* viewDiffers(context: ViewerContext): Generator<ReportedIssue> {
  const own = tomogramLayer(context);
  if (own === null) return;
  if (own.layer.index !== 0)
    yield issue('the tomogram is not the first layer', describeLayer(own.layer), 'layers[0]');
  for (const key of ['position', 'crossSectionScale', 'projectionScale']) {
    const ofState = valueAt(context.state, key) ?? null;
    const ofLayer = valueAt(own.document, `_${key}`) ?? null;
    if (ofState === null || ofLayer === null || isSame(ofState, ofLayer)) continue;
    const message = `${key} of the state and of the tomogram’s layer differ`;
    yield issue(message, JSON.stringify(ofLayer), JSON.stringify(ofState));
  }
}

function isSame(a: JsonValue, b: JsonValue): boolean {
  const flat = (value: JsonValue) => (Array.isArray(value) ? value : [value]).map((each) => numberAt(each));
  const [first, second] = [flat(a), flat(b)];
  return first.length === second.length && first.every((value, index) => value === (second[index] ?? null));
}
