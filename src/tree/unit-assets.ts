import { type IdentifiedType, identifiedBy, identityOf, templateType } from '../entities/index.js';
import { type SlotName, type SlotVariables, slots, type Variable } from '../layout/index.js';
import { type Asset, assetPath } from './asset.js';
import type { TreeFile } from './tree-file.js';

const noFiles = new Map<string, number>();

interface Building extends Asset {
  size: number;
  readonly files: Map<string, number>;
}

/** The assets of one unit, gathered from its files in one pass. */
export class UnitAssets {
  readonly #all = new Map<string, Building>();
  readonly #bySlot = new Map<SlotName | null, Building[]>();

  constructor(files: Iterable<TreeFile> = []) {
    for (const file of files) this.add(file);
  }

  /** Adds a file; leftovers and files without a place are assets too. */
  add(file: TreeFile): void {
    const { size, slot, variables, inside, layout } = file;
    const path = assetPath(file);
    const key = `${slot} ${path}`;
    const known = this.#all.get(key);
    if (known !== undefined) {
      known.size += size;
      known.files.set(inside, size);
      return;
    }
    const kind = slot === null ? 'file' : slots[slot].kind;
    const files = kind === 'file' ? noFiles : new Map([[inside, size]]);
    const asset = { path, slot, variables, layout, kind, size, files };
    this.#all.set(key, asset);
    const same = this.#bySlot.get(slot);
    if (same === undefined) this.#bySlot.set(slot, [asset]);
    else same.push(asset);
  }

  /** Every asset, in the order of their first files. */
  get all(): readonly Asset[] {
    return [...this.#all.values()];
  }

  /** Assets of a slot that differ from the given variables in none of those they have. */
  of(slot: SlotName, variables: SlotVariables = {}): readonly Asset[] {
    return (this.#bySlot.get(slot) ?? []).filter((asset) => fits(asset, variables));
  }

  /** The distinct values of a variable over all assets that fit others, ascending. */
  values(variable: Variable, variables: SlotVariables = {}, isWanted = (_: SlotName) => true): string[] {
    const values = new Set<string>();
    for (const [slot, assets] of this.#bySlot) {
      if (slot === null || !isWanted(slot)) continue;
      for (const asset of assets) {
        const value = asset.variables[variable];
        if (value !== undefined && fits(asset, variables)) values.add(value);
      }
    }
    return [...values].sort();
  }

  /**
   * Identifiers of the items of a type, ascending. Pictures and viewer states tell of a tomogram even where nothing else
   * of it is left; what viewers load of an annotation does not.
   */
  identifiers(type: IdentifiedType, variables: SlotVariables = {}): string[] {
    return this.values(
      identityOf(type).variable,
      variables,
      (slot) => identifiedBy(templateType(slot)) === type && slots[slot].role !== 'precompute',
    );
  }
}

function fits({ variables: own }: Asset, variables: SlotVariables): boolean {
  return Object.entries(variables).every(([name, value]) => (own[name as Variable] ?? value) === value);
}
