import { closing } from '../../base/closing.js';
import { fileError, IngestError, ifReadable } from '../../base/errors.js';
import type { Issue } from '../../base/issue.js';
import { isJsonObject, type JsonValue, toNumber } from '../../base/json-value.js';
import { alignmentDimension } from '../../deposition/alignment-files.js';
import { ancestor, describeItem } from '../../deposition/item.js';
import { itemsOfRun } from '../../deposition/source-context.js';
import { openOptions, storageOf } from '../../deposition/source-files.js';
import { refuseErrors } from '../../deposition/source-rules/rule.js';
import { autoFormat } from '../../formats/points/point-formats.js';
import { labelColors } from '../../neuroglancer/colors.js';
import { annotationShapes } from '../../tree/entities/annotation-shapes.js';
import { labelsInLevels } from '../../tree/layout/path-templates.js';
import { isSameShape, voxelCount } from '../../volume/chunk-grid.js';
import type { MaskRule } from '../../volume/kernels/kernels.js';
import { labelsOf, sampleLabels } from '../../volume/labels.js';
import { type MrcHeader, mrcHeaderBytes } from '../../volume/mrc/header.js';
import { openResizedMask } from '../../volume/resize-mask.js';
import { checkVolume } from '../../volume/source/check-volume.js';
import { blocksOf, type OpenRows, openRows, openVolume } from '../../volume/source/open-volume.js';
import { readVolumeHeader } from '../../volume/source/volume-formats.js';
import { isUnset, type Shape, type VolumeHeader, type VolumeKind } from '../../volume/volume.js';
import { listedLabels, readAttributes } from '../../volume/zarr/group-metadata.js';
import type { IngestContext } from '../context.js';
import { headerWarnings, shiftedBytes } from '../convert/volume-files.js';
import {
  type AnnotationInput,
  annotationPath,
  fileOutput,
  fileShape,
  inputsOf,
  type ShapeImporter,
} from './annotation-file.js';

/** Voxels of a pyramid of three levels per voxel of the first: 1 + 1/8 + 1/64. */
const pyramidShare = 73 / 64;

/** Semantic and instance masks: volumes that become OME-Zarr and MRC. */
export const maskImporter: ShapeImporter = {
  async outputs(input, context) {
    const { writeMrc, writeZarr } = context.options;
    const { shape } = await readVolumeHeader(storageOf(input.item, context), input.key);
    const bytes = (isInstances(input) ? 2 : 1) * voxelCount(shape);
    const { zarr: path } = pathsOf(input, context);
    const zarr = { path, from: input.key, bytes: Math.round(bytes * pyramidShare) };
    return [
      ...(writeZarr ? [zarr] : []),
      ...(writeMrc ? [fileOutput(input, 'mrc', context, bytes + mrcHeaderBytes)] : []),
    ];
  },
  async check(input, context) {
    const storage = storageOf(input.item, context);
    const header = await checkVolume(storage, input.key, openOptions(context));
    const location = storage.location(input.key);
    checkFormat(input, header, location);
    const { shape, issues } = await maskShape(input, header, context);
    const rule = ruleOf(input);
    const { labels, hasBackground } = await labelsIn(input, context);
    const doubts = [
      ...labelDoubts(rule, labels, voxelCount(header.shape) <= mostCounted),
      ...(hasBackground ? [] : backgroundDoubts(rule, labels ?? [])),
      ...stretchDoubts(header.shape, shape),
    ];
    return {
      warnings: [
        ...headerWarnings(header),
        ...shiftedBytes(header, location),
        ...doubts.map((text) => `${location}: ${text}`),
      ],
      issues: [...issues, ...(await labelsLeftOut(input, context, labels ?? []))],
    };
  },
  async importData(input, context, progress) {
    const { output, options } = context;
    const { writeMrc, writeZarr, zarrForm, binningEdge, compatible, layout } = options;
    const { mrc, zarr } = pathsOf(input, context);
    const source = await openRows(storageOf(input.item, context), input.key, openOptions(context));
    const opened = [source];
    try {
      checkFormat(input, source.header, source.location);
      const { shape, issues: ofShape } = await maskShape(input, source.header, context);
      const rule = ruleOf(input);
      // A mask that is damaged fails while it is converted.
      const found = await ifReadable(() => labelsIn(input, context, source));
      const issues = [...ofShape, ...(await labelsLeftOut(input, context, found?.labels ?? []))];
      const resized = isSameShape(shape, source.header.shape)
        ? null
        : await openResizedMask(source, { shape, rule, ...openOptions(context) });
      if (resized !== null) opened.push(resized);
      const { bytesWritten, empty, ...made } = await context.engine.convert({
        source: resized ?? source,
        kind: kindOf(input),
        voxelSpacing: Number(ancestor(input.item, 'voxel_spacing')?.name),
        edge: binningEdge,
        compatible,
        labelsInLevels: labelsInLevels[layout],
        colorsOf: (labels) => labelColors('', labels),
        timestamp: context.now(),
        mrc: writeMrc ? { storage: output, key: mrc } : null,
        zarr: writeZarr ? { storage: output, key: zarr } : null,
        zarrForm,
        mask: resized === null ? engineMask(rule) : { label: 1 },
        signal: context.signal,
        onProgress: (done, total) => progress.report(done, total),
      });
      const warnings = [...shiftedBytes(source.header, source.location), ...made.warnings];
      if (empty !== true) return { bytesWritten, warnings, issues };
      // Else the output of an earlier ingest would count as the output of this one.
      await output.deleteDirectory(zarr);
      await output.delete(mrc);
      const none = `${source.location}: ${lacking(rule)}`;
      return { bytesWritten: 0, warnings: [...warnings, none], issues, skipped: true };
    } finally {
      for (const volume of opened.reverse()) await volume.close();
    }
  },
  async countObjects(input, context) {
    if (!isInstances(input)) return 0;
    const { mrc, zarr } = pathsOf(input, context);
    const { output, kernels } = context;
    if ((await output.kind(zarr)) !== null)
      return listedLabels((await readAttributes(output, zarr))?.attributes ?? {}).length;
    return closing(await openRows(output, mrc, { kernels }), (volume) =>
      kernels.use(async (own) => (await labelsOf(volume, own)).length),
    );
  },
};

/** The formats of the portal's ingestion, whose configurations say either for the other. */
const ofPortal = ['mrc', 'zarr'];

/** Fails with a FormatError if a mask is in another format than the configuration says. */
function checkFormat({ finder: { fileFormat } }: AnnotationInput, { format }: VolumeHeader, path: string) {
  const stated = fileFormat === 'hff' ? 'sff' : fileFormat;
  if ([autoFormat, format].includes(stated) || [stated, format].every((each) => ofPortal.includes(each)))
    return;
  const at = { path, hint: `set file_format to ${format} or ${autoFormat}` };
  throw fileError(`not ${fileFormat}: this looks like ${format}`, at, fileFormat, format);
}

/** Returns the rule for the voxels of a semantic mask, or null. `mask_label` 0 means 1, as on the portal. */
function ruleOf(input: AnnotationInput): MaskRule | null {
  if (isInstances(input)) return null;
  const { threshold, mask_label: label } = input.finder.options;
  const least = toNumber(threshold);
  return least === null ? { equals: toNumber(label) || 1 } : { threshold: least };
}

/** Voxels of a mask that are read at most to find its labels, which takes half a second. */
const mostCounted = 2 ** 26;

/**
 * Returns the labels of a mask, null if its values are not labels, and whether a voxel has none; `source` is the mask if
 * it is open already. Fails with a FormatError if it is damaged.
 */
async function labelsIn(
  { item, key }: AnnotationInput,
  context: IngestContext,
  source: OpenRows | null = null,
): Promise<{ readonly labels: number[] | null; readonly hasBackground: boolean }> {
  const read = { sum: 0n, hasBackground: false };
  const sample = async (volume: Parameters<typeof sampleLabels>[0]) => {
    const labels = await sampleLabels(volume, mostCounted, context.signal, read);
    // Masks of different runs may be empty; probabilities are no labels.
    if (labels?.length !== 0)
      context.usage.volumes.noteAnnotation('mask', item, volume.header.shape, read.sum);
    return { labels, hasBackground: read.hasBackground };
  };
  if (source !== null) return sample(blocksOf(source, context.kernels));
  return closing(await openVolume(storageOf(item, context), key, openOptions(context)), sample);
}

/** Returns why nothing, or not all, of a mask would be published; `isWhole` if all of its voxels were read. */
function labelDoubts(rule: MaskRule | null, labels: readonly number[] | null, isWhole: boolean): string[] {
  // A threshold takes every value from some on.
  if (rule !== null && 'threshold' in rule) return [];
  if (labels === null) {
    const hint = rule === null ? '' : '; threshold of the source takes all from a value on';
    return [`the mask has values that are not labels (integers of 0 to 65535), and become 0${hint}`];
  }
  return labels.length === 0 && isWhole ? [lacking(rule)] : [];
}

/** Returns why a mask without a voxel of 0 is doubted: ilastik labels the background as well. */
function backgroundDoubts(rule: MaskRule | null, labels: readonly number[]): string[] {
  const isAll = rule === null || ('equals' in rule && labels.every((label) => label === rule.equals));
  const hint = 'publish the labels of objects with a SemanticSegmentationMask and mask_label each';
  return isAll && labels.length > 0
    ? [
        `every voxel that was looked at has a label (${labels.slice(0, 3).join(', ')}), so that one marks the background; ${hint}`,
      ]
    : [];
}

/** Returns a warning if a semantic mask has labels that no annotation of the voxel spacing publishes. */
async function labelsLeftOut(input: AnnotationInput, context: IngestContext, labels: readonly number[]) {
  const { item, key } = input;
  const taken = new Set<number>();
  const siblings = item.parent === null ? [] : await context.find('annotation', item.parent);
  for (const other of [input, ...siblings.flatMap(inputsOf)]) {
    if (other.key !== key || annotationShapes[other.finder.shape].content.kind !== 'mask') continue;
    const rule = ruleOf(other);
    // A threshold or an instance mask takes every label.
    if (rule === null || 'threshold' in rule) return [];
    taken.add(rule.equals);
  }
  const mask = { value: labels, by: 'the mask', path: storageOf(item, context).location(key) };
  return context.checks.ofFacts('maskLabels', { mask, taken }, item);
}

function engineMask(rule: MaskRule | null) {
  if (rule === null) return undefined;
  return 'equals' in rule ? { label: rule.equals } : { threshold: rule.threshold };
}

function lacking(rule: MaskRule | null): string {
  if (rule === null) return 'no voxel has a label; there is nothing to publish';
  const what = 'equals' in rule ? `has label ${rule.equals}` : `is at least ${rule.threshold}`;
  return `no voxel ${what}; there is nothing to publish`;
}

function isInstances(input: AnnotationInput): boolean {
  return kindOf(input) === 'instance-mask';
}

function kindOf({ finder }: AnnotationInput): VolumeKind {
  const { content } = annotationShapes[finder.shape];
  return content.kind === 'mask' ? content.voxels : 'semantic-mask';
}

/** Returns the paths of the MRC and the OME-Zarr that are made of a mask. */
function pathsOf(input: AnnotationInput, context: IngestContext) {
  const zarr = annotationPath(input.item, 'annotationZarr', context, { shape: fileShape(input) });
  return { zarr, mrc: fileOutput(input, 'mrc', context).path };
}

/**
 * Returns the shape (z, y, x), in voxels, that a mask is written in: its own, or with `rescale` the volume of the
 * alignment, or a tomogram of its voxel spacing that differs by less than a voxel. Fails with an IngestError if there
 * is nothing to rescale to, or if a mask without `rescale` has neither of these shapes, unless that is allowed.
 */
async function maskShape(
  input: AnnotationInput,
  { shape: own, ...header }: VolumeHeader,
  context: IngestContext,
): Promise<{ readonly shape: Shape; readonly issues: readonly Issue[] }> {
  const isRescaled = input.finder.options.rescale === true;
  const findExtent = () => alignedExtent(input, context);
  // A mask that is not rescaled does not need the tomogram, which fails as an item of its own.
  const extent = isRescaled ? await findExtent() : await ifReadable(findExtent);
  const tomograms = (await tomogramHeaders(input, context)).map(({ shape }) => shape);
  const volumes = [...(extent === null ? [] : [rounded(extent)]), ...tomograms];
  const path = storageOf(input.item, context).location(input.key);
  const mask = { value: own, by: 'the mask', path };
  const voxelSize = isUnset(header) ? null : (header.voxelSize?.y ?? null);
  const spacing = Number(ancestor(input.item, 'voxel_spacing')?.name);
  const facts = { mask, volumes, isRescaled, voxelSize, spacing };
  const issues = refuseErrors(context.checks.ofFacts('mask', facts, input.item));
  if (!isRescaled) return { shape: own, issues };
  if (extent !== null) {
    const isClose = (shape: Shape) => shape.every((count, axis) => Math.abs(count - (extent[axis] ?? 0)) < 1);
    return { shape: tomograms.find(isClose) ?? rounded(extent), issues };
  }
  throw new IngestError('the mask cannot be rescaled', {
    path,
    entity: describeItem(input.item),
    expected: 'a volume_dimension of the alignment',
    found: 'none',
    hint: 'give the alignment a volume_dimension in Å, or deposit a tomogram of this run',
  });
}

/**
 * Returns a warning about a mask that is brought from one shape to another (z, y, x) by different factors: binning
 * divides every edge by one, but for two voxels of the coarser shape.
 */
export function stretchDoubts(from: Shape, to: Shape): string[] {
  const factor = Math.max(...to) / (from[to.indexOf(Math.max(...to))] ?? 1);
  const allowed = 2 * Math.max(1, factor);
  if (to.every((length, axis) => Math.abs(length - (from[axis] ?? 0) * factor) <= allowed)) return [];
  const spell = (shape: Shape) => `${shape.toReversed().join(' × ')} voxels (x, y, z)`;
  return [`the mask has other proportions than its tomogram: ${spell(from)} are stretched to ${spell(to)}`];
}

/** Returns the extent (z, y, x) of the alignment's volume in voxels, not rounded; null if it is unknown. */
export async function alignedExtent({ item }: Pick<AnnotationInput, 'item'>, context: IngestContext) {
  const [alignment] = await itemsOfRun(item, 'alignment', context);
  const dimension = alignment === undefined ? null : await alignmentDimension(alignment, context);
  if (!isJsonObject(dimension)) return null;
  const spacing = Number(ancestor(item, 'voxel_spacing')?.name);
  const inVoxels = (length: JsonValue | undefined) => (toNumber(length) ?? 0) / spacing;
  const extent: Shape = [inVoxels(dimension.z), inVoxels(dimension.y), inVoxels(dimension.x)];
  return extent.every((count) => count >= 0.5) ? extent : null;
}

function rounded([z, y, x]: Shape): Shape {
  return [Math.round(z), Math.round(y), Math.round(x)];
}

/** Returns the headers of the readable tomograms of the annotation's voxel spacing. */
export async function tomogramHeaders(
  { item }: Pick<AnnotationInput, 'item'>,
  context: IngestContext,
): Promise<(VolumeHeader & Partial<Pick<MrcHeader, 'fields'>>)[]> {
  const spacing = ancestor(item, 'voxel_spacing');
  const tomograms = spacing === null ? [] : await context.find('tomogram', spacing);
  // A tomogram that cannot be read fails as an item of its own.
  const headers = tomograms.map((tomogram) => ifReadable(() => context.volumeHeader(tomogram)));
  return (await Promise.all(headers)).filter((header) => header !== null);
}
