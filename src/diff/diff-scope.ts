import { FormatError, isMissing } from '../base/errors.js';
import type { JsonObject } from '../base/json-value.js';
import { countOf } from '../base/messages.js';
import { baseName, compareCodePoints } from '../storage/keys.js';
import { identityOf } from '../tree/entities/entity-type.js';
import { pathTemplates } from '../tree/layout/path-templates.js';
import type { PublishedTree } from '../tree/open-tree.js';
import type { Asset } from '../tree/tree-file.js';
import { gatherEntities, type TreeEntity, UnitAssets } from '../tree/tree-file.js';
import { readDocument } from '../tree/tree-reader.js';
import {
  datasetPlace,
  depositionPlace,
  listDatasets,
  listDepositions,
  listRuns,
  listUnitFiles,
  rootPlace,
  runPlace,
  type UnitPlace,
} from '../tree/units.js';
import type { Kernels } from '../volume/kernels/kernels.js';
import type { Change, ContentChange, DiffOptions, EntityDiff, Severity, Side, Sides } from './change.js';
import { contentChange, textChange } from './change.js';
import { compareUnit, type FileContext, severityOfRole } from './compare-files.js';
import { createSamePath } from './json-severity.js';
import { isRenamed, type Pairing, pairAssets, pairEntities } from './pairing.js';
import { readBoth, readSide, UnreadableSides, unreadableChange } from './unreadable.js';

/** Compares the entities of one unit (a deposition, a dataset or a run) and yields each when it is done. */
export async function* diffScope(
  scope: Scope,
  trees: Sides<PublishedTree>,
  kernels: Kernels,
  options: DiffOptions,
): AsyncGenerator<EntityDiff> {
  const isWanted = ({ type }: TreeEntity) => options.types === null || options.types.includes(type);
  const { a, b } = await readBoth((side) => entitiesOf(scope, trees[side], side));
  const layouts = { a: trees.a.layout, b: trees.b.layout };
  const storages = { a: trees.a.storage, b: trees.b.storage };
  const unread = new Map<TreeEntity, Change>();
  const pairing = await pairEntities({ a, b }, layouts, (entity, side) =>
    readMetadata(entity, side, trees[side], unread),
  );
  const assets = new Map(pairing.pairs.map((pair) => [pair, pairAssets(pair.a.assets, pair.b.assets)]));
  const paths = new Map(
    [...assets.values()].flatMap(({ pairs }) => pairs.map((pair) => [pair.a.path, pair.b.path] as const)),
  );
  const context: FileContext = { storages, kernels, options, isSamePath: createSamePath(paths, layouts) };
  const { deposition, dataset, run } = scope.place;
  const place = { deposition, dataset, run };
  for (const each of inOrder(pairing)) {
    if (!isWanted((each.a ?? each.b) as TreeEntity)) continue;
    if (each.a === null || each.b === null) {
      const lone = each.a === null ? describeLone('b', each.b as TreeEntity) : describeLone('a', each.a);
      yield { ...place, ...lone, changes: withUnread(lone.changes, each, unread) };
      continue;
    }
    const pair = { a: each.a, b: each.b };
    const own = assets.get(each as { a: TreeEntity; b: TreeEntity }) as Pairing<Asset>;
    const found = [...identityChanges(pair), ...(await fileChanges(own, context))];
    const changes = withUnread(found, pair, unread);
    yield {
      ...place,
      type: pair.a.type,
      spacing: { a: pair.a.spacing, b: pair.b.spacing },
      id: { a: pair.a.id, b: pair.b.id },
      status: changes.length === 0 ? 'same' : 'changed',
      files: own.pairs.length + own.onlyA.length + own.onlyB.length,
      changes,
    };
  }
}

async function entitiesOf({ exists, place }: Scope, tree: PublishedTree, side: Side): Promise<TreeEntity[]> {
  if (!exists[side]) return [];
  const assets = new UnitAssets();
  for await (const file of listUnitFiles(tree, place)) assets.add(file);
  return gatherEntities(assets.all);
}

/**
 * Reads the metadata that identify an entity; null if there are none. Ignores invalid metadata, which the comparison of
 * the file reports. Notes an unreadable file in `unread`: without it, the entity may be paired with the wrong one.
 */
async function readMetadata(
  entity: TreeEntity,
  side: Side,
  { storage }: PublishedTree,
  unread: Map<TreeEntity, Change>,
): Promise<JsonObject | null> {
  const asset = entity.assets.find(
    ({ template }) => template !== null && pathTemplates[template].role === 'metadata',
  );
  if (asset === undefined) return null;
  try {
    return await readSide(side, () => readDocument(storage, asset.path));
  } catch (error) {
    const finding = unreadableChange(error);
    if (finding === null) throw error;
    const reason = error instanceof UnreadableSides ? error.reasons[side] : undefined;
    // The comparison of the file itself reports invalid content, and a file that is gone by now.
    if (!(reason instanceof FormatError || isMissing(reason)))
      unread.set(entity, { ...finding, files: { a: null, b: null, [side]: asset.path } });
    return null;
  }
}

/** Returns the changes of an entity; adds that its metadata could not be read unless its comparison reported that. */
function withUnread(
  changes: readonly Change[],
  { a, b }: OneOrBoth,
  unread: ReadonlyMap<TreeEntity, Change>,
): Change[] {
  const isReported = ({ files }: Change) =>
    changes.some(
      (change) =>
        change.kind === 'unreadable' &&
        (files.a === null ? change.files.b === files.b : change.files.a === files.a),
    );
  const unreadable = [a, b].flatMap((entity) => (entity === null ? [] : (unread.get(entity) ?? [])));
  return [...changes, ...unreadable.filter((change) => !isReported(change))];
}

type OneOrBoth = Sides<TreeEntity | null>;

/** Sorts pairs and single entities by the layout table, then by spacing and identifier. */
function inOrder({ pairs, onlyA, onlyB }: Pairing<TreeEntity>): OneOrBoth[] {
  const types = [...new Set(Object.values(pathTemplates).map(({ entity }) => entity as string))];
  const all: OneOrBoth[] = [
    ...pairs,
    ...onlyA.map((a) => ({ a, b: null })),
    ...onlyB.map((b) => ({ a: null, b })),
  ];
  const rank = ({ a, b }: OneOrBoth): [number, string] => {
    const { type, spacing, id, assets } = (a ?? b) as TreeEntity;
    const index = types.indexOf(type);
    const number = (id ?? '').padStart(9, '0');
    return [index === -1 ? types.length : index, `${spacing ?? ''} ${number} ${assets[0]?.path}`];
  };
  return all
    .map((entity) => ({ entity, rank: rank(entity) }))
    .sort((one, other) => one.rank[0] - other.rank[0] || (one.rank[1] < other.rank[1] ? -1 : 1))
    .map(({ entity }) => entity);
}

function describeLone(side: Side, { type, spacing, id, assets }: TreeEntity) {
  const isData = assets.some((asset) => severityOfRole(asset) === 'science');
  const severity = isData ? 'science' : 'metadata';
  const path = assets[0]?.path ?? null;
  return oneSided({ side, type, spacing, id, files: assets.length, severity, path });
}

/** Compares identifier and voxel spacing, but only in the entity that they identify. */
function identityChanges({ a, b }: Sides<TreeEntity>): Change[] {
  const identity = a.type === 'other' ? null : identityOf(a.type);
  const files = { a: a.assets[0]?.path ?? null, b: b.assets[0]?.path ?? null };
  const isPlaced = identity?.fields.includes('voxel_spacing') === true;
  const isSamePlace = !isPlaced || a.spacing === b.spacing;
  const changes = [
    ...textChange('renumbered', 'metadata', null, a.id, b.id, identity === null || a.id === b.id),
    ...textChange('moved-spacing', 'science', null, a.spacing, b.spacing, isSamePlace),
  ];
  return changes.map((change) => ({ ...change, files }));
}

/** Compares the files of an entity in pairs, and reports those without a counterpart. */
async function fileChanges({ pairs, onlyA, onlyB }: Pairing<Asset>, context: FileContext): Promise<Change[]> {
  const changes: Change[] = [];
  const add = (files: Change['files'], findings: readonly ContentChange[]) => {
    for (const finding of findings) changes.push({ ...finding, files });
  };
  for (const pair of pairs) {
    const files = { a: pair.a.path, b: pair.b.path };
    const [before, after] = [baseName(pair.a.path), baseName(pair.b.path)];
    if (isRenamed(pair.a, pair.b))
      add(files, [contentChange('file-renamed', 'metadata', null, before, after)]);
    add(files, await compareUnit(pair, context));
  }
  for (const asset of onlyA) {
    const change = contentChange('file-removed', severityOfRole(asset), null, baseName(asset.path));
    add({ a: asset.path, b: null }, [change]);
  }
  for (const asset of onlyB) {
    const change = contentChange('file-added', severityOfRole(asset), null, null, baseName(asset.path));
    add({ a: null, b: asset.path }, [change]);
  }
  return changes;
}

/** A unit of the trees: its files are paired with each other, then released from memory. */
export interface Scope {
  readonly place: UnitPlace;
  /** True for each tree that has the unit. */
  readonly exists: Sides<boolean>;
}

/** Yields the units that the options select: depositions, datasets with their runs, the files at the root. */
export async function* scopesOf(trees: Sides<PublishedTree>, options: DiffOptions): AsyncGenerator<Scope> {
  const { datasets, isRunWanted } = options;
  const isWhole = datasets === null && isRunWanted === null;
  if (isWhole) {
    for (const [name, exists] of await namesOf(trees, listDepositions)) {
      yield { place: depositionPlace(name, trees.a.layout), exists };
    }
  }
  for (const [dataset, exists] of await namesOf(trees, listDatasets)) {
    if (datasets !== null && !datasets.includes(dataset)) continue;
    if (isRunWanted === null) yield { place: datasetPlace(dataset), exists };
    for (const [run, has] of await namesOf(trees, (storage) => listRuns(storage, dataset))) {
      if (isRunWanted === null || isRunWanted(run)) yield { place: runPlace(dataset, run), exists: has };
    }
  }
  if (isWhole) yield { place: rootPlace, exists: { a: true, b: true } };
}

/** Returns the names in either tree, in ascending order, with the trees that have them. */
async function namesOf(
  trees: Sides<PublishedTree>,
  list: (storage: PublishedTree['storage']) => Promise<readonly string[]>,
): Promise<[string, Sides<boolean>][]> {
  const [a, b] = [new Set(await list(trees.a.storage)), new Set(await list(trees.b.storage))];
  return [...new Set([...a, ...b])]
    .sort(compareCodePoints)
    .map((name) => [name, { a: a.has(name), b: b.has(name) }]);
}

/** An entity that only one tree has. */
interface Lone extends Pick<EntityDiff, 'type' | 'files'> {
  readonly side: Side;
  readonly spacing: string | null;
  readonly id: string | null;
  readonly severity: Severity;
  /** The path of a file or directory that represents it. */
  readonly path: string | null;
}

/** Describes an entity, or a whole run, that only one tree has as one change. */
export function oneSided(lone: Lone): Omit<EntityDiff, 'deposition' | 'dataset' | 'run'> {
  const { side, type, files, severity } = lone;
  const only = <T>(value: T): Sides<T | null> =>
    side === 'a' ? { a: value, b: null } : { a: null, b: value };
  const change = contentChange(side === 'a' ? 'entity-removed' : 'entity-added', severity);
  return {
    type,
    spacing: only(lone.spacing),
    id: only(lone.id),
    status: side === 'a' ? 'removed' : 'added',
    files,
    changes: [{ ...change, ...only(countOf(files, 'file')), files: only(lone.path) }],
  };
}
