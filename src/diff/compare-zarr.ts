import { isSameBytes } from '../base/collections.js';
import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../base/json-value.js';
import { countOf, nameSome } from '../base/messages.js';
import type { Storage } from '../storage/storage.js';
import { type ChunkLocation, chunksOf, isSameShape, voxelCount, voxelIn } from '../volume/chunk-grid.js';
import type { Offset, VoxelType } from '../volume/kernels/blocks.js';
import { isNative, toNumbers } from '../volume/samples.js';
import type { Shape } from '../volume/volume.js';
import { labelLists, parseMultiscales, readAttributes, readDocument } from '../volume/zarr/group-metadata.js';
import { arrayKey, attributesKey, groupKey, isChunkKey, v3Key } from '../volume/zarr/write-metadata.js';
import { openZarrArray, regionReader, type ZarrArray } from '../volume/zarr/zarr-array.js';
import { type ContentChange, contentChange, type Side, type Sides, textChange } from './change.js';
import { compareJsonFile, type JsonRules, keysOf, showValue } from './compare-json.js';
import { firstDifference } from './same-bytes.js';
import { readBoth, readSide } from './unreadable.js';
import { commonType, compareBlocks, type VoxelRules, voxelChanges } from './voxel-tally.js';

/** The location of an OME-Zarr directory in a tree. */
interface ZarrLocation {
  readonly storage: Storage;
  readonly key: string;
  /** The size in bytes of each file, by path inside the directory. */
  readonly files: ReadonlyMap<string, number>;
}

/** Array metadata of zarr v2 and v3 that only say how the array is stored. */
const storageKeys: Readonly<Record<2 | 3, Readonly<Record<string, ContentChange['kind']>>>> = {
  2: {
    chunks: 'chunks',
    compressor: 'codec',
    filters: 'codec',
    dimension_separator: 'separator',
    dtype: 'sample-type',
    fill_value: 'array-attribute',
    order: 'array-attribute',
    zarr_format: 'array-attribute',
  },
  3: {
    chunk_grid: 'chunks',
    codecs: 'codec',
    chunk_key_encoding: 'separator',
    data_type: 'sample-type',
    fill_value: 'array-attribute',
    dimension_names: 'array-attribute',
    zarr_format: 'array-attribute',
  },
};

/**
 * Compares two OME-Zarrs: attributes, then the shape, storage and samples of each level, then files that belong to no
 * level. Levels of different shapes are not compared further. Fails with UnreadableSides if the attributes list no
 * levels, or a level cannot be read.
 */
export async function compareZarr(locations: Sides<ZarrLocation>, json: JsonRules, voxels: VoxelRules) {
  const findings = await compareGroups(locations, json);
  const levels = await readBoth((side) => levelNames(locations[side]));
  const opened = new Map<string, Sides<ZarrArray> | null>();
  for (const level of [...new Set([...levels.a, ...levels.b])].sort()) {
    const [inA, inB] = [levels.a.includes(level), levels.b.includes(level)];
    if (inA && inB) {
      const arrays = await readBoth((side) =>
        openZarrArray(locations[side].storage, `${locations[side].key}/${level}`),
      );
      opened.set(level, arrays);
      findings.push(...(await compareLevel(arrays, level, levels.a[0] === level, voxels)));
    } else {
      const { storage, key } = locations[inA ? 'a' : 'b'];
      // A bucket has no empty directories.
      if ((await storage.readDirectory(`${key}/${level}`)).length === 0) continue;
      opened.set(level, null);
      const text = (isThere: boolean) => (isThere ? 'there' : null);
      findings.push(contentChange('levels', 'science', `level ${level}`, text(inA), text(inB)));
    }
  }
  return [...findings, ...(await surplusFileChanges(locations, opened))];
}

/** Compares groups and attributes; for different versions, the content of the attributes. */
async function compareGroups(locations: Sides<ZarrLocation>, rules: JsonRules): Promise<ContentChange[]> {
  const groups = await readBoth(async (side) => {
    const { storage, key } = locations[side];
    const group = await readAttributes(storage, key);
    const name = group?.name ?? attributesKey;
    parseMultiscales(group?.attributes ?? {}, storage.location(`${key}/${name}`));
    return group;
  });
  const { a, b } = groups;
  const json = withLabelsTwice(groups, rules);
  if (a !== null && b !== null && a.version !== b.version) {
    const [before, after] = [`OME-Zarr ${a.version}`, `OME-Zarr ${b.version}`];
    const said = { a: withoutVersion(a.attributes), b: withoutVersion(b.attributes) };
    return [
      contentChange('array-attribute', 'storage', null, before, after),
      ...compareAttributes(said, 'attributes', json),
    ];
  }
  const documents = { a: a?.document ?? null, b: b?.document ?? null };
  const attributes = compareAttributes(documents, a?.name ?? attributesKey, json);
  if ((a ?? b)?.version === '0.5') return attributes;
  const v2 = await readBoth((side) =>
    readDocument(locations[side].storage, `${locations[side].key}/${groupKey}`),
  );
  return [...compareAttributes(v2, groupKey, json), ...attributes];
}

/**
 * Returns rules by which a list of labels in the metadata of the multiscale, which trees in the portal layout have
 * besides that of the top level, is a matter of storage if all lists are equal.
 */
function withLabelsTwice(
  groups: Sides<{ readonly attributes: JsonObject } | null>,
  json: JsonRules,
): JsonRules {
  const lists = [groups.a, groups.b].map((group) => labelLists(group?.attributes ?? {}));
  const all = lists
    .flatMap(({ top, inLevels }) => [top, inLevels ?? top])
    .map((list) => JSON.stringify(list));
  if (new Set(all).size > 1) return json;
  return {
    ...json,
    severityOf(path) {
      const severity = json.severityOf(path);
      const isSecond = keysOf(path).join('.').endsWith('multiscales.metadata.image-label');
      return isSecond && severity !== 'ignored' ? 'storage' : severity;
    },
  };
}

/** Returns attributes without the version, which OME-Zarr 0.4 has in each part and 0.5 has once. */
function withoutVersion({ version: _, ...attributes }: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => {
      if (Array.isArray(value))
        return [key, value.map((each) => (isJsonObject(each) ? withoutOwn(each) : each))];
      return [key, isJsonObject(value) ? withoutOwn(value) : value];
    }),
  );
}

function withoutOwn({ version: _, ...others }: JsonObject): JsonObject {
  return others;
}

function compareAttributes({ a, b }: Sides<JsonObject | null>, name: string, json: JsonRules) {
  if (a === null && b === null) return [];
  return compareJsonFile(name, a ?? {}, b ?? {}, json);
}

async function levelNames({ storage, key }: ZarrLocation): Promise<string[]> {
  const entries = await storage.readDirectory(key);
  return entries.filter(({ kind }) => kind === 'directory').map(({ name }) => name);
}

async function compareLevel(arrays: Sides<ZarrArray>, level: string, isLargest: boolean, rules: VoxelRules) {
  const at = `level ${level}`;
  const { a, b } = arrays;
  const stored = storageChanges(a.metadata.document, b.metadata.document, at);
  if (!isSameShape(a.shape, b.shape)) {
    const [before, after] = [a.shape.join(' × '), b.shape.join(' × ')];
    return [contentChange('shape', 'science', at, before, after), ...stored];
  }
  const isMask = rules.isMask && isLargest;
  const { blocks, emptyChunks } = await compareZarrVoxels(arrays, { ...rules, isMask });
  return [
    ...voxelChanges(blocks.tally, at),
    ...(blocks.labels?.findings(at) ?? []),
    ...stored,
    ...emptyChunkChanges(emptyChunks, at),
  ];
}

/** Compares samples of arrays of equal shape, in any chunks and codecs. Fails with UnreadableSides. */
export function compareZarrVoxels(
  arrays: Sides<ZarrArray>,
  rules: VoxelRules,
): Promise<{ readonly blocks: ReturnType<typeof compareBlocks>; readonly emptyChunks: Sides<number> }> {
  const [a, b] = [arrays.a.metadata.format, arrays.b.metadata.format];
  const type = commonType(a, b);
  const isDirect =
    type !== 'wide' && isSameShape(arrays.a.chunk, arrays.b.chunk) && isNative(a, type) && isNative(b, type);
  return isDirect ? compareDirectly(arrays, rules, type) : compareGathered(arrays, rules, type);
}

/** Compares chunk with chunk in kernel memory. Both arrays need the same chunk shape and samples without decoding. */
async function compareDirectly(arrays: Sides<ZarrArray>, rules: VoxelRules, type: VoxelType) {
  const { a, b } = arrays;
  const { kernels } = rules;
  const blocks = compareBlocks(rules);
  /** For each side, the chunks that it omits and the other side stores, filled with the fill value. */
  const emptyChunks = { a: 0, b: 0 };
  const { arena } = kernels;
  const compareChunk = async (location: ChunkLocation, targets: Sides<Offset>) => {
    const stored = await readBoth((side) => arrays[side].fetch(location.index));
    const count = voxelCount(location.extent);
    const voxelOf = (index: number) => voxelIn(location, index);
    if (isSameChunk(arrays, stored)) {
      if (blocks.labels === null) {
        blocks.addSame(0, count, type);
        return;
      }
      // Labels are counted on either side: once, and without padding.
      await readSide('a', () => a.unpack(stored.a, location, kernels, targets.a, false));
      blocks.compare(targets.a, targets.a, count, type, voxelOf);
      return;
    }
    await readBoth((side) => arrays[side].unpack(stored[side], location, kernels, targets[side]));
    const before = blocks.tally.sum.different;
    blocks.compare(targets.a, targets.b, count, type, voxelOf);
    if ((stored.a === null) === (stored.b === null) || blocks.tally.sum.different > before) return;
    emptyChunks[stored.a === null ? 'a' : 'b'] += 1;
  };
  await arena.scopedAsync(async () => {
    const targets = { a: arena.allocate(a.unpackedBytes), b: arena.allocate(b.unpackedBytes) };
    for (const location of chunksOf(a.shape, a.chunk)) await compareChunk(location, targets);
  });
  return { blocks, emptyChunks };
}

/** True if two chunks are known to be equal before they are decoded. */
function isSameChunk(arrays: Sides<ZarrArray>, { a, b }: Sides<Uint8Array | null>): boolean {
  const [left, right] = [arrays.a.metadata, arrays.b.metadata];
  if (a === null || b === null) return a === b && Object.is(left.fillValue, right.fillValue);
  const isSameCodec = left.compressor?.id === right.compressor?.id;
  return isSameCodec && left.storedAxes.join() === right.storedAxes.join() && isSameBytes(a, b);
}

/** Compares region by region, for arrays with different chunk shapes or sample types. */
async function compareGathered(arrays: Sides<ZarrArray>, rules: VoxelRules, type: VoxelType | 'wide') {
  const { kernels } = rules;
  const { a, b } = arrays;
  const formats = { a: a.metadata.format, b: b.metadata.format };
  const blocks = compareBlocks(rules);
  const readers = { a: regionReader(kernels, a), b: regionReader(kernels, b) };
  for (const location of chunksOf(a.shape, smallerChunk(a.chunk, b.chunk))) {
    const columns = voxelCount(location.extent);
    const stored = {
      a: await readSide('a', () => readers.a(location)),
      b: await readSide('b', () => readers.b(location)),
    };
    const voxelOf = (index: number) => voxelIn(location, index);
    if (type === 'wide') {
      const numbers = (side: Side) => toNumbers(kernels, stored[side], columns, formats[side]);
      blocks.compareWide({ a: numbers('a'), b: numbers('b') }, voxelOf);
    } else {
      blocks.compareStored(stored, formats, { rows: 1, columns }, type, voxelOf);
    }
  }
  return { blocks, emptyChunks: { a: 0, b: 0 } };
}

/** Returns the smaller of two chunk shapes, which does not depend on their order. */
function smallerChunk(a: Shape, b: Shape): Shape {
  const order = voxelCount(a) - voxelCount(b) || a[0] - b[0] || a[1] - b[1];
  return order <= 0 ? a : b;
}

function storageChanges(a: JsonObject, b: JsonObject, at: string): ContentChange[] {
  const formats = [toNumber(a.zarr_format), toNumber(b.zarr_format)];
  const ofFormat = formats[0] === 3 ? storageKeys[3] : storageKeys[2];
  const compared: typeof ofFormat = formats[0] === formats[1] ? ofFormat : { zarr_format: 'array-attribute' };
  return Object.entries(compared).flatMap(([key, kind]) =>
    textChange(kind, 'storage', `${at} ${key}`, show(a[key]), show(b[key])),
  );
}

function show(value: JsonValue | undefined): string {
  return value === undefined ? 'not given' : showValue(value);
}

function emptyChunkChanges({ a, b }: Sides<number>, at: string): ContentChange[] {
  const text = (count: number) => `${countOf(count, 'chunk')} of fill value left out`;
  return textChange('empty-chunks', 'storage', at, text(a), text(b), a === 0 && b === 0);
}

/** The number of files that are named; of the others only the number is shown. */
const mostNamed = 5;

/**
 * Compares the files of two OME-Zarrs that are neither metadata nor chunks of a level, which no reader uses. Skips
 * levels that only one side has. Fails with UnreadableSides.
 */
async function surplusFileChanges(
  locations: Sides<ZarrLocation>,
  levels: ReadonlyMap<string, Sides<ZarrArray> | null>,
): Promise<ContentChange[]> {
  const surplusOf = (side: Side) =>
    [...locations[side].files.keys()].filter((name) => isSurplus(name, side, locations[side], levels)).sort();
  const [a, b] = [surplusOf('a'), surplusOf('b')];
  const differing = new Set<string>();
  for (const name of new Set([...a, ...b])) {
    const isSame = a.includes(name) && b.includes(name) && (await isSameFile(locations, name));
    if (!isSame) differing.add(name);
  }
  const text = (names: string[]) => describe(names.filter((name) => differing.has(name)));
  return textChange('surplus-files', 'storage', null, text(a), text(b), differing.size === 0);
}

function isSurplus(
  name: string,
  side: Side,
  { files }: ZarrLocation,
  levels: ReadonlyMap<string, Sides<ZarrArray> | null>,
): boolean {
  const [level = '', ...inside] = name.split('/');
  // Of the metadata of two versions, those of zarr v2 count.
  const metadataIn = (directory: string, ...v2: string[]) =>
    v2.some((key) => files.has(`${directory}${key}`)) ? v2 : [v3Key];
  if (inside.length === 0) return !metadataIn('', groupKey, attributesKey).includes(name);
  const arrays = levels.get(level);
  if (arrays === null || arrays === undefined) return arrays === undefined;
  const key = inside.join('/');
  return !metadataIn(`${level}/`, arrayKey).includes(key) && !isChunkKey(arrays[side].metadata, key);
}

async function isSameFile({ a, b }: Sides<ZarrLocation>, name: string): Promise<boolean> {
  if (a.files.get(name) !== b.files.get(name)) return false;
  const keys = { a: `${a.key}/${name}`, b: `${b.key}/${name}` };
  return (await firstDifference({ a: a.storage, b: b.storage }, keys)).offset === null;
}

function describe(names: readonly string[]): string | null {
  return names.length === 0 ? null : nameSome(names, mostNamed);
}
