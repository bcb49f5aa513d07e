import { isJsonObject, type JsonValue, numberAt, valueAt } from '../../base/json-value.js';
import { lengthUnits } from '../../neuroglancer/annotation-info.js';
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
    *check(context) {
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
    },
  },
]);

/** A form, and the paths of the keys that have it; `xyz` at the end of one stands for each of the three axes. */
type Keys = readonly [
  form: { readonly expected: string; fits(value: JsonValue): boolean },
  ...paths: readonly string[],
];

const isNumber = (value: JsonValue | undefined) => numberAt(value) !== null && typeof value !== 'string';
const isPositive = (value: JsonValue | undefined) => isNumber(value) && (numberAt(value) ?? 0) > 0;
const numbers = (count: number) => (value: JsonValue) =>
  Array.isArray(value) && value.length === count && value.every(isNumber);
const isShare = (value: JsonValue) =>
  isNumber(value) && (numberAt(value) ?? -1) >= 0 && (numberAt(value) ?? 2) <= 1;
const isFlag = (value: JsonValue) => typeof value === 'boolean';
/** True for CSS colours: hexadecimal, by name, or `rgb()`. */
const isColor = (value: JsonValue) =>
  typeof value === 'string' &&
  (/^(?:#(?:[0-9a-f]{3}|[0-9a-f]{6})|rgba?\([^)]*\))$/i.test(value) || colorNames.has(value.toLowerCase()));
/** The named colours of CSS Color 4, and `transparent`. */
const colorNames: ReadonlySet<string> = new Set(
  `transparent
aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood cadetblue chartreuse
chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta
darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet
deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green
greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral
lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray
lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple
mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite
navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink
plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue
slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow
yellowgreen`.split(/\s+/),
);

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
const turn = { expected: 'a quaternion of length 1', fits: isTurn };
const color = { expected: 'a colour like #1a2b3c', fits: isColor };
const object = { expected: 'an object', fits: isJsonObject };
const layout = {
  expected: 'a layout of the viewer',
  fits: (value: JsonValue) =>
    isJsonObject(value) ||
    (typeof value === 'string' && /^(?:4panel(?:-alt)?|3d|xy|xz|yz|(?:xy|xz|yz)-3d)$/.test(value)),
};
const rendering = oneOf('off', 'on', 'max', 'min');
const colors = {
  expected: 'a colour for each label',
  fits: (value: JsonValue) =>
    isJsonObject(value) &&
    Object.entries(value).every(([key, each]) => /^\d+$/.test(key) && isColor(each ?? '')),
};

const stateForms: readonly Keys[] = [
  [dimensions, 'dimensions'],
  [dimension, 'dimensions.xyz'],
  [{ expected: 'three numbers', fits: numbers(3) }, 'position'],
  [positive, 'crossSectionScale', 'projectionScale', 'gpuMemoryLimit', 'selectedLayer.size'],
  [turn, 'projectionOrientation', 'crossSectionOrientation'],
  [color, 'crossSectionBackgroundColor'],
  [flag, 'showSlices', 'showAxisLines', 'showScaleBar', 'showDefaultAnnotations'],
  [flag, 'selectedLayer.visible', 'hideCrossSectionBackground3D'],
  [object, 'selectedLayer', 'layerListPanel', 'helpPanel', 'settingsPanel', 'selection', 'toolPalettes'],
  [layout, 'layout'],
];

const layerForms: readonly Keys[] = [
  [dimensions, 'source.transform.outputDimensions', 'source.transform.inputDimensions'],
  [dimension, 'source.transform.outputDimensions.xyz', 'source.transform.inputDimensions.xyz'],
  [share, 'opacity', 'selectedAlpha', 'notSelectedAlpha', 'objectAlpha', 'shaderControls.opacity'],
  [oneOf('default', 'additive'), 'blend'],
  [flag, 'visible', 'archived', 'codeVisible', 'pick', 'hoverHighlight'],
  [flag, 'shaderControls.invert_contrast', 'shaderControls.invert_contrast_3D'],
  [flag, 'shaderControls.hide_values_outside_limits_3D'],
  [{ expected: 'a list of labels', fits: Array.isArray }, 'segments'],
  [{ expected: 'text', fits: (value) => typeof value === 'string' && value !== '' }, 'tab'],
  [{ expected: 'a program with a main() that draws', fits: isShader }, 'shader'],
  [
    { expected: 'off, on, max or min', fits: (value) => isFlag(value) || rendering.fits(value) },
    'volumeRendering',
  ],
  [{ expected: 'a number', fits: isNumber }, 'volumeRenderingGain'],
  [positive, 'volumeRenderingDepthSamples', 'meshRenderScale'],
  [positive, 'shaderControls.pointScale', 'shaderControls.lineWidth'],
  [color, 'annotationColor', 'segmentDefaultColor'],
  [colors, 'segmentColors'],
  [range, 'shaderControls.contrast.range', 'shaderControls.contrast.window'],
  [range, 'shaderControls.contrast_3D.range', 'shaderControls.contrast_3D.window'],
];

/** True for a unit quaternion. */
function isTurn(value: JsonValue): boolean {
  const length = Array.isArray(value) ? Math.hypot(...value.map((each) => numberAt(each) ?? 0)) : 0;
  return numbers(4)(value) && Math.abs(length - 1) <= 1e-3;
}

function isShader(value: JsonValue): boolean {
  if (typeof value !== 'string') return false;
  const isClosed = value.split('{').length === value.split('}').length;
  return isClosed && /void\s+main\s*\(\s*\)\s*\{\s*[^\s}][\s\S]*\}\s*$/.test(value);
}

/** Returns the values that have the wrong form; null stands for the viewer's default. */
function faultsOf(document: JsonValue | undefined, forms: readonly Keys[]): ReportedIssue[] {
  return forms.flatMap(([{ expected, fits }, ...paths]) =>
    paths.flatMap(axesOf).flatMap((path) => {
      const value = valueIn(document, path) ?? null;
      if (value === null || fits(value)) return [];
      return issue(`${path.join('.')} is not of its form`, JSON.stringify(value).slice(0, 80), expected);
    }),
  );
}

function axesOf(at: string): string[][] {
  const path = at.split('.');
  return path.at(-1) === 'xyz' ? ['x', 'y', 'z'].map((axis) => [...path.slice(0, -1), axis]) : [path];
}

/** Returns the value at a path. A source may be a list, of which the first item counts. */
function valueIn(document: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  const [first = '', ...rest] = path;
  const value = valueAt(document, first);
  return valueAt(Array.isArray(value) && rest.length > 0 ? value[0] : value, ...rest);
}

function isSame(a: JsonValue, b: JsonValue): boolean {
  const flat = (value: JsonValue) => (Array.isArray(value) ? value : [value]).map((each) => numberAt(each));
  const [first, second] = [flat(a), flat(b)];
  return first.length === second.length && first.every((value, index) => value === (second[index] ?? null));
}
