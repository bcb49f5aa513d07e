import {
  type EntityType,
  type IdentifiedType,
  identifiedBy,
  identityOf,
  templateType,
} from './entities/entity-type.js';
import type { PathVariables } from './layout/build-path.js';
import { type PathTemplateName, pathTemplates, type Variable } from './layout/path-templates.js';
import { type Asset, assetPath, type TreeFile } from './tree-file.js';

const noFiles = new Map<string, number>();

interface Building extends Asset {
  size: number;
  readonly files: Map<string, number>;
}

/** The assets of one unit, gathered from its files in one pass. */
export class UnitAssets {
  readonly #all = new Map<string, Building>();
  readonly #byTemplate = new Map<PathTemplateName | null, Building[]>();

  constructor(files: Iterable<TreeFile> = []) {
    for (const file of files) this.add(file);
  }

  /** Adds a file; leftovers and files without a place are assets too. */
  add(file: TreeFile): void {
    const { size, template, variables, inside, layout } = file;
    const path = assetPath(file);
    const key = `${template} ${path}`;
    const known = this.#all.get(key);
    if (known !== undefined) {
      known.size += size;
      known.files.set(inside, size);
      return;
    }
    const kind = template === null ? 'file' : pathTemplates[template].kind;
    const files = kind === 'file' ? noFiles : new Map([[inside, size]]);
    const asset = { path, template, variables, layout, kind, size, files };
    this.#all.set(key, asset);
    const same = this.#byTemplate.get(template);
    if (same === undefined) this.#byTemplate.set(template, [asset]);
    else same.push(asset);
  }

  /** Every asset, in the order of their first files. */
  get all(): readonly Asset[] {
    return [...this.#all.values()];
  }

  /** Assets of a template that differ from the given variables in none of those they have. */
  of(template: PathTemplateName, variables: PathVariables = {}): readonly Asset[] {
    return (this.#byTemplate.get(template) ?? []).filter((asset) => fits(asset, variables));
  }

  /** The distinct values of a variable over all assets that fit others, ascending. */
  values(
    variable: Variable,
    variables: PathVariables = {},
    isWanted = (_: PathTemplateName) => true,
  ): string[] {
    const values = new Set<string>();
    for (const [template, assets] of this.#byTemplate) {
      if (template === null || !isWanted(template)) continue;
      for (const asset of assets) {
        const value = asset.variables[variable];
        if (value !== undefined && fits(asset, variables)) values.add(value);
      }
    }
    return [...values].sort();
  }

  /**
   * Identifiers of the items of a type, ascending. Pictures and viewer configurations tell of a tomogram even where nothing else
   * of it is left; what viewers load of an annotation does not.
   */
  identifiers(type: IdentifiedType, variables: PathVariables = {}): string[] {
    return this.values(
      identityOf(type).variable,
      variables,
      (template) =>
        identifiedBy(templateType(template)) === type && pathTemplates[template].role !== 'precompute',
    );
  }
}

function fits({ variables: own }: Asset, variables: PathVariables): boolean {
  return Object.entries(variables).every(([name, value]) => (own[name as Variable] ?? value) === value);
}

/** The assets of one entity of a deposition, dataset or run. */
export interface TreeEntity {
  /** `other` for files without a place. */
  readonly type: EntityType | 'other';
  /** Voxel spacing in Å, three decimals. */
  readonly spacing: string | null;
  /** Its own identifier or that of the entity it belongs to. */
  readonly id: string | null;
  readonly assets: readonly Asset[];
}

/** Gathers the assets of a unit into entities; each file without a place is one of its own. */
export function gatherEntities(assets: Iterable<Asset>): TreeEntity[] {
  const entities = new Map<string, TreeEntity & { readonly assets: Asset[] }>();
  for (const asset of assets) {
    const head = entityOf(asset);
    const key = head.type === 'other' ? `other ${asset.path}` : `${head.type} ${head.spacing} ${head.id}`;
    const known = entities.get(key);
    if (known === undefined) entities.set(key, { ...head, assets: [asset] });
    else known.assets.push(asset);
  }
  return [...entities.values()];
}

function entityOf({ template, variables }: Asset): Omit<TreeEntity, 'assets'> {
  if (template === null) return { type: 'other', spacing: null, id: null };
  const type = templateType(template);
  const owner = identifiedBy(type);
  const variable = owner === null ? undefined : identityOf(owner).variable;
  return {
    type,
    spacing: variables.voxel_spacing ?? null,
    id: variable === undefined ? null : (variables[variable] ?? null),
  };
}
