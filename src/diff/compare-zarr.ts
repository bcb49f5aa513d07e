import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../base/json-value.js';
import { countOf, nameSome } from '../base/messages.js';
import type { Storage } from '../storage/storage.js';
import { isSameShape } from '../volume/chunk-grid.js';
import { parseMultiscales, readAttributes, readDocument } from '../volume/zarr/group-metadata.js';
import { v3Key } from '../volume/zarr/v3-metadata.js';
import { arrayKey, attributesKey, groupKey, isChunkKey } from '../volume/zarr/write-metadata.js';
import { openZarrArray, type ZarrArray } from '../volume/zarr/zarr-array.js';
import type { ContentChange, Severity, Sides } from './change.js';
import { compareJson, type JsonRules, showValue } from './compare-json.js';
import { firstDifference } from './same-bytes.js';
import { readBoth } from './unreadable.js';
import { type VoxelRules, voxelChanges } from './voxel-tally.js';
import { compareZarrVoxels } from './zarr-voxels.js';

/** An OME-Zarr directory of a tree. */
interface ZarrPlace {
  readonly storage: Storage;
  readonly key: string;
  /** Bytes by path inside the directory. */
  readonly files: ReadonlyMap<string, number>;
}

/** Metadata of an array of zarr v2 and v3 that only say how it is stored. */
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
 * Changes between two OME-Zarrs: attributes, then every level's shape, storage and samples, then files that are
 * part of none. Levels of different shapes
 * are not compared further. Fails with UnreadableSides where the attributes
 * list no levels, or a level cannot be read.
 */
export async function compareZarr(
  places: Sides<ZarrPlace>,
  json: JsonRules,
  voxels: VoxelRules,
): Promise<ContentChange[]> {
  const findings = await compareGroups(places, json);
  const levels = await readBoth((side) => levelNames(places[side]));
  const opened = new Map<string, Sides<ZarrArray> | null>();
  for (const level of [...new Set([...levels.a, ...levels.b])].sort()) {
    const [inA, inB] = [levels.a.includes(level), levels.b.includes(level)];
    if (inA && inB) {
      const arrays = await readBoth((side) =>
        openZarrArray(places[side].storage, `${places[side].key}/${level}`),
      );
      opened.set(level, arrays);
      findings.push(...(await compareLevel(arrays, level, levels.a[0] === level, voxels)));
    } else {
      opened.set(level, null);
      const text = (isThere: boolean) => (isThere ? 'there' : null);
      findings.push({
        kind: 'levels',
        severity: 'science',
        at: `level ${level}`,
        a: text(inA),
        b: text(inB),
      });
    }
  }
  return [...findings, ...(await surplusFileChanges(places, opened))];
}

/** Groups and attributes; of zarrs of different versions what the attributes say in either. */
async function compareGroups(places: Sides<ZarrPlace>, json: JsonRules): Promise<ContentChange[]> {
  const groups = await readBoth(async (side) => {
    const { storage, key } = places[side];
    const group = await readAttributes(storage, key);
    const name = group?.name ?? attributesKey;
    parseMultiscales(group?.attributes ?? {}, storage.location(`${key}/${name}`));
    return group;
  });
  const { a, b } = groups;
  if (a !== null && b !== null && a.version !== b.version) {
    const [before, after] = [`OME-Zarr ${a.version}`, `OME-Zarr ${b.version}`];
    const said = { a: withoutVersion(a.attributes), b: withoutVersion(b.attributes) };
    return [
      { kind: 'array-attribute', severity: 'storage', at: null, a: before, b: after },
      ...compareAttributes(said, 'attributes', json),
    ];
  }
  const documents = { a: a?.document ?? null, b: b?.document ?? null };
  const attributes = compareAttributes(documents, a?.name ?? attributesKey, json);
  if ((a ?? b)?.version === '0.5') return attributes;
  const v2 = await readBoth((side) => readDocument(places[side].storage, `${places[side].key}/${groupKey}`));
  return [...compareAttributes(v2, groupKey, json), ...attributes];
}

/** Attributes without the version, which 0.4 has in each part of them and 0.5 once. */
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

function compareAttributes(
  { a, b }: Sides<JsonObject | null>,
  name: string,
  json: JsonRules,
): ContentChange[] {
  if (a === null && b === null) return [];
  return compareJson(a ?? {}, b ?? {}, json).map((finding) => ({
    ...finding,
    at: finding.at === null ? name : `${name} ${finding.at}`,
  }));
}

async function levelNames({ storage, key }: ZarrPlace): Promise<string[]> {
  const entries = await storage.readDirectory(key);
  return entries.filter(({ kind }) => kind === 'directory').map(({ name }) => name);
}

async function compareLevel(
  arrays: Sides<ZarrArray>,
  level: string,
  isLargest: boolean,
  rules: VoxelRules,
): Promise<ContentChange[]> {
  const at = `level ${level}`;
  const { a, b } = arrays;
  const stored = storageChanges(a.metadata.document, b.metadata.document, at);
  if (!isSameShape(a.shape, b.shape)) {
    const [before, after] = [a.shape.join(' × '), b.shape.join(' × ')];
    return [{ kind: 'shape', severity: 'science', at, a: before, b: after }, ...stored];
  }
  const { blocks, emptyChunks } = await compareZarrVoxels(arrays, {
    ...rules,
    isMask: rules.isMask && isLargest,
  });
  return [
    ...voxelChanges(blocks.tally, at),
    ...(blocks.labels?.findings(at) ?? []),
    ...stored,
    ...emptyChunkChanges(emptyChunks, at),
  ];
}

function storageChanges(a: JsonObject, b: JsonObject, at: string): ContentChange[] {
  const formats = [toNumber(a.zarr_format), toNumber(b.zarr_format)];
  const ofFormat = formats[0] === 3 ? storageKeys[3] : storageKeys[2];
  const compared: typeof ofFormat = formats[0] === formats[1] ? ofFormat : { zarr_format: 'array-attribute' };
  return Object.entries(compared).flatMap(([key, kind]): ContentChange[] => {
    const [before, after] = [show(a[key]), show(b[key])];
    const severity: Severity = 'storage';
    return before === after ? [] : [{ kind, severity, at: `${at} ${key}`, a: before, b: after }];
  });
}

function show(value: JsonValue | undefined): string {
  return value === undefined ? 'not given' : showValue(value);
}

function emptyChunkChanges({ a, b }: Sides<number>, at: string): ContentChange[] {
  if (a === 0 && b === 0) return [];
  const text = (count: number) => `${countOf(count, 'chunk')} of fill value left out`;
  return [{ kind: 'empty-chunks', severity: 'storage', at, a: text(a), b: text(b) }];
}

/** Names of the first few are shown, of the others only the number is. */
const mostNamed = 5;

/**
 * Whether the files of two OME-Zarrs differ that are neither metadata nor chunks of a level, which nothing reads. Levels that only one
 * side has are not looked into. Fails with UnreadableSides.
 */
async function surplusFileChanges(
  places: Sides<ZarrPlace>,
  levels: ReadonlyMap<string, Sides<ZarrArray> | null>,
): Promise<ContentChange[]> {
  const [a, b] = (['a', 'b'] as const).map((side) =>
    [...places[side].files.keys()].filter((name) => isSurplus(name, side, levels)).sort(),
  ) as [string[], string[]];
  const differing = new Set<string>();
  for (const name of new Set([...a, ...b])) {
    const isSame = a.includes(name) && b.includes(name) && (await isSameFile(places, name));
    if (!isSame) differing.add(name);
  }
  if (differing.size === 0) return [];
  const text = (names: string[]) => describe(names.filter((name) => differing.has(name)));
  return [{ kind: 'surplus-files', severity: 'storage', at: null, a: text(a), b: text(b) }];
}

function isSurplus(
  name: string,
  side: 'a' | 'b',
  levels: ReadonlyMap<string, Sides<ZarrArray> | null>,
): boolean {
  const [level = '', ...inside] = name.split('/');
  if (inside.length === 0) return ![groupKey, attributesKey, v3Key].includes(name);
  const arrays = levels.get(level);
  if (arrays === null || arrays === undefined) return arrays === undefined;
  const key = inside.join('/');
  return key !== arrayKey && key !== v3Key && !isChunkKey(arrays[side].metadata, key);
}

async function isSameFile({ a, b }: Sides<ZarrPlace>, name: string): Promise<boolean> {
  if (a.files.get(name) !== b.files.get(name)) return false;
  const keys = { a: `${a.key}/${name}`, b: `${b.key}/${name}` };
  return (await firstDifference({ a: a.storage, b: b.storage }, keys)).offset === null;
}

function describe(names: readonly string[]): string | null {
  return names.length === 0 ? null : nameSome(names, mostNamed);
}
