import { getOrMake, median } from '../../base/collections.js';
import { sixDigits } from '../../base/messages.js';
import { signedVolume, surfaceArea } from '../../formats/mesh/surface.js';
import { type Bounds, boundsOf, reversed } from '../../neuroglancer/bounds.js';
import {
  type MeshLocation,
  readFragments,
  readMeshes,
  verticesOf,
} from '../../neuroglancer/mesh/read-meshes.js';
import { PrecomputedReader, storedFiles } from '../../neuroglancer/precomputed-reader.js';
import { LabelComparison, readChunk } from '../../neuroglancer/read-segmentation.js';
import { chunkCount, chunkExtents, type SegmentationInfo } from '../../neuroglancer/segmentation-info.js';
import { gunzip } from '../../storage/gzip.js';
import { shapeOfMeshInstances } from '../../tree/entities/annotation-shapes.js';
import { issueOf, type TreeReader } from '../../tree/tree-reader.js';
import {
  chunkAt,
  chunksAcross,
  copyOverlap,
  isSameShape,
  type Region,
  voxelCount,
  voxelIn,
} from '../../volume/chunk-grid.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import { viewVoxels } from '../../volume/samples.js';
import type { PrecomputeContext, PrecomputeFacts } from '../contexts/reconstructions.js';
import { issue } from '../finding.js';
import { distinctLabels, firstLabels } from '../rules/zarr.js';
import { type LevelReader, openLevels, sampleOf } from '../voxels/level-reader.js';
import { hasVoxels, IssueTally, type LabelBounds, type PrecomputeScan } from './precompute-scan.js';
import { scanAnnotations } from './scan-annotations.js';

/** Compares a precomputed directory with its source, in the memory of one annotation, chunk or mesh. */
export async function scanPrecompute(
  kernels: Kernels,
  tree: TreeReader,
  context: PrecomputeContext,
  isSample: boolean,
): Promise<PrecomputeFacts> {
  const tally = new IssueTally(context.path);
  const reader = new PrecomputedReader(storedFiles(tree, context.path, context.files, gunzip), {
    report: (aspect, inside, issue) => tally.add(aspect, inside, issueOf(issue)),
    ...(isSample ? { sample: sampleOf } : {}),
  });
  const scan = { context, reader, tally, isSample, labelBounds: new Map() };
  const info = context.info?.value;
  if (info?.kind === 'annotations') await scanAnnotations(scan, info);
  if (info?.kind === 'segmentation') {
    await scanSegmentation(scan, info, kernels, tree);
    await scanMeshes(scan, info);
  }
  return tally.finish();
}

/** Scans the meshes of a segmentation: manifests and, unless this is a sample, all fragments of all levels. */
async function scanMeshes(scan: PrecomputeScan, { mesh: key }: SegmentationInfo): Promise<void> {
  const { context, reader, tally, isSample } = scan;
  const info = context.meshInfo?.value;
  if (info == null || key === null) return;
  const labels = new Set<string>();
  await readMeshes(reader, key, info, async (mesh, manifest, file) => {
    labels.add(`${mesh.label}`);
    if (manifest === null || isSample) return;
    const corners: number[] = [];
    const measured = measuredPoints(context);
    let [volume, area] = [0, 0];
    await readFragments(reader, mesh, info, manifest, file, (fragment, cell, level) => {
      if (level > 0) return;
      const vertices = verticesOf(fragment, cell, level, manifest, info);
      const { lower, upper } = boundsOf(vertices);
      if (vertices.length > 0) corners.push(...lower, ...upper);
      for (const point of measured) point.nearest = Math.min(point.nearest, nearestTo(point, vertices));
      const surface = { vertices, triangles: fragment.triangles };
      volume += signedVolume(surface, [0, 0, 0]);
      area += surfaceArea(surface);
    });
    if (corners.length > 0) compareBounds(scan, mesh, boundsOf(corners));
    compareSurface(scan, mesh, volume, area);
    compareDistances(tally, mesh, measured);
  });
  compareLabels(scan, labels, key);
}

/** Points, spread over the table, whose distances are measured: a mesh may have millions of vertices. */
const mostMeasured = 64;
/** Limits of the distance of a point from its mesh beyond that of others: as a factor, and in voxels. */
const farther = { factor: 1.5, voxels: 1.5 };

/** Returns the points that have an instance of the mesh each, with their distance from the nearest vertex; none of other meshes. */
function measuredPoints({ points, shape }: PrecomputeContext) {
  const { count = 0, locations = new Float64Array() } = (shapeOfMeshInstances(shape) && points?.value) ?? {};
  const step = Math.ceil(count / mostMeasured);
  return Array.from({ length: Math.ceil(count / Math.max(1, step)) }, (_, at) => {
    const [x = 0, y = 0, z = 0] = locations.subarray(3 * at * step);
    return { location: [x, y, z] as const, nearest: Number.POSITIVE_INFINITY };
  });
}

type MeasuredPoint = ReturnType<typeof measuredPoints>[number];

function nearestTo({ location: [x, y, z] }: MeasuredPoint, vertices: ArrayLike<number>): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < vertices.length; at += 3) {
    const squared = (vertices[at]! - x) ** 2 + (vertices[at + 1]! - y) ** 2 + (vertices[at + 2]! - z) ** 2;
    if (squared < least) least = squared;
  }
  return Math.sqrt(least);
}

/** Compares distances of points from the mesh that is placed at each: none is farther than the others, unless it is not there. */
function compareDistances(tally: IssueTally, { inside }: MeshLocation, measured: MeasuredPoint[]): void {
  const usual = median(measured.map(({ nearest }) => nearest)) ?? 0;
  const lost = measured.find(({ nearest }) => nearest > farther.factor * usual + farther.voxels);
  if (lost === undefined) return;
  const message = `no mesh lies at the point ${lost.location.map(sixDigits).join(', ')} (x, y, z)`;
  const found = `${sixDigits(lost.nearest)} voxels to a vertex`;
  tally.add('placement', inside, issue(message, found, `about ${sixDigits(usual)}`));
}

/** The volume, as a share of that of its box, from which the side that a surface encloses can be told. */
const leastVolume = 0.01;

/** The share of an area by which quantization may change it: cutting into cells leaves it. */
const areaTolerance = 0.05;

/** Compares the area of a mesh, and the side that its triangles face, with those of the published mesh that it is made from. */
function compareSurface(
  { context: { mesh, mask, points }, tally }: PrecomputeScan,
  { label, inside }: MeshLocation,
  volume: number,
  area: number,
): void {
  const source = points === null && mask === null ? mesh?.value : null;
  if (source?.volume == null || source.area === null || tally.has('data')) return;
  // Other rules report a mesh that is empty, repeated or damaged, and one that lies elsewhere may have another scale.
  const { triangles, repeated, accessorFaults } = source;
  const isSound = triangles > 0 && repeated === 0 && accessorFaults.length === 0 && !tally.has('placement');
  if (isSound && Math.abs(area - source.area) > areaTolerance * source.area) {
    const message = `mesh ${label}: another area than that of the mesh that it is made from`;
    const expected = `${sixDigits(source.area)} within ${100 * areaTolerance} %`;
    tally.add('placement', inside, issue(message, `${sixDigits(area)} square voxels`, expected));
  }
  const box = source.upper.reduce((product, high, axis) => product * (high - (source.lower[axis] ?? 0)), 1);
  const isClear = [volume, source.volume].every((each) => Math.abs(each) > leastVolume * box);
  if (!isClear || Math.sign(volume) === Math.sign(source.volume)) return;
  const message = `mesh ${label}: its triangles face the other side than those of the mesh that it is made from`;
  const found = `a signed volume of ${sixDigits(volume)} voxels`;
  tally.add('placement', inside, issue(message, found, `that of the mesh, ${sixDigits(source.volume)}`));
}

/** The width in voxels, along each axis, from which a label has a surface. */
const largeLabel = 8;

/** Compares the labels that have a mesh with those that should. Without voxels, every named label needs one. */
function compareLabels(
  { context, tally, isSample, labelBounds }: PrecomputeScan,
  meshes: ReadonlySet<string>,
  key: string,
): void {
  const { mask, segmentProperties } = context;
  if (tally.has('shard')) return;
  const named = segmentProperties?.value?.ids;
  const ofMask = mask?.volume.kind === 'semantic-mask' ? ['1'] : distinctLabels(mask?.volume.zarr ?? null);
  const known = mask === null ? (named ?? []) : ofMask;
  if (known.length === 0) return;
  const isKnown = new Set(known);
  const unknown = [...meshes].filter((label) => !isKnown.has(label));
  const message = 'meshes of labels that are not there';
  if (unknown.length > 0)
    tally.add('segments', key, issue(message, firstLabels(unknown), firstLabels(known)));
  // Single labels of a mask may be too small for a surface, but not all of them, and no large one.
  const isLarge = (label: string) => {
    const { lower = [], upper = [] } = labelBounds.get(Number(label)) ?? {};
    return lower.length > 0 && lower.every((low, axis) => (upper[axis] ?? low) - low >= largeLabel);
  };
  const isSmallLeftOut = hasVoxels(context) && (meshes.size > 0 || labelBounds.size === 0);
  const expected = isSmallLeftOut ? known.filter(isLarge) : known;
  const missing = isSample ? [] : expected.filter((label) => !meshes.has(label));
  if (missing.length > 0) tally.add('segments', key, issue('labels without a mesh', firstLabels(missing)));
}

/** Limits to which simplification and quantization move a mesh's bounds: in voxels, or as a share of its extent. */
const slack = { voxels: 1.5, share: 0.02 };

/** Compares the bounds of a mesh's finest level with those of its source: a label, or the published mesh. */
function compareBounds(
  { context, tally, labelBounds }: PrecomputeScan,
  { label, inside }: MeshLocation,
  { lower, upper }: Bounds,
): void {
  const { mesh, mask, points } = context;
  const expected = hasVoxels(context)
    ? labelBounds.get(Number(label))
    : points === null && mask === null
      ? mesh?.value
      : null;
  if (mesh?.value?.triangles === 0) return;
  if (expected == null || tally.has('data') || tally.has('voxels')) return;
  const isSame = [0, 1, 2].every((axis) => {
    const [low, high] = [expected.lower[axis] as number, expected.upper[axis] as number];
    const most = Math.max(slack.voxels, slack.share * (high - low));
    return (
      Math.abs((lower[axis] as number) - low) <= most && Math.abs((upper[axis] as number) - high) <= most
    );
  });
  if (isSame) return;
  const round = (corner: readonly number[]) => corner.map(sixDigits).join(', ');
  const message = `mesh ${label}: not where what it is made from lies (x, y, z in voxels)`;
  const wanted = `${round(expected.lower)} to ${round(expected.upper)}`;
  tally.add('placement', inside, issue(message, `${round(lower)} to ${round(upper)}`, wanted));
}

/** Segmentations with more chunks are not scanned. */
const mostChunks = 200_000;

/** Scans the chunks of a precomputed mask: decodes them and compares their labels with the mask. */
async function scanSegmentation(
  { context, reader, tally, isSample, labelBounds }: PrecomputeScan,
  info: SegmentationInfo,
  kernels: Kernels,
  tree: TreeReader,
): Promise<void> {
  if (!hasVoxels(context) || chunkCount(info) > mostChunks) return;
  await kernels.arena.scopedAsync(async () => {
    const level =
      context.mask === null ? undefined : openLevels(kernels, tree, context.mask.volume).levels[0];
    const mask =
      level !== undefined && isSameShape(level.shape, reversed(info.size))
        ? maskReader(kernels, level)
        : null;
    let isWhole = true;
    const there = [...chunkExtents(info)].filter(({ name }) => context.files.has(`${info.key}/${name}`));
    for (const chunk of isSample ? sampleOf(there) : there) {
      const labels = await readChunk(reader, info, chunk);
      if (labels === null) isWhole = false;
      else if (!isSample) widenBounds(labelBounds, chunk, labels);
      if (labels === null || mask === null) continue;
      const comparison = new LabelComparison(info.size);
      comparison.add(chunk, await mask(chunk, labels), labels);
      const { first, different } = comparison;
      if (first === null) continue;
      const found = `${different} of ${labels.length} voxels differ`;
      const what = `${first.a} instead of ${first.b} at ${first.zyx.join(', ')} (z, y, x)`;
      const text = issue('the labels are not those of the mask', found, what);
      tally.add('voxels', `${info.key}/${chunk.name}`, text);
    }
    if (!isWhole || there.length < chunkCount(info)) labelBounds.clear();
  });
}

/** Returns a reader of labels of a mask in the box of a chunk; unreadable ones are copied from `known`. */
function maskReader(kernels: Kernels, level: LevelReader) {
  const target = kernels.arena.allocate(level.bytes);
  const type = level.sampleBytes === 1 ? 'int8' : 'uint16';
  return async (region: Region, known: Uint32Array): Promise<Uint32Array> => {
    const labels = known.slice();
    for (const index of chunksAcross(region, level.chunk)) {
      const block = chunkAt(index, level.shape, level.chunk);
      const { problem } = await level.read(block, target);
      if (problem !== null) continue;
      const values = viewVoxels(kernels, target, voxelCount(block.extent), type);
      copyOverlap({ region: block, values }, { region, values: labels }, 1);
    }
    return labels;
  };
}

/** Extends the bounds of each label by the voxels of a chunk. Processes runs of equal labels along x at once. */
function widenBounds(bounds: Map<number, LabelBounds>, chunk: Region, labels: Uint32Array): void {
  const [, , width] = chunk.extent;
  for (let start = 0; start < labels.length; ) {
    const label = labels[start] as number;
    const endOfRow = start - (start % width) + width;
    let end = start + 1;
    while (end < endOfRow && labels[end] === label) end++;
    if (label !== 0) {
      const [z, y, x] = voxelIn(chunk, start);
      const known = getOrMake(bounds, label, () => ({
        lower: [Infinity, Infinity, Infinity],
        upper: [0, 0, 0],
      }));
      const run = [
        [x, x + end - start],
        [y, y + 1],
        [z, z + 1],
      ] as const;
      for (const [axis, [low, high]] of run.entries()) {
        known.lower[axis] = Math.min(known.lower[axis] as number, low);
        known.upper[axis] = Math.max(known.upper[axis] as number, high);
      }
    }
    start = end;
  }
}
