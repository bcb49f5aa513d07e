import { type IdentifiedType, identifiedBy, identifiedTypes, identityOf } from '../../entities/index.js';
import type { JsonObject } from '../../json/index.js';
import { type Layout, parseAnyPath } from '../../layout/index.js';
import { publishedIdentity, type TreeEntity } from '../../tree/index.js';
import type { Sides } from '../change.js';
import { type Pairing, pairInRounds } from './pair-by-key.js';

/** Metadata of an entity; null where there is none that can be read. */
type ReadMetadata = (entity: TreeEntity, side: 'a' | 'b') => Promise<JsonObject | null>;

/** What pairs the entities of one deposition, dataset or run. */
export class EntityPairing {
  readonly #layouts: Sides<Layout>;
  readonly #read: ReadMetadata;
  /** Name that an identified entity of either side shares with its counterpart. */
  readonly #names: Sides<Map<string, string>> = { a: new Map(), b: new Map() };
  /** Voxel spacings of B by those of A where directories changed their name, and the other way round. */
  readonly #spacings: Sides<Map<string, string>> = { a: new Map(), b: new Map() };

  constructor(treeLayouts: Sides<Layout>, read: ReadMetadata) {
    this.#layouts = treeLayouts;
    this.#read = read;
  }

  /**
   * Pairs entities by identifier and identity, then by identity alone (they were renumbered), then by identifier
   * alone. What belongs to a tilt series, tomogram or annotation follows it.
   */
  async pair(a: readonly TreeEntity[], b: readonly TreeEntity[]): Promise<Pairing<TreeEntity>> {
    const pairings: Pairing<TreeEntity>[] = [];
    for (const type of identifiedTypes) {
      const ofType = (entity: TreeEntity) => entity.type === type;
      pairings.push(await this.#pairIdentified(type, a.filter(ofType), b.filter(ofType)));
    }
    const isOther = ({ type }: TreeEntity) => identifiedTypes.every((identified) => identified !== type);
    const nameOf = (entity: TreeEntity, side: 'a' | 'b') => this.#dependentName(entity, side);
    pairings.push(pairInRounds(a.filter(isOther), b.filter(isOther), [nameOf]));
    return {
      pairs: pairings.flatMap(({ pairs }) => pairs),
      onlyA: pairings.flatMap(({ onlyA }) => onlyA),
      onlyB: pairings.flatMap(({ onlyB }) => onlyB),
    };
  }

  async #pairIdentified(
    type: IdentifiedType,
    a: readonly TreeEntity[],
    b: readonly TreeEntity[],
  ): Promise<Pairing<TreeEntity>> {
    const keys = new Map<TreeEntity, string | null>();
    for (const [side, entities] of [['a', a] as const, ['b', b] as const]) {
      for (const entity of entities) keys.set(entity, await this.#key(type, entity, side));
    }
    const numbered = (entity: TreeEntity, side: 'a' | 'b') =>
      `${this.#container(type, entity, side)} ${entity.id}`;
    const keyed = (entity: TreeEntity, side: 'a' | 'b') => {
      const key = keys.get(entity) ?? null;
      return key === null ? null : `${this.#container(type, entity, side)} ${key}`;
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
        this.#names[side].set(ownName(type, pair[side]), `${type} pair ${index}`);
      }
      if (isOfSpacing(type)) this.#learnSpacing(pair);
    }
    return pairing;
  }

  async #key(type: IdentifiedType, entity: TreeEntity, side: 'a' | 'b'): Promise<string | null> {
    const metadata = await this.#read(entity, side);
    if (metadata === null) return null;
    return publishedIdentity(type, metadata, entity.spacing, (path) => {
      const id = parseAnyPath(path, this.#layouts[side])?.variables.alignment_id;
      return id === undefined
        ? path
        : (this.#names[side].get(`alignment ${id}`) ?? `alignment ${id} of ${side}`);
    });
  }

  /** Where identifiers count, in the names of tree A. */
  #container(type: IdentifiedType, { spacing }: TreeEntity, side: 'a' | 'b'): string {
    if (!isWithinSpacing(type) || spacing === null) return '';
    return side === 'a' ? spacing : (this.#spacings.b.get(spacing) ?? spacing);
  }

  /** A voxel spacing whose tomogram is another one's counterpart stands for that one. */
  #learnSpacing({ a, b }: { a: TreeEntity; b: TreeEntity }): void {
    if (a.spacing === null || b.spacing === null || a.spacing === b.spacing) return;
    if (this.#spacings.a.has(a.spacing) || this.#spacings.b.has(b.spacing)) return;
    this.#spacings.a.set(a.spacing, b.spacing);
    this.#spacings.b.set(b.spacing, a.spacing);
  }

  #dependentName(entity: TreeEntity, side: 'a' | 'b'): string {
    if (entity.type === 'other') return `other ${entity.assets[0]?.path}`;
    const owner = identifiedBy(entity.type);
    if (owner === null) return entity.type;
    const own = ownName(owner, entity);
    return `${entity.type} ${this.#names[side].get(own) ?? own}`;
  }
}

/** What an identified entity, or one that belongs to it, calls it on its side. */
function ownName(owner: IdentifiedType, { spacing, id }: TreeEntity): string {
  return isWithinSpacing(owner) ? `${owner} ${spacing} ${id}` : `${owner} ${id}`;
}

function isWithinSpacing(type: IdentifiedType): boolean {
  return identityOf(type).container === 'voxel_spacing';
}

/** Whether another voxel spacing makes another item. */
function isOfSpacing(type: IdentifiedType): boolean {
  return identityOf(type).fields.includes('voxel_spacing');
}
