import { inTurn } from '../base/collections.js';
import type { JsonObject } from '../base/json-value.js';
import type { IdentifiedType } from '../tree/entities/entity-type.js';
import { identifiedBy, identifiedTypes, identityOf } from '../tree/entities/entity-type.js';
import { parseAnyPath } from '../tree/layout/parse-path.js';
import type { Layout, Variable } from '../tree/layout/path-templates.js';
import { publishedIdentity } from '../tree/published-items.js';
import type { Asset, TreeEntity } from '../tree/tree-file.js';
import type { Side, Sides } from './change.js';

/** Returns the metadata of an entity; null if there are none or they cannot be read. */
type ReadMetadata = (entity: TreeEntity, side: Side) => Promise<JsonObject | null>;

/**
 * Pairs the entities of one deposition, dataset or run by identifier and identity, then by identity alone (renumbered
 * entities), then by identifier alone. Entities that belong to a tilt series, tomogram or annotation are paired as their
 * owners are.
 */
export async function pairEntities(
  entities: Sides<readonly TreeEntity[]>,
  layouts: Sides<Layout>,
  read: ReadMetadata,
): Promise<Pairing<TreeEntity>> {
  /** For each identified entity, a name that its counterpart has too. */
  const names: Sides<Map<string, string>> = { a: new Map(), b: new Map() };
  /** Renamed voxel spacings: from A to B in `a`, from B to A in `b`. */
  const spacings: Sides<Map<string, string>> = { a: new Map(), b: new Map() };
  // These types are sorted so that alignments come first: the identity of a tomogram contains its alignment.
  const pairings = await inTurn(identifiedTypes, (type) => {
    const ofType = (entity: TreeEntity) => entity.type === type;
    return pairIdentified(type, entities.a.filter(ofType), entities.b.filter(ofType));
  });
  const isOther = ({ type }: TreeEntity) => identifiedTypes.every((identified) => identified !== type);
  pairings.push(pairInRounds(entities.a.filter(isOther), entities.b.filter(isOther), [dependentName]));
  return {
    pairs: pairings.flatMap(({ pairs }) => pairs),
    onlyA: pairings.flatMap(({ onlyA }) => onlyA),
    onlyB: pairings.flatMap(({ onlyB }) => onlyB),
  };

  async function pairIdentified(type: IdentifiedType, a: readonly TreeEntity[], b: readonly TreeEntity[]) {
    const keys = new Map<TreeEntity, string | null>();
    for (const [side, entities] of [['a', a] as const, ['b', b] as const]) {
      for (const entity of entities) keys.set(entity, await keyOf(type, entity, side));
    }
    const numbered = (entity: TreeEntity, side: Side) => `${containerOf(type, entity, side)} ${entity.id}`;
    const keyed = (entity: TreeEntity, side: Side) => {
      const key = keys.get(entity) ?? null;
      return key === null ? null : `${containerOf(type, entity, side)} ${key}`;
    };
    const pairing = pairInRounds(a, b, [
      (entity, side) => {
        const key = keyed(entity, side);
        return key === null ? null : `${numbered(entity, side)} ${key}`;
      },
      keyed,
      numbered,
    ]);
    for (const [index, pair] of pairing.pairs.entries()) {
      for (const side of ['a', 'b'] as const) {
        names[side].set(ownName(type, pair[side]), `${type} pair ${index}`);
      }
      // Items of these types are different ones at different voxel spacings.
      if (identityOf(type).fields.includes('voxel_spacing')) learnSpacing(pair);
    }
    return pairing;
  }

  async function keyOf(type: IdentifiedType, entity: TreeEntity, side: Side): Promise<string | null> {
    const metadata = await read(entity, side);
    if (metadata === null) return null;
    return publishedIdentity(type, metadata, entity.spacing, (path) => {
      const id = parseAnyPath(path, layouts[side])?.variables.alignment_id;
      return id === undefined ? path : (names[side].get(`alignment ${id}`) ?? `alignment ${id} of ${side}`);
    });
  }

  /** Returns the voxel spacing that limits the scope of an identifier, as tree A names it; empty if it is the run. */
  function containerOf(type: IdentifiedType, { spacing }: TreeEntity, side: Side): string {
    if (!isWithinSpacing(type) || spacing === null) return '';
    return side === 'a' ? spacing : (spacings.b.get(spacing) ?? spacing);
  }

  /** Records that a voxel spacing was renamed if its tomogram has a counterpart at another spacing. */
  function learnSpacing({ a, b }: { a: TreeEntity; b: TreeEntity }): void {
    if (a.spacing === null || b.spacing === null || a.spacing === b.spacing) return;
    if (spacings.a.has(a.spacing) || spacings.b.has(b.spacing)) return;
    spacings.a.set(a.spacing, b.spacing);
    spacings.b.set(b.spacing, a.spacing);
  }

  function dependentName(entity: TreeEntity, side: Side): string {
    if (entity.type === 'other') return `other ${entity.assets[0]?.path}`;
    const owner = identifiedBy(entity.type);
    if (owner === null) return entity.type;
    const own = ownName(owner, entity);
    return `${entity.type} ${names[side].get(own) ?? own}`;
  }
}

function ownName(owner: IdentifiedType, { spacing, id }: TreeEntity): string {
  return isWithinSpacing(owner) ? `${owner} ${spacing} ${id}` : `${owner} ${id}`;
}

function isWithinSpacing(type: IdentifiedType): boolean {
  return identityOf(type).container === 'voxel_spacing';
}

/** Items that both trees have, in pairs, and items that only one tree has. */
export interface Pairing<T> {
  readonly pairs: readonly { readonly a: T; readonly b: T }[];
  readonly onlyA: readonly T[];
  readonly onlyB: readonly T[];
}

/**
 * Pairs items in rounds. Each round names the remaining items and pairs those with equal names, if the name is unique
 * on both sides. An item named null is left to later rounds.
 *
 * @example
 * pairInRounds(['a.mrc', 'b.mrc'], ['a.mrc'], [(name) => name]);
 * // { pairs: [{ a: 'a.mrc', b: 'a.mrc' }], onlyA: ['b.mrc'], onlyB: [] }
 */
export function pairInRounds<T>(
  a: readonly T[],
  b: readonly T[],
  rounds: readonly ((thing: T, side: Side) => string | null)[],
): Pairing<T> {
  const pairs: { a: T; b: T }[] = [];
  let onlyA = [...a];
  let onlyB = [...b];
  for (const nameOf of rounds) {
    const namedA = uniqueNames(onlyA, (thing) => nameOf(thing, 'a'));
    const namedB = uniqueNames(onlyB, (thing) => nameOf(thing, 'b'));
    const taken = new Set<T>();
    for (const [name, thing] of namedA) {
      const namesake = namedB.get(name);
      if (namesake === undefined) continue;
      pairs.push({ a: thing, b: namesake });
      taken.add(thing).add(namesake);
    }
    onlyA = onlyA.filter((thing) => !taken.has(thing));
    onlyB = onlyB.filter((thing) => !taken.has(thing));
  }
  return { pairs, onlyA, onlyB };
}

function uniqueNames<T>(things: readonly T[], nameOf: (thing: T) => string | null): Map<string, T> {
  const named = new Map<string, T | null>();
  for (const thing of things) {
    const name = nameOf(thing);
    if (name !== null) named.set(name, named.has(name) ? null : thing);
  }
  return new Map([...named].filter((entry): entry is [string, T] => entry[1] !== null));
}

/** The variables that identify a file within its entity, most specific first; each round pairs what is left. */
const rounds: readonly (readonly Variable[])[] = [
  ['annotation_key', 'shape', 'caption', 'format', 'image', 'stem', 'extension'],
  ['shape', 'caption', 'format', 'image', 'stem', 'extension'],
  ['shape', 'caption', 'format', 'image', 'extension'],
  ['shape', 'caption', 'image'],
];

/** A frame is identified by its name alone: another name is another frame. */
const namedOnly = new Set<string | null>(['frame', null]);

/**
 * Pairs the files of an entity across layouts, which name some files by run and others by their source. The last round
 * pairs images and gains whose format changed.
 */
export function pairAssets(a: readonly Asset[], b: readonly Asset[]): Pairing<Asset> {
  return pairInRounds(a, b, [
    (asset) => asset.path,
    ...rounds.map((variables) => (asset: Asset) => {
      if (asset.template === null) return null;
      if (namedOnly.has(asset.template) && !variables.includes('stem')) return null;
      if (!variables.includes('extension') && !mayChangeFormat.has(asset.template)) return null;
      return [asset.template, ...variables.map((name) => partOf(asset, name))].join(' ');
    }),
  ]);
}

const mayChangeFormat = new Set<string>(['depositionImage', 'datasetImage', 'gain', 'ctf']);

function partOf({ template, variables }: Asset, name: Variable): string {
  const value = variables[name] ?? '';
  return template === 'gain' && name === 'stem' ? value.replace(/_gain$/, '') : value;
}

/** Variables that say what a file is, not where it is or what its source was named. */
const descriptive: readonly Variable[] = ['annotation_key', 'shape', 'caption', 'format', 'stem'];

/** True if two files of an entity have different names for another reason than layout or number. */
export function isRenamed(a: Asset, b: Asset): boolean {
  return descriptive.some((name) => {
    const [before, after] = [a.variables[name], b.variables[name]];
    return before !== undefined && after !== undefined && partOf(a, name) !== partOf(b, name);
  });
}
