import { type Layout, layouts } from '../../layout/index.js';
import type { Sides } from '../change.js';
import { bearers, type IdentifiedType, identifiedTypes, type TreeEntity } from '../tree/tree-entity.js';
import { parseAny } from '../tree/tree-unit.js';
import { type EntityMetadata, entityKey } from './entity-keys.js';
import { type Pairing, pairInRounds } from './pair-by-key.js';

type ReadMetadata = (entity: TreeEntity, side: 'a' | 'b') => Promise<EntityMetadata>;

/** What pairs the entities of one deposition, dataset or run. */
export class EntityPairing {
  readonly #layouts: Sides<Layout>;
  readonly #read: ReadMetadata;
  readonly #metadata = new Map<TreeEntity, EntityMetadata>();
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
    const all: { pairs: { a: TreeEntity; b: TreeEntity }[]; onlyA: TreeEntity[]; onlyB: TreeEntity[] } = {
      pairs: [],
      onlyA: [],
      onlyB: [],
    };
    const add = (pairing: Pairing<TreeEntity>) => {
      all.pairs.push(...pairing.pairs);
      all.onlyA.push(...pairing.onlyA);
      all.onlyB.push(...pairing.onlyB);
    };
    for (const type of identifiedTypes) {
      const ofType = (entity: TreeEntity) => entity.type === type;
      add(await this.#pairIdentified(type, a.filter(ofType), b.filter(ofType)));
    }
    const isIdentified = ({ type }: TreeEntity) => identifiedTypes.some((identified) => identified === type);
    add(
      pairInRounds(
        a.filter((entity) => !isIdentified(entity)),
        b.filter((entity) => !isIdentified(entity)),
        [(entity, side) => this.#dependentName(entity, side)],
      ),
    );
    return all;
  }

  async #pairIdentified(
    type: IdentifiedType,
    a: readonly TreeEntity[],
    b: readonly TreeEntity[],
  ): Promise<Pairing<TreeEntity>> {
    const keys = new Map<TreeEntity, string | null>();
    for (const [side, entities] of [['a', a] as const, ['b', b] as const]) {
      for (const entity of entities) keys.set(entity, await this.#key(entity, side));
    }
    const numbered = (entity: TreeEntity, side: 'a' | 'b') => `${this.#container(entity, side)} ${entity.id}`;
    const keyed = (entity: TreeEntity, side: 'a' | 'b') => {
      const key = keys.get(entity) ?? null;
      return key === null ? null : `${this.#container(entity, side)} ${key}`;
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
      for (const side of ['a', 'b'] as const)
        this.#names[side].set(this.#ownName(pair[side]), `${type} pair ${index}`);
      if (type === 'tomogram') this.#learnSpacing(pair);
    }
    return pairing;
  }

  async #key(entity: TreeEntity, side: 'a' | 'b'): Promise<string | null> {
    const known = this.#metadata.get(entity);
    const metadata = known === undefined ? await this.#read(entity, side) : known;
    this.#metadata.set(entity, metadata);
    const order = [this.#layouts[side], ...layouts];
    return entityKey(entity, metadata, (path) => {
      const id = parseAny(path, order)?.variables.alignment_id;
      return id === undefined
        ? path
        : (this.#names[side].get(`alignment ${id}`) ?? `alignment ${id} of ${side}`);
    });
  }

  /** Where identifiers count: tomograms in a run, annotations in a voxel spacing. */
  #container({ type, spacing }: TreeEntity, side: 'a' | 'b'): string {
    if (type !== 'annotation' || spacing === null) return '';
    return side === 'a' ? spacing : (this.#spacings.b.get(spacing) ?? spacing);
  }

  /** A voxel spacing whose tomogram is another one's counterpart stands for that one. */
  #learnSpacing({ a, b }: { a: TreeEntity; b: TreeEntity }): void {
    if (a.spacing === null || b.spacing === null || a.spacing === b.spacing) return;
    if (this.#spacings.a.has(a.spacing) || this.#spacings.b.has(b.spacing)) return;
    this.#spacings.a.set(a.spacing, b.spacing);
    this.#spacings.b.set(b.spacing, a.spacing);
  }

  #ownName(entity: TreeEntity): string {
    const bearer = bearers[entity.type];
    return `${bearer}${bearer === 'annotation' ? ` ${entity.spacing}` : ''} ${entity.id}`;
  }

  #dependentName(entity: TreeEntity, side: 'a' | 'b'): string {
    if (entity.type === 'other') return `other ${entity.units[0]?.path}`;
    if (bearers[entity.type] === undefined) return entity.type;
    const own = this.#ownName(entity);
    return `${entity.type} ${this.#names[side].get(own) ?? `${own}`}`;
  }
}
