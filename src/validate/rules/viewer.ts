import { isJsonObject, type JsonObject, objectsAt, textAt, valueAt } from '../../base/json-value.js';
import { type ViewerLayer, viewerLayers } from '../../neuroglancer/read-layers.js';
import { layerKinds, publishedShape, viewedFormat } from '../../tree/entities/annotation-shapes.js';
import { parseAnyPath } from '../../tree/layout/parse-path.js';
import type { AnnotationContext, ViewerContext } from '../contexts/reconstructions.js';
import { type CheckResult, faultsIn, issue, mismatch, type ReportedIssue, repeatsOf } from '../finding.js';
import { defineRules, type RunContext } from '../rule.js';
import { layerOf } from './precompute.js';
import { distinctLabels, otherLabels } from './zarr.js';

export const viewerErrors = {
  severity: 'error',
  on: 'viewer',
  needs: ['metadata'],
  fix: 'Ingest the viewer configuration of the run again: `--import viz_config`.',
} as const;

/** Viewer configurations: their layers, compared with the tree. */
export const viewerRules = defineRules('viewer', { ...viewerErrors, severity: 'warning' }, [
  {
    code: 'VIEWER_TOMOGRAM_MISSING',
    severity: 'error',
    title: 'A viewer configuration shows its tomogram',
    why: 'It is named after the tomogram; with another one’s voxels annotations lie in the wrong place.',
    check: ({ layers, tomogram: { volume } }) =>
      layers.length > 0 &&
      !layers.some(({ type, target }) => type === 'image' && target === volume.zarrPath) &&
      issue('no layer shows the tomogram', undefined, `an image layer of ${volume.zarrPath}`),
  },
  {
    code: 'VIEWER_LAYER_MISSING',
    title: 'A viewer configuration has a layer for every annotation of its tomogram',
    why: 'An annotation without a layer is not seen when the tomogram is opened.',
    fix: 'Ingest the viewer configuration again, after the annotations it shows.',
    more: 'annotations',
    *check(context) {
      const { layers, annotations, hasPrecomputes } = context;
      const shown = new Set(layers.flatMap((layer) => shownBy(layer, context)?.key ?? []));
      // A run without precomputed annotations has a state without annotation layers.
      if (layers.length === 0 || (shown.size === 0 && !hasPrecomputes)) return;
      for (const { annotation, spacing, precomputed } of annotations) {
        for (const shape of new Set([...viewedShapes(annotation), ...precomputed])) {
          if (shown.has(`${spacing} ${annotation.id} ${shape}`)) continue;
          yield issue('an annotation has no layer', `none of annotation ${annotation.id}, ${shape}`);
        }
      }
    },
  },
  {
    code: 'VIEWER_LAYER_NAME_TWICE',
    title: 'Layers of a viewer configuration have names of their own',
    why: 'The viewer renames the second layer of a name; links and selections then mean another one.',
    check: ({ layers }) =>
      repeatsOf(layers, ({ name }) => name).map(({ item }) => issue('two layers have this name', item.name)),
  },
  {
    code: 'VIEWER_LAYER_KIND_WRONG',
    severity: 'error',
    title: 'Layers are of the kind of their data',
    why: 'Points in a layer of segments, or a mask in one of annotations, show nothing.',
    check: ofLayers(({ type, protocol, target }) =>
      mismatch('not the kind of layer for its data', `${type} of ${protocol}`, kindOf(target)),
    ),
  },
  {
    code: 'VIEWER_LAYER_FOREIGN',
    title: 'Layers show data of their run',
    why: 'A source outside the run is not published with it: the view breaks or shows another specimen.',
    more: 'layers',
    check: ofLayers(({ target, url }, { dataset, run }) => {
      const isOwn = target?.startsWith(`${dataset}/${run}/`);
      const expected = `an address with /${dataset}/${run}/`;
      return !isOwn && issue('the source is not of this run', url || 'no source', expected);
    }),
  },
  {
    code: 'VIEWER_SOURCE_LOCAL',
    title: 'Sources of layers are not addresses of one machine',
    why: 'Opened elsewhere, the view asks another machine, which does not have the data.',
    fix: 'Write the viewer configuration again with the address of the published tree: `--import viz_config --https-prefix URL`.',
    check: ofLayers(({ url }) => ofOneMachine.test(url) && issue('a source on this machine', url)),
  },
  {
    code: 'VIEWER_SCALE_WRONG',
    severity: 'error',
    title: 'Layers have the voxel size of their voxel spacing',
    why: 'A layer with another scale appears at another size and place than the others.',
    more: 'layers',
    check: ofLayers((layer, { tomogram }) => {
      const spacing = parseAnyPath(layer.target ?? '')?.variables.voxel_spacing;
      const own = spacing === undefined ? null : Number(spacing);
      // A layer shown in its own voxels is at the right position too.
      const isOwn = own !== null && layer.output.every((metres) => isSpacing(metres, own));
      const expected = { input: own, output: isOwn ? own : tomogram.directorySpacing };
      return (['input', 'output'] as const).map((side) => {
        const width = expected[side];
        if (width === null) return null;
        const wrong = layer[side].find((metres) => metres !== null && !isSpacing(metres, width)) ?? null;
        const found = `${Number(((wrong ?? 0) / angstrom).toPrecision(9))} Å`;
        return wrong !== null && issue(`${side}Dimensions are not the voxel spacing`, found, `${width} Å`);
      });
    }),
  },
  {
    code: 'VIEWER_COLOR_DIFFERS',
    on: 'run',
    title: 'A layer has one colour in all viewer configurations of its run',
    why: 'Users know an annotation by its colour, and take it for another one where that is different. Where many differ, because the colours were chosen for each tomogram, none is reported.',
    more: 'layers',
    check: otherColors,
  },
  {
    code: 'VIEWER_SHADER_WRONG',
    needs: ['metadata', 'header'],
    title: 'Shaders of layers take properties that their points have, and declare the controls that are set',
    why: 'A shader that takes a property of other points, or a misspelt one, is not compiled, and no point is seen. The value of a control that it does not declare is ignored.',
    check: ofLayers(shaderFaults),
  },
  {
    code: 'VIEWER_SEGMENTS_WRONG',
    needs: ['metadata', 'header'],
    title: 'The layer of a mask or mesh shows all of its labels, and no others',
    why: 'A label that the layer does not list is not seen until it is picked by hand. Masks of one object and meshes have label 1.',
    check: ofLayers((layer, context) => {
      const { shape = '', owner } = shownBy(layer, context) ?? {};
      const kind = layerOf(shape);
      if (kind === null || layerKinds[kind].precomputed !== 'segmentation') return null;
      const mask = owner?.annotation.masks.find(({ volume }) => volume.kind === 'instance-mask');
      const isByInstance = kind === 'instance-segmentation';
      const labels = isByInstance ? distinctLabels(mask?.volume.zarr ?? null) : ['1'];
      return Object.entries({ segments: layer.segments, segmentColors: layer.coloredSegments }).map(
        ([key, found]) => found && otherLabels(`${key} are not the labels of the mask`, found, labels),
      );
    }),
  },
]);

const ofOneMachine = /:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?:[:/]|$)|file:\/\//i;

/** Returns the layers of the data of another one, of another colour, where three of four such layers have the same. */
function otherColors({ voxelSpacings, dataset }: RunContext): ReportedIssue[] {
  const tomograms = voxelSpacings.flatMap((spacing) => spacing.tomograms);
  const colored = tomograms.flatMap(({ vizConfig }) =>
    viewerLayers(vizConfig?.value ?? null, dataset).flatMap((layer) => {
      const own = objectsAt(vizConfig?.value, 'layers')[layer.index];
      const single = textAt(own, 'annotationColor') ?? textAt(own, 'segmentDefaultColor');
      const colors = valueAt(own, 'segmentColors') ?? { '': single };
      return Object.entries(isJsonObject(colors) ? colors : {}).map(([label, color]) => {
        const key = layer.target && `${layer.target} ${label}`;
        return { path: vizConfig?.path ?? '', layer, key, color: `${color}`.toLowerCase() };
      });
    }),
  );
  const pairs = repeatsOf(colored, ({ key }) => key);
  const wrong = pairs.filter(({ item, first }) => item.color !== first.color);
  if (4 * wrong.length >= pairs.length) return [];
  return wrong.map(({ item: { path, layer, color }, first }) => {
    const message = `${describeLayer(layer)}: not its colour in ${first.path}`;
    return { path, ...issue(message, color, first.color) };
  });
}

function* shaderFaults(layer: ViewerLayer, context: ViewerContext): Generator<ReportedIssue> {
  const own = documentOf(layer, context);
  const { owner, shape = '' } = shownBy(layer, context) ?? {};
  const properties = owner?.properties.get(shape);
  const shader = textAt(own, 'shader') ?? '';
  const taken = new Set([...shader.matchAll(/\bprop_(\w+)\s*\(/g)].map(([, name = '']) => name));
  const unknown = [...taken].filter((name) => properties?.includes(name) === false);
  const message = 'the shader takes a property that its points lack';
  if (unknown.length > 0)
    yield { severity: 'error', ...issue(message, unknown.join(', '), properties?.join(', ')) };
  const controls = valueAt(own, 'shaderControls') ?? null;
  const names = controls !== null && isJsonObject(controls) ? Object.keys(controls) : [];
  const declared = [...shader.matchAll(/#[ \t]*uicontrol\s+\w+\s+(\w+)/g)].map(([, name]) => name);
  const other = names.find((name) => !declared.includes(name));
  if (shader !== '' && other !== undefined)
    yield issue('the shader does not declare a control that is set', other);
  const sliders = /#[ \t]*uicontrol\s+\w+\s+(\w+)\s+slider\(min=([-+\d.e]+), *max=([-+\d.e]+)/gi;
  for (const [, name = '', min, max] of shader.matchAll(sliders)) {
    const set = Number(valueAt(controls, name) ?? min);
    if (set < Number(min) || set > Number(max))
      yield issue(`${name} is not in the range of its slider`, set, `${min} to ${max}`);
  }
}

/** Returns the name of a layer in messages. */
export function describeLayer({ index, name }: ViewerLayer): string {
  return `layers[${index}]${name === '' ? '' : ` ${name}`}`;
}

/** Returns the value of a layer in the state. */
export function documentOf({ index }: ViewerLayer, { state }: ViewerContext): JsonObject | undefined {
  return objectsAt(state, 'layers')[index];
}

/** Returns a check of each layer. Its faults say which layer it is. */
export function ofLayers(check: (layer: ViewerLayer, context: ViewerContext) => CheckResult) {
  return (context: ViewerContext): ReportedIssue[] =>
    context.layers.flatMap((layer) => faultsIn(describeLayer(layer), check(layer, context)));
}

/** Returns the layer of the tomogram, and its value in the state; null if there is none. */
export function tomogramLayer(context: ViewerContext) {
  const layer = context.layers.find(({ target }) => target === context.tomogram.volume.zarrPath);
  return layer === undefined ? null : { layer, document: documentOf(layer, context) };
}

/** Returns which annotation and shape a layer shows, with that annotation if it is there; null for other layers. */
export function shownBy({ target }: ViewerLayer, { annotations }: ViewerContext) {
  const parsed = parseAnyPath(target ?? '');
  if (parsed?.template !== 'annotationPrecompute') return null;
  const { annotation_id: id = '', shape = '', voxel_spacing } = parsed.variables;
  const spacing = Number(voxel_spacing);
  const owner = annotations.find((one) => one.annotation.id === id && one.spacing === spacing);
  return { id, shape, key: `${spacing} ${id} ${shape}`, owner };
}

/** Returns the shapes in the metadata whose files exist. */
function viewedShapes({ metadata, files: own }: AnnotationContext): string[] {
  const there = new Set(own.map(({ variables }) => variables.shape));
  return objectsAt(metadata?.value, 'files').flatMap((file) => {
    const shape = textAt(file, 'shape')?.toLowerCase() ?? '';
    const row = there.has(shape) ? publishedShape(shape) : null;
    const format = row && viewedFormat(row);
    return format !== null && format === textAt(file, 'format') ? shape : [];
  });
}

/** Returns the kind of layer for the data of a path; null for others. */
function kindOf(target: string | null): string | null {
  const parsed = parseAnyPath(target ?? '');
  if (parsed?.template === 'tomogramZarr') return 'image of zarr';
  const layer = parsed?.template === 'annotationPrecompute' ? layerOf(parsed.variables.shape ?? '') : null;
  if (layer === null) return null;
  return `${layerKinds[layer].points === null ? 'segmentation' : 'annotation'} of precomputed`;
}

/** In m. */
const angstrom = 1e-10;

function isSpacing(metres: number | null, spacing: number): boolean {
  return metres !== null && Math.abs(metres - spacing * angstrom) <= 1e-6 * spacing * angstrom;
}
