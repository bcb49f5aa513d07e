import { objectsAt, textAt } from '../../base/json-value.js';
import type { ViewerLayer } from '../../neuroglancer/read-layers.js';
import { publishedShape, shapeOfMeshInstances, viewedFormat } from '../../tree/entities/annotation-shapes.js';
import { type ParsedPath, parseAnyPath } from '../../tree/layout/parse-path.js';
import type { AnnotationContext, ViewerContext } from '../contexts/reconstructions.js';
import type { ReportedIssue } from '../finding.js';
import { defineRules } from '../rule.js';
import { distinctLabels } from './zarr.js';

/** The defaults of rules on viewer configurations. */
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
    check: ({ layers, tomogram }) =>
      layers.length === 0 ||
      layers.some(({ type, target }) => type === 'image' && target === tomogram.volume.zarrPath)
        ? null
        : {
            message: 'no layer shows the tomogram',
            expected: `an image layer of ${tomogram.volume.zarrPath}`,
          },
  },
  {
    code: 'VIEWER_LAYER_MISSING',
    title: 'A viewer configuration has a layer for every annotation of its tomogram',
    why: 'An annotation without a layer is not seen when the tomogram is opened.',
    fix: 'Ingest the viewer configuration again, after the annotations it shows.',
    check: missingLayers,
  },
  {
    code: 'VIEWER_LAYER_NAME_TWICE',
    title: 'Layers of a viewer configuration have names of their own',
    why: 'The viewer renames the second layer of a name; links and selections then mean another one.',
    check({ layers }) {
      const names = layers.map(({ name }) => name);
      const twice = names.filter((name, index) => names.indexOf(name) < index);
      return twice.map((name) => ({ message: 'two layers have this name', found: name }));
    },
  },
  {
    code: 'VIEWER_LAYER_KIND_WRONG',
    severity: 'error',
    title: 'Layers are of the kind of their data',
    why: 'Points in a layer of segments, or a mask in one of annotations, show nothing.',
    check: wrongKinds,
  },
  {
    code: 'VIEWER_LAYER_FOREIGN',
    title: 'Layers show data of their run',
    why: 'A source outside the run is not published with it: the view breaks or shows another specimen.',
    check: ({ layers, dataset, run }) =>
      layers
        .filter(({ target }) => target === null || !target.startsWith(`${dataset}/${run}/`))
        .map((layer) => ({
          message: `${describeLayer(layer)}: the source is not of this run`,
          found: layer.url === '' ? 'no source' : layer.url,
          expected: `an address with /${dataset}/${run}/`,
        })),
  },
  {
    code: 'VIEWER_SCALE_WRONG',
    severity: 'error',
    title: 'Layers have the voxel size of their voxel spacing',
    why: 'A layer with another scale appears at another size and place than the others.',
    check: wrongScales,
  },
  {
    code: 'VIEWER_SHADER_WRONG',
    severity: 'error',
    needs: ['metadata', 'header'],
    title: 'Shaders of layers take properties that the precomputed points have',
    why: 'A shader that takes a property of other points, or a misspelt one, is not compiled, and no point is seen.',
    check: wrongShaders,
  },
  {
    code: 'VIEWER_SEGMENTS_WRONG',
    needs: ['metadata', 'header'],
    title: 'The layer of a mask or mesh shows all of its labels, and no others',
    why: 'A label that the layer does not list is not seen until it is picked by hand. Masks of one object and meshes have label 1.',
    check: wrongSegments,
  },
]);

/** Returns the name of a layer in messages. */
export function describeLayer({ index, name }: ViewerLayer): string {
  return `layers[${index}]${name === '' ? '' : ` ${name}`}`;
}

/** Returns the format of the file that a layer shows; null for shapes without a layer. */
function viewedAs(shape: string): string | null {
  const row = publishedShape(shape);
  return row === null ? null : viewedFormat(row);
}

function* missingLayers({ layers, annotations, hasPrecomputes }: ViewerContext): Generator<ReportedIssue> {
  const shown = new Set(layers.map(({ target }) => keyOf(parseTarget(target))).filter((key) => key !== null));
  // A run without precomputed annotations has a state without annotation layers.
  if (layers.length === 0 || (shown.size === 0 && !hasPrecomputes)) return;
  for (const { annotation, spacing, precomputed } of annotations) {
    for (const shape of new Set([...viewedShapes(annotation), ...precomputed])) {
      if (shown.has(`${spacing} ${annotation.id} ${shape}`)) continue;
      yield { message: 'an annotation has no layer', found: `none of annotation ${annotation.id}, ${shape}` };
    }
  }
}

/** Returns the shapes in the metadata whose files exist. */
function viewedShapes({ metadata, files: own }: AnnotationContext): Set<string> {
  const there = new Set(own.map(({ variables }) => variables.shape));
  const files = objectsAt(metadata?.value, 'files').map((file) => ({
    shape: textAt(file, 'shape')?.toLowerCase() ?? '',
    format: textAt(file, 'format'),
  }));
  const isViewed = ({ shape, format }: (typeof files)[number]) =>
    viewedAs(shape) !== null && viewedAs(shape) === format && there.has(shape);
  return new Set(files.filter(isViewed).map(({ shape }) => shape));
}

/** Parses the target of a layer; null if it is not a path of a tree. */
export function parseTarget(target: string | null): ParsedPath | null {
  return target === null ? null : parseAnyPath(target);
}

function keyOf(parsed: ParsedPath | null): string | null {
  if (parsed?.template !== 'annotationPrecompute') return null;
  const { voxel_spacing: spacing, annotation_id: id, shape } = parsed.variables;
  return `${Number(spacing)} ${id} ${shape}`;
}

function* wrongKinds({ layers }: ViewerContext): Generator<ReportedIssue> {
  for (const layer of layers) {
    const parsed = parseTarget(layer.target);
    const expected = parsed === null ? null : kindOf(parsed);
    const found = `${layer.type} of ${layer.protocol}`;
    if (expected === null || found === expected) continue;
    yield { message: `${describeLayer(layer)}: not the kind of layer for its data`, found, expected };
  }
}

function kindOf({ template, variables: { shape = '' } }: ParsedPath): string | null {
  if (template === 'tomogramZarr') return 'image of zarr';
  if (template !== 'annotationPrecompute') return null;
  // Mesh instances have no file with their own shape.
  if (shapeOfMeshInstances(shape) === null && viewedAs(shape) === null) return null;
  return viewedAs(shape) === 'ndjson' ? 'annotation of precomputed' : 'segmentation of precomputed';
}

/** In m. */
const angstrom = 1e-10;

function isSpacing(metres: number | null, spacing: number): boolean {
  return metres !== null && Math.abs(metres - spacing * angstrom) <= 1e-6 * spacing * angstrom;
}

function* wrongScales({ layers, tomogram }: ViewerContext): Generator<ReportedIssue> {
  for (const layer of layers) {
    const spacing = parseTarget(layer.target)?.variables.voxel_spacing;
    const own = spacing === undefined ? null : Number(spacing);
    // A layer shown in its own voxels is at the right position too.
    const isOwn = own !== null && layer.output.every((metres) => isSpacing(metres, own));
    const expected = { input: own, output: isOwn ? own : tomogram.directorySpacing };
    for (const side of ['input', 'output'] as const) {
      const width = expected[side];
      const wrong = layer[side].find(
        (metres) => width !== null && metres !== null && !isSpacing(metres, width),
      );
      if (wrong === undefined) continue;
      yield {
        message: `${describeLayer(layer)}: ${side}Dimensions are not the voxel spacing`,
        found: `${Number(((wrong ?? 0) / angstrom).toPrecision(9))} Å`,
        expected: `${width} Å`,
      };
    }
  }
}

function* wrongShaders({ state, layers, annotations }: ViewerContext): Generator<ReportedIssue> {
  for (const layer of layers) {
    const {
      annotation_id: id,
      shape = '',
      voxel_spacing: spacing,
    } = parseTarget(layer.target)?.variables ?? {};
    const owner = annotations.find((one) => one.annotation.id === id && one.spacing === Number(spacing));
    const properties = owner?.properties.get(shape);
    const shader = textAt(state, 'layers', layer.index, 'shader') ?? '';
    const taken = new Set([...shader.matchAll(/\bprop_(\w+)\s*\(/g)].map(([, name = '']) => name));
    const unknown = [...taken].filter((name) => properties?.includes(name) === false);
    if (unknown.length === 0) continue;
    yield {
      message: `${describeLayer(layer)}: the shader takes a property that its points lack`,
      found: unknown.join(', '),
      expected: properties?.join(', ') ?? '',
    };
  }
}

function* wrongSegments({ layers, annotations }: ViewerContext): Generator<ReportedIssue> {
  for (const layer of layers) {
    const parsed = parseTarget(layer.target);
    const { annotation_id: id, shape, voxel_spacing: spacing } = parsed?.variables ?? {};
    const kind = shapeOfMeshInstances(shape ?? '') === null ? publishedShape(shape ?? '')?.layer : 'mesh';
    const isInstances = kind === 'instance-segmentation';
    const isOne = kind === 'segmentation' || kind === 'mesh';
    if (parsed?.template !== 'annotationPrecompute' || !(isInstances || isOne)) continue;
    const owner = annotations.find(
      ({ annotation, spacing: at }) => annotation.id === id && at === Number(spacing),
    );
    const mask = owner?.annotation.masks.find(({ volume }) => volume.kind === 'instance-mask');
    const labels = isInstances ? distinctLabels(mask?.volume.zarr ?? null) : ['1'];
    if (labels.length === 0) continue;
    const expected = [...labels].sort().join();
    for (const [key, found] of Object.entries({
      segments: layer.segments,
      segmentColors: layer.coloredSegments,
    })) {
      if (found === null || [...found].sort().join() === expected) continue;
      yield {
        message: `${describeLayer(layer)}: ${key} are not the labels of the mask`,
        found: found.slice(0, 20).join(', '),
        expected: labels.slice(0, 20).join(', '),
      };
    }
  }
}
