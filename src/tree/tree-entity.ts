import { type EntityType, identifiedBy, identityOf, templateType } from '../entities/index.js';
import type { Asset } from './asset.js';

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
