import { UsageError } from '../errors/index.js';
import { type ManifestEntry, readManifest } from '../formats/manifest/index.js';
import { parseAnyPath, pathTemplates } from '../layout/index.js';
import { algorithmFacts, describeDigest } from '../storage/algorithms/index.js';
import type { Storage } from '../storage/index.js';
import { type Joined, joinByPath, requireManifest, unitOfPath } from '../tree/index.js';
import type { Change, Sides } from './change.js';
import type { EntityDiff } from './entity-diff.js';
import type { DiffOptions } from './options.js';

/** Hexadecimal digits of a digest that are told. */
const shownDigits = 16;

type Pair = Joined<ManifestEntry, ManifestEntry>;

/**
 * What changed from tree A to tree B by the digests in their manifests alone: no other file is read, and files are paired by
 * path. A directory that is one output, such as an OME-Zarr, is one entity, each of its files a change. Fails with a
 * FormatError or StorageError where a manifest cannot be read, with a UsageError where their digests are not of one kind.
 */
export async function* diffManifests(
  { a, b }: Sides<Storage>,
  { datasets, isRunWanted, types }: DiffOptions,
): AsyncGenerator<EntityDiff> {
  let pairs: Pair[] = [];
  let output = '';
  const [inA, inB] = [await requireManifest(a), await requireManifest(b)];
  if (inA.algorithm !== inB.algorithm) {
    const [titleA, titleB] = [algorithmFacts[inA.algorithm].title, algorithmFacts[inB.algorithm].title];
    throw new UsageError(`the manifest of A has ${titleA}, that of B ${titleB}: they cannot be compared`, {
      hint: 'ingest one of them again with --manifest --digest, or leave out --manifest',
    });
  }
  for await (const pair of joinByPath(readManifest(a, inA), readManifest(b, inB))) {
    const { dataset, run } = unitOfPath(pair.path);
    if (datasets !== null && (dataset === null || !datasets.includes(dataset))) continue;
    if (isRunWanted !== null && (run === null || !isRunWanted(run))) continue;
    if (types !== null && !types.includes(placeOf(pair.path).type)) continue;
    const at = placeOf(pair.path).output;
    if (at !== output && pairs.length > 0) {
      yield entityOf(output, pairs);
      pairs = [];
    }
    output = at;
    pairs.push(pair);
  }
  if (pairs.length > 0) yield entityOf(output, pairs);
}

/** The output that a file belongs to: itself, or the directory that is one. */
function placeOf(path: string) {
  const parsed = parseAnyPath(path, 'documented');
  const inside = parsed?.inside ?? '';
  return {
    output: inside === '' ? path : path.slice(0, -inside.length - 1),
    type: parsed === null ? 'other' : pathTemplates[parsed.template].entity,
    variables: parsed?.variables ?? {},
  };
}

function entityOf(output: string, pairs: readonly Pair[]): EntityDiff {
  const [first = ''] = pairs.map(({ path }) => path);
  const { deposition, dataset, run } = unitOfPath(first);
  const { type, variables } = placeOf(first);
  const has = { a: pairs.some(({ a }) => a !== null), b: pairs.some(({ b }) => b !== null) };
  const both = <T>(value: T): Sides<T | null> => ({ a: has.a ? value : null, b: has.b ? value : null });
  const changes = pairs.flatMap((pair) => changeOf(pair, output));
  const status = !has.a ? 'added' : !has.b ? 'removed' : changes.length > 0 ? 'changed' : 'same';
  return {
    type,
    deposition,
    dataset,
    run,
    spacing: both(variables.voxel_spacing ?? null),
    id: both(variables.annotation_id ?? variables.tomogram_id ?? null),
    status,
    files: pairs.length,
    changes,
  };
}

function changeOf({ path, a, b }: Pair, output: string): Change[] {
  if (a?.digest === b?.digest) return [];
  return [
    {
      kind: a === null ? 'file-added' : b === null ? 'file-removed' : 'bytes',
      severity: output.endsWith('.json') ? 'metadata' : 'science',
      at: path,
      a: a === null ? null : describeDigest(a.digest, shownDigits),
      b: b === null ? null : describeDigest(b.digest, shownDigits),
      files: { a: a === null ? null : path, b: b === null ? null : path },
    },
  ];
}
