import { StorageError } from '../errors/index.js';
import { decodeJson, isJsonObject } from '../json/index.js';
import { slots } from '../layout/index.js';
import type { Kernels } from '../volume/kernels/index.js';
import type { Change, Finding, Sides } from './change.js';
import type { EntityDiff } from './entity-diff.js';
import { compareUnit, severityOfRole } from './files/compare-unit.js';
import type { FileContext } from './files/file-context.js';
import { createSamePath } from './json/same-path.js';
import type { DiffOptions } from './options.js';
import type { EntityMetadata } from './pair/entity-keys.js';
import type { Pairing } from './pair/pair-by-key.js';
import { EntityPairing } from './pair/pair-entities.js';
import { isRenamed, pairUnits } from './pair/pair-units.js';
import type { Scope } from './scopes.js';
import { gatherEntities, type TreeEntity } from './tree/tree-entity.js';
import type { TreeSide } from './tree/tree-side.js';
import { gatherUnits, type TreeUnit } from './tree/tree-unit.js';
import { readSide, type UnreadableSide, unreadableFinding } from './unreadable.js';

const largestMetadata = 64 * 1024 * 1024;

/** The entities of one part of the trees, each once it is compared. */
export async function* diffScope(
  scope: Scope,
  trees: Sides<TreeSide>,
  kernels: Kernels,
  options: DiffOptions,
): AsyncGenerator<EntityDiff> {
  const isWanted = ({ type }: TreeEntity) => options.types === null || options.types.includes(type);
  const [a, b] = await Promise.all([entitiesOf(scope, trees.a, 'a'), entitiesOf(scope, trees.b, 'b')]);
  const layouts = { a: trees.a.layout, b: trees.b.layout };
  const storages = { a: trees.a.storage, b: trees.b.storage };
  const unread = new Map<TreeEntity, Change>();
  const pairing = await new EntityPairing(layouts, (entity, side) =>
    readMetadata(entity, side, trees[side], unread),
  ).pair(a, b);
  const units = new Map(pairing.pairs.map((pair) => [pair, pairUnits(pair.a.units, pair.b.units)]));
  const paths = new Map(
    [...units.values()].flatMap(({ pairs }) => pairs.map((pair) => [pair.a.path, pair.b.path] as const)),
  );
  const context: FileContext = { storages, kernels, options, isSamePath: createSamePath(paths, layouts) };
  const place = { deposition: scope.deposition, dataset: scope.dataset, run: scope.run };
  for (const each of inOrder(pairing)) {
    if (!isWanted((each.a ?? each.b) as TreeEntity)) continue;
    if (each.a === null || each.b === null) {
      const lone = oneSided(each);
      yield { ...place, ...lone, changes: withUnread(lone.changes, each, unread) };
      continue;
    }
    const pair = { a: each.a, b: each.b };
    const own = units.get(each as { a: TreeEntity; b: TreeEntity }) as Pairing<TreeUnit>;
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

async function entitiesOf(scope: Scope, tree: TreeSide, side: 'a' | 'b'): Promise<TreeEntity[]> {
  if (!scope.isThere[side]) return [];
  return gatherEntities(gatherUnits(await scope.files(side), tree.layout));
}

/**
 * Metadata that identify an entity; what they say wrongly is found when they are compared. A file that is there and cannot be
 * read is noted in `unread`: without it, what the entity is paired with may be another one.
 */
async function readMetadata(
  entity: TreeEntity,
  side: 'a' | 'b',
  { storage }: TreeSide,
  unread: Map<TreeEntity, Change>,
): Promise<EntityMetadata> {
  const unit = entity.units.find(({ slot }) => slot !== null && slots[slot].role === 'metadata');
  if (unit === undefined) return null;
  let bytes: Uint8Array;
  try {
    bytes = await readSide(side, () => storage.get(unit.path, largestMetadata));
  } catch (error) {
    const finding = unreadableFinding(error);
    if (finding === null) throw error;
    if (!isMissing((error as UnreadableSide).reason)) {
      unread.set(entity, { ...finding, files: { a: null, b: null, [side]: unit.path } });
    }
    return null;
  }
  try {
    const value = decodeJson(bytes, unit.path, { asFloats: true });
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof StorageError && error.reason === 'missing';
}

/** Changes of an entity, and that its metadata could not be read where its comparison does not say so. */
function withUnread(
  changes: readonly Change[],
  { a, b }: OneOrBoth,
  unread: ReadonlyMap<TreeEntity, Change>,
): Change[] {
  const isTold = ({ files }: Change) =>
    changes.some(
      (change) =>
        change.kind === 'unreadable' &&
        (files.a === null ? change.files.b === files.b : change.files.a === files.a),
    );
  const unreadable = [a, b].flatMap((entity) => (entity === null ? [] : (unread.get(entity) ?? [])));
  return [...changes, ...unreadable.filter((change) => !isTold(change))];
}

type OneOrBoth = Sides<TreeEntity | null>;

/** Pairs and lone entities in the order of the layout table, then of spacings and identifiers. */
function inOrder({ pairs, onlyA, onlyB }: Pairing<TreeEntity>): OneOrBoth[] {
  const types = [...new Set(Object.values(slots).map(({ entity }) => entity as string))];
  const all: OneOrBoth[] = [
    ...pairs,
    ...onlyA.map((a) => ({ a, b: null })),
    ...onlyB.map((b) => ({ a: null, b })),
  ];
  const rank = ({ a, b }: OneOrBoth): [number, string] => {
    const { type, spacing, id, units } = (a ?? b) as TreeEntity;
    const index = types.indexOf(type);
    const number = (id ?? '').padStart(9, '0');
    return [index === -1 ? types.length : index, `${spacing ?? ''} ${number} ${units[0]?.path}`];
  };
  return all
    .map((entity) => ({ entity, rank: rank(entity) }))
    .sort((one, other) => one.rank[0] - other.rank[0] || (one.rank[1] < other.rank[1] ? -1 : 1))
    .map(({ entity }) => entity);
}

function oneSided({ a, b }: OneOrBoth): Omit<EntityDiff, 'deposition' | 'dataset' | 'run'> {
  const entity = (a ?? b) as TreeEntity;
  const isRemoved = a !== null;
  const isData = entity.units.some((unit) => severityOfRole(unit) === 'science');
  const only = <T>(value: T): Sides<T | null> => (isRemoved ? { a: value, b: null } : { a: null, b: value });
  const shown = `${entity.units.length} ${entity.units.length === 1 ? 'file' : 'files'}`;
  return {
    type: entity.type,
    spacing: only(entity.spacing),
    id: only(entity.id),
    status: isRemoved ? 'removed' : 'added',
    files: entity.units.length,
    changes: [
      {
        kind: isRemoved ? 'entity-removed' : 'entity-added',
        severity: isData ? 'science' : 'metadata',
        at: null,
        ...only(shown),
        files: only(entity.units[0]?.path ?? null),
      },
    ],
  };
}

/** Identifiers and spacings belong to the entity that bears them, not to what hangs on it. */
function identityChanges({ a, b }: Sides<TreeEntity>): Change[] {
  const isBearer = ['alignment', 'tiltseries', 'tomogram', 'annotation'].includes(a.type);
  const files = { a: a.units[0]?.path ?? null, b: b.units[0]?.path ?? null };
  const changes: Change[] = [];
  if (isBearer && a.id !== b.id) {
    changes.push({ kind: 'renumbered', severity: 'metadata', at: null, a: a.id, b: b.id, files });
  }
  if (a.type === 'tomogram' && a.spacing !== b.spacing) {
    changes.push({ kind: 'moved-spacing', severity: 'science', at: null, a: a.spacing, b: b.spacing, files });
  }
  return changes;
}

async function fileChanges(
  { pairs, onlyA, onlyB }: Pairing<TreeUnit>,
  context: FileContext,
): Promise<Change[]> {
  const changes: Change[] = [];
  const add = (files: Change['files'], findings: readonly Finding[]) => {
    for (const finding of findings) changes.push({ ...finding, files });
  };
  for (const pair of pairs) {
    const files = { a: pair.a.path, b: pair.b.path };
    if (isRenamed(pair.a, pair.b)) {
      add(files, [
        { kind: 'file-renamed', severity: 'metadata', at: null, a: baseName(pair.a), b: baseName(pair.b) },
      ]);
    }
    add(files, await compareUnit(pair, context));
  }
  for (const unit of onlyA) {
    const severity = severityOfRole(unit);
    add({ a: unit.path, b: null }, [
      { kind: 'file-removed', severity, at: null, a: baseName(unit), b: null },
    ]);
  }
  for (const unit of onlyB) {
    const severity = severityOfRole(unit);
    add({ a: null, b: unit.path }, [{ kind: 'file-added', severity, at: null, a: null, b: baseName(unit) }]);
  }
  return changes;
}

function baseName({ path }: TreeUnit): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
