import { FormatError } from '../../errors/index.js';
import type { PrecomputedInfo } from '../../neuroglancer/precomputed-info.js';
import type { PrecomputedReader } from '../../neuroglancer/read/index.js';
import type { Storage } from '../../storage/index.js';
import type { Asset } from '../../tree/index.js';
import type { ContentChange, Sides } from '../change.js';
import { firstDifference } from '../files/same-bytes.js';
import { compareJson, type JsonRules } from '../json/index.js';
import { readBoth, UnreadableSides } from '../unreadable.js';
import { compareAnnotations } from './compare-annotations.js';
import { compareMeshDirectories } from './compare-mesh-directories.js';
import { compareSegmentations } from './compare-segmentations.js';
import { createInfoSeverity } from './info-severity.js';
import type { PrecomputeRules } from './precompute-rules.js';
import { openSide, readInfo, readPrecomputedInfo } from './precompute-side.js';

/**
 * Changes between two annotations in the form that viewers load, by what they hold: points, labels of voxels, meshes of
 * labels, and what `info` files say. Shards, chunks and packing are storage. Fails with UnreadableSides where a side
 * cannot be decoded; directories of the same bytes are the same.
 */
export async function comparePrecomputes(
  units: Sides<Asset>,
  storages: Sides<Storage>,
  rules: PrecomputeRules,
): Promise<ContentChange[]> {
  const sides = await readBoth((side) => openSide(storages[side], units[side].path));
  const bytes = await differentBytes(sides, units, storages);
  if (bytes === null) return [];
  const infos = await readInfos(sides);
  // Of what neither side's info tells in a known way only the bytes can be compared.
  if (infos === null) return [{ ...bytes, severity: 'metadata' }];
  const findings = await compareInfos(sides, 'info', rules.json);
  if (infos.a.kind === 'annotations' && infos.b.kind === 'annotations') {
    findings.push(...(await compareAnnotations(sides, { a: infos.a, b: infos.b }, rules)));
  } else if (infos.a.kind === 'segmentation' && infos.b.kind === 'segmentation') {
    const both = { a: infos.a, b: infos.b };
    findings.push(...(await compareSegmentations(sides, both)));
    const [properties, other] = [infos.a.segmentProperties, infos.b.segmentProperties];
    if (properties !== null && properties === other) {
      findings.push(...(await compareInfos(sides, `${properties}/info`, rules.json)));
    }
    if (infos.a.mesh !== null && infos.a.mesh === infos.b.mesh) {
      findings.push(...(await compareInfos(sides, `${infos.a.mesh}/info`, rules.json)));
    }
    findings.push(...(await compareMeshDirectories(sides, both, rules.tolerance)));
  }
  return findings.length > 0 ? findings : [bytes];
}

/** What both `info` files tell; null where neither is understood. */
async function readInfos(sides: Sides<PrecomputedReader>): Promise<Sides<PrecomputedInfo> | null> {
  try {
    return await readBoth((side) => readPrecomputedInfo(sides[side]));
  } catch (error) {
    const isUnknown =
      error instanceof UnreadableSides &&
      error.sides.length === 2 &&
      error.sides.every(({ reason }) => reason instanceof FormatError);
    if (isUnknown) return null;
    throw error;
  }
}

/** The first file that is not the same to the last bit, as a change of storage; null when all are. */
async function differentBytes(
  sides: Sides<PrecomputedReader>,
  units: Sides<Asset>,
  storages: Sides<Storage>,
): Promise<ContentChange | null> {
  const { a, b } = { a: sides.a.files.sizes, b: sides.b.files.sizes };
  const finding = (at: string, before: number | undefined, after: number | undefined): ContentChange => {
    const text = (size: number | undefined) => (size === undefined ? null : `${size} bytes`);
    return { kind: 'bytes', severity: 'storage', at, a: text(before), b: text(after) };
  };
  for (const name of [...new Set([...a.keys(), ...b.keys()])].sort()) {
    const [before, after] = [a.get(name), b.get(name)];
    if (before === undefined || after === undefined) return finding(name, before, after);
    const paths = { a: `${units.a.path}/${name}`, b: `${units.b.path}/${name}` };
    const { offset } = await firstDifference(storages, paths);
    if (offset !== null) return finding(`${name} byte ${offset}`, before, after);
  }
  return null;
}

/** Changes of a JSON file of both directories; a file that only one of them has is one. */
async function compareInfos(
  sides: Sides<PrecomputedReader>,
  inside: string,
  json: JsonRules,
): Promise<ContentChange[]> {
  const documents = await readBoth((side) => readInfo(sides[side], inside));
  const [a, b] = [documents.a?.spelled ?? {}, documents.b?.spelled ?? {}];
  const rules = { ...json, severityOf: createInfoSeverity((path) => json.severityOf(path)) };
  return compareJson(a, b, rules).map((finding) => ({
    ...finding,
    at: finding.at === null ? inside : `${inside} ${finding.at}`,
  }));
}
