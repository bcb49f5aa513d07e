import {
  decodeFragment,
  type Manifest,
  type ReadMeshInfo,
  readManifest,
} from '../../neuroglancer/mesh/index.js';
import { unpack, WindowReader } from '../../neuroglancer/read/index.js';
import type { ReadSegmentationInfo } from '../../neuroglancer/segmentation/index.js';
import { fixedIndexBytes, type Minishard } from '../../neuroglancer/sharding/index.js';
import type { RandomReader } from '../../storage/index.js';
import type { Fault } from '../finding.js';
import { distinctLabels } from '../rules/zarr.js';
import { sampleOf } from '../voxels/chunk-groups.js';
import { hasVoxels } from './expected-files.js';
import type { PrecomputeScan } from './scan-precompute.js';
import { readOrTell, scanShards } from './scan-shards.js';

const largestManifest = 256 * 1024 * 1024;

/** Looks into the meshes of a segmentation: manifests, and in a whole look every fragment of every level. */
export async function scanMeshes(scan: PrecomputeScan, info: ReadSegmentationInfo): Promise<void> {
  const { context, tally, isSample } = scan;
  const meshes = context.meshInfo?.value;
  if (meshes == null || info.mesh === null) return;
  const labels = new Set<string>();
  await scanShards(scan, info.mesh, meshes.sharding, async (minishard, file, path) => {
    for (const key of minishard.keys) labels.add(`${key}`);
    const indices = [...minishard.keys.keys()];
    for (const index of isSample ? sampleOf(indices) : indices) {
      const key = minishard.keys[index] as bigint;
      const tell = (kind: 'manifest' | 'data') => (fault: Fault) =>
        tally.add(kind, { path, ...fault, message: `mesh ${key}: ${fault.message}` });
      const manifest = await readOrTell(() => manifestOf(minishard, index, file, meshes), tell('manifest'));
      if (manifest === null) continue;
      for (const message of wrongManifest(manifest)) tell('manifest')({ message });
      if (!isSample)
        await checkFragments(manifest, minishard, index, file, meshes, tell('manifest'), tell('data'));
    }
  });
  compareLabels(scan, labels, info.mesh);
}

async function manifestOf(
  { offsets, sizes }: Minishard,
  index: number,
  file: RandomReader,
  { sharding }: ReadMeshInfo,
): Promise<Manifest> {
  const stored = await file.read(offsets[index] as number, Math.min(sizes[index] as number, largestManifest));
  return readManifest(unpack(stored, sharding.dataEncoding, largestManifest));
}

function* wrongManifest({ chunk, origin, scales, levels }: Manifest): Generator<string> {
  if (!chunk.every((length) => Number.isFinite(length) && length > 0) || !origin.every(Number.isFinite)) {
    yield 'the manifest gives its chunks no size or place';
  }
  if (!scales.every((scale, level) => scale > 0 && (level === 0 || scale >= (scales[level - 1] as number)))) {
    yield `the scales of the levels do not ascend: ${scales.join(', ')}`;
  }
  for (const [level, fragments] of levels.entries()) {
    const cells = new Set(fragments.map(({ cell }) => cell.join()));
    if (cells.size < fragments.length) yield `level ${level} has two fragments for one cell`;
  }
}

/** Fragments lie before their manifest and behind what comes before them; each decodes to triangles of its vertices. */
async function checkFragments(
  manifest: Manifest,
  { offsets, sizes }: Minishard,
  index: number,
  file: RandomReader,
  { sharding, quantizationBits }: ReadMeshInfo,
  tellManifest: (fault: Fault) => void,
  tellData: (fault: Fault) => void,
): Promise<void> {
  const start = (offsets[index] as number) - manifest.fragmentBytes;
  const least =
    index === 0 ? fixedIndexBytes(sharding) : (offsets[index - 1] as number) + (sizes[index - 1] as number);
  if (start < least) {
    tellManifest({
      message: 'the fragments are larger than the room before the manifest',
      found: `${manifest.fragmentBytes} bytes`,
      expected: `at most ${(offsets[index] as number) - least} bytes`,
    });
    return;
  }
  const window = new WindowReader(file);
  for (const [level, fragments] of manifest.levels.entries()) {
    for (const { cell, offset, size } of fragments) {
      const tell = (fault: Fault) =>
        tellData({ ...fault, message: `level ${level}, cell ${cell.join(' ')}: ${fault.message}` });
      const fragment = await readOrTell(
        async () => decodeFragment(await window.read(start + offset, size)),
        tell,
      );
      if (fragment === null) continue;
      const vertices = fragment.positions.length / 3;
      const last = 2 ** quantizationBits - 1;
      if (fragment.triangles.some((vertex) => vertex >= vertices)) {
        tell({ message: 'a triangle names a vertex that is not there', expected: `below ${vertices}` });
      }
      const outside = fragment.positions.find((step) => step > last);
      if (outside !== undefined) {
        tell({ message: 'a vertex lies outside its cell', found: `${outside}`, expected: `at most ${last}` });
      }
    }
  }
}

/** The labels that meshes should be of: all of those where there are only meshes. */
function compareLabels(
  { context, tally, isSample }: PrecomputeScan,
  meshes: ReadonlySet<string>,
  key: string,
): void {
  const { mask, segmentProperties } = context;
  if (tally.has('shard')) return;
  const path = `${context.path}/${key}`;
  const named = segmentProperties?.value?.ids;
  const known =
    mask === null
      ? (named ?? [])
      : mask.volume.kind === 'semantic-mask'
        ? ['1']
        : distinctLabels(mask.volume.zarr);
  if (known.length === 0) return;
  const isKnown = new Set(known);
  const unknown = [...meshes].filter((label) => !isKnown.has(label));
  if (unknown.length > 0) {
    tally.add('segments', {
      path,
      message: 'meshes of labels that are not there',
      found: unknown.slice(0, 20).join(', '),
      expected: known.slice(0, 20).join(', '),
    });
  }
  const missing = hasVoxels(context) || isSample ? [] : known.filter((label) => !meshes.has(label));
  if (missing.length > 0) {
    tally.add('segments', { path, message: 'labels without a mesh', found: missing.slice(0, 20).join(', ') });
  }
}
