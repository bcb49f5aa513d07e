import { FormatError } from '../base/errors.js';
import { decodeJson } from '../base/json-text.js';
import { type JsonValue, toPlain } from '../base/json-value.js';
import { countOf } from '../base/messages.js';
import { type PrecomputedInfo, parsePrecomputedInfo } from '../neuroglancer/expected-files.js';
import { type MeshInfo, parseMeshInfo } from '../neuroglancer/mesh/mesh.js';
import { type MeshLocation, readLevel, readMeshes } from '../neuroglancer/mesh/read-meshes.js';
import { PrecomputedReader, storedFiles } from '../neuroglancer/precomputed-reader.js';
import { boxReader, LabelComparison } from '../neuroglancer/read-segmentation.js';
import { chunkExtents, type SegmentationInfo } from '../neuroglancer/segmentation-info.js';
import { gunzip } from '../storage/gzip.js';
import type { Storage } from '../storage/storage.js';
import type { Asset } from '../tree/tree-file.js';
import type { NumberTolerance, Side, Sides } from './change.js';
import { type ContentChange, contentChange, textChange } from './change.js';
import { compareAnnotations } from './compare-annotations.js';
import { compareJsonFile, type JsonRules, keysOf } from './compare-json.js';
import { compareMeshes } from './compare-meshes.js';
import type { PointRules } from './compare-points.js';
import { firstDifference } from './same-bytes.js';
import { readBoth, UnreadableSides } from './unreadable.js';
import { LabelTally } from './voxel-tally.js';

/** The size limit of an `info` file, in bytes. */
const largestInfo = 64 * 1024 * 1024;

/** Opens a precomputed directory of a tree. The reader throws the first issue. */
async function openSide(storage: Storage, directory: string): Promise<PrecomputedReader> {
  const sizes = new Map<string, number>();
  for await (const { key, size } of storage.list(directory)) sizes.set(key.slice(directory.length + 1), size);
  return new PrecomputedReader(storedFiles(storage, directory, sizes, gunzip));
}

/**
 * Reads a JSON file of a directory, with numbers as they are spelled, and as plain values; null if it does not exist.
 * Fails with a FormatError if it is not JSON.
 */
async function readInfo({ files }: PrecomputedReader, inside: string) {
  if (!files.sizes.has(inside)) return null;
  const bytes = await files.get(inside, largestInfo);
  const spelled = decodeJson(bytes, files.location(inside), { asFloats: true });
  return { spelled, plain: toPlain(spelled) as JsonValue };
}

/** Reads the `info` file of a directory; fails with a FormatError that names the file. */
async function readPrecomputedInfo(side: PrecomputedReader): Promise<PrecomputedInfo> {
  const document = await readInfo(side, 'info');
  if (document === null)
    throw new FormatError('there is no info file', { path: side.files.location('info') });
  return parseAt(side, 'info', () => parsePrecomputedInfo(document.plain));
}

/** Runs a parser and adds the path of the file to its FormatError. */
function parseAt<Value>({ files }: PrecomputedReader, inside: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(error.message, { ...error.facts, path: files.location(inside) });
  }
}

/**
 * Compares two annotations in Neuroglancer precomputed formats by their content: points, labels of voxels, meshes of
 * labels, and `info` files. Sharding, chunks and compression are changes of storage. Directories with equal bytes have
 * no changes. Fails with UnreadableSides if a side cannot be decoded.
 */
export async function comparePrecomputes(
  units: Sides<Asset>,
  storages: Sides<Storage>,
  rules: PointRules & { readonly json: JsonRules },
): Promise<ContentChange[]> {
  const sides = await readBoth((side) => openSide(storages[side], units[side].path));
  const bytes = await differentBytes(sides, units, storages);
  if (bytes === null) return [];
  const infos = await readInfos(sides);
  // If neither `info` file is understood, only the bytes can be compared.
  if (infos === null) return [{ ...bytes, severity: 'metadata' }];
  const findings = await compareInfos(sides, 'info', rules.json);
  if (infos.a.kind === 'annotations' && infos.b.kind === 'annotations') {
    findings.push(...(await compareAnnotations(sides, { a: infos.a, b: infos.b }, rules)));
  } else if (infos.a.kind === 'segmentation' && infos.b.kind === 'segmentation') {
    const both = { a: infos.a, b: infos.b };
    findings.push(...(await compareSegmentations(sides, both)));
    for (const key of ['segmentProperties', 'mesh'] as const) {
      const directory = infos.a[key];
      if (directory === null || directory !== infos.b[key]) continue;
      findings.push(...(await compareInfos(sides, `${directory}/info`, rules.json)));
    }
    findings.push(...(await compareMeshDirectories(sides, both, rules.tolerance)));
  }
  return findings.length > 0 ? findings : [bytes];
}

/** Reads both `info` files; null if neither is understood. */
async function readInfos(sides: Sides<PrecomputedReader>): Promise<Sides<PrecomputedInfo> | null> {
  try {
    return await readBoth((side) => readPrecomputedInfo(sides[side]));
  } catch (error) {
    const { a, b } = error instanceof UnreadableSides ? error.reasons : {};
    if (a instanceof FormatError && b instanceof FormatError) return null;
    throw error;
  }
}

/** Returns the first file whose bytes differ, as a change of storage; null if all files are equal. */
async function differentBytes(
  sides: Sides<PrecomputedReader>,
  units: Sides<Asset>,
  storages: Sides<Storage>,
): Promise<ContentChange | null> {
  const { a, b } = { a: sides.a.files.sizes, b: sides.b.files.sizes };
  const text = (size: number | undefined) => (size === undefined ? null : `${size} bytes`);
  const finding = (at: string, before: number | undefined, after: number | undefined) =>
    contentChange('bytes', 'storage', at, text(before), text(after));
  for (const name of [...new Set([...a.keys(), ...b.keys()])].sort()) {
    const [before, after] = [a.get(name), b.get(name)];
    if (before === undefined || after === undefined) return finding(name, before, after);
    const paths = { a: `${units.a.path}/${name}`, b: `${units.b.path}/${name}` };
    const { offset } = await firstDifference(storages, paths);
    if (offset !== null) return finding(`${name} byte ${offset}`, before, after);
  }
  return null;
}

/** Compares a JSON file of both directories; a missing file counts as empty. */
async function compareInfos(sides: Sides<PrecomputedReader>, inside: string, json: JsonRules) {
  const documents = await readBoth((side) => readInfo(sides[side], inside));
  const [a, b] = [documents.a?.spelled ?? {}, documents.b?.spelled ?? {}];
  const rules = { ...json, severityOf: createInfoSeverity((path) => json.severityOf(path)) };
  return compareJsonFile(inside, a, b, rules);
}

/** Voxels along each axis of the blocks that are compared. */
const blockLength = 256;
/** Volumes with larger labels are compared, but their labels are not counted. */
const largestLabel = 65_535;

/** Compares the voxels of two segmentations of equal size. Segmentations of meshes, without voxels, have no changes. */
async function compareSegmentations(sides: Sides<PrecomputedReader>, infos: Sides<SegmentationInfo>) {
  if (infos.a.size.join() !== infos.b.size.join()) return [];
  const hasVoxels = (side: Side) => sides[side].namesBelow(infos[side].key).length > 0;
  if (!hasVoxels('a') && !hasVoxels('b')) return [];
  const readers = { a: boxReader(sides.a, infos.a), b: boxReader(sides.b, infos.b) };
  const { size } = infos.a;
  const tally = new LabelTally();
  const comparison = new LabelComparison(size);
  const grid = { size, chunkSize: [blockLength, blockLength, blockLength] } as const;
  for (const box of chunkExtents(grid)) {
    const blocks = await readBoth((side) => readers[side](box));
    comparison.add(box, blocks.a, blocks.b);
    if (comparison.largest <= largestLabel) tally.add(blocks.a, blocks.b);
  }
  const { first, different, largest } = comparison;
  if (first === null) return [];
  const facts = { voxels: size[0] * size[1] * size[2], different, zyx: first.zyx };
  return [
    contentChange('segment-voxels', 'science', 'data', `${first.a}`, `${first.b}`, facts),
    ...(largest <= largestLabel ? tally.findings('data') : []),
  ];
}

/** Keys of `info` files, at any depth, that locate the data in space. */
const scientific = new Set([
  'annotation_type',
  'data_type',
  'dimensions',
  'lower_bound',
  'num_channels',
  'resolution',
  'size',
  'transform',
  'upper_bound',
  'voxel_offset',
]);

/** Keys of `info` files, at any depth, that say how the data are stored. */
const storageKeys = new Set([
  'by_id',
  'chunk_size',
  'chunk_sizes',
  'compressed_segmentation_block_size',
  'encoding',
  'key',
  'lod_scale_multiplier',
  'mesh',
  'mip',
  'relationships',
  'segment_properties',
  'sharding',
  'spatial',
  'spatial_index',
  'vertex_quantization_bits',
]);

/** Returns the severities for `info` files; `base` decides which keys are ignored. */
function createInfoSeverity(base: JsonRules['severityOf']): JsonRules['severityOf'] {
  return (path) => {
    if (base(path) === 'ignored') return 'ignored';
    const keys = keysOf(path);
    if (keys.some((key) => storageKeys.has(key))) return 'storage';
    return keys.some((key) => scientific.has(key)) ? 'science' : 'metadata';
  };
}

interface LabelMesh extends MeshLocation {
  readonly levels: number;
}

/**
 * Compares the meshes of two segmentations, label by label: the surface of the finest level, and the number and
 * equality of coarser levels. Changes of coarser levels, which viewers show from a distance, have severity `metadata`.
 */
async function compareMeshDirectories(
  sides: Sides<PrecomputedReader>,
  infos: Sides<SegmentationInfo>,
  tolerance: NumberTolerance,
): Promise<ContentChange[]> {
  const directories = await readBoth((side) => listMeshes(sides[side], infos[side]));
  const { a: before, b: after } = directories;
  const labels = new Set([...(before?.meshes.keys() ?? []), ...(after?.meshes.keys() ?? [])]);
  const findings: ContentChange[] = [];
  for (const label of [...labels].sort((first, second) => (first < second ? -1 : 1))) {
    const [a, b] = [before?.meshes.get(label), after?.meshes.get(label)];
    if (before !== null && after !== null && a !== undefined && b !== undefined) {
      const own = { a: { ...before, mesh: a }, b: { ...after, mesh: b } };
      findings.push(...(await compareLabel(sides, own, `mesh of label ${label}`, tolerance)));
      continue;
    }
    const kind = a === undefined ? 'label-added' : 'label-removed';
    const text = (mesh: LabelMesh | undefined) => (mesh === undefined ? null : countOf(mesh.levels, 'level'));
    findings.push(contentChange(kind, 'science', `mesh of label ${label}`, text(a), text(b)));
  }
  return findings;
}

/** Lists a segmentation's meshes by label; null if it has none. Fails with a FormatError that names the damaged file. */
async function listMeshes(side: PrecomputedReader, { mesh: key }: SegmentationInfo) {
  const document = key === null ? null : await readInfo(side, `${key}/info`);
  if (document === null || key === null) return null;
  const info = parseAt(side, `${key}/info`, () => parseMeshInfo(document.plain));
  const meshes = new Map<bigint, LabelMesh>();
  await readMeshes(side, key, info, (mesh, manifest) => {
    meshes.set(mesh.label, { ...mesh, levels: manifest?.levels.length ?? 0 });
  });
  return { info, meshes };
}

async function compareLabel(
  sides: Sides<PrecomputedReader>,
  { a, b }: Sides<{ readonly info: MeshInfo; readonly mesh: LabelMesh }>,
  at: string,
  tolerance: NumberTolerance,
): Promise<ContentChange[]> {
  const levels = { a: a.mesh.levels, b: b.mesh.levels };
  const findings = textChange('mesh-levels', 'metadata', at, `${levels.a}`, `${levels.b}`);
  for (let level = 0; level < Math.min(levels.a, levels.b); level++) {
    const surfaces = await readBoth((side) => {
      const { info, mesh } = side === 'a' ? a : b;
      return readLevel(sides[side], mesh, info, level);
    });
    for (const finding of compareMeshes(surfaces.a, surfaces.b, tolerance)) {
      if (level === 0) findings.push({ ...finding, at });
      else if (finding.severity === 'science') {
        findings.push({ ...finding, severity: 'metadata', at: `${at}, level ${level}` });
      }
    }
    // A changed surface has changed coarser levels too.
    if (findings.some(({ severity }) => severity === 'science')) break;
  }
  return findings;
}
