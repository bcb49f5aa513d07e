import { slots, type Variable } from '../../layout/index.js';
import type { TreeUnit } from './tree-unit.js';

/** The units of one entity of a deposition, dataset or run. */
export interface TreeEntity {
  /** As the layout table calls it; `other` for files without a place. */
  readonly type: string;
  /** Voxel spacing in Å, three decimals. */
  readonly spacing: string | null;
  readonly id: string | null;
  readonly units: readonly TreeUnit[];
}

/** Entities with an identifier of their own. */
export const identifiedTypes = ['alignment', 'tiltseries', 'tomogram', 'annotation'] as const;

export type IdentifiedType = (typeof identifiedTypes)[number];

/** Whose identifier an entity bears: its own or that of the one it belongs to. */
export const bearers: Readonly<Record<string, IdentifiedType>> = {
  alignment: 'alignment',
  tiltseries: 'tiltseries',
  rawtilt: 'tiltseries',
  ctf: 'tiltseries',
  tomogram: 'tomogram',
  key_image: 'tomogram',
  viz_config: 'tomogram',
  annotation: 'annotation',
  annotation_viz: 'annotation',
};

const idVariables: Readonly<Record<IdentifiedType, Variable>> = {
  alignment: 'alignment_id',
  tiltseries: 'tiltseries_id',
  tomogram: 'tomogram_id',
  annotation: 'annotation_id',
};

/** Gathers units into entities; each file without a place is one of its own. */
export function gatherEntities(units: readonly TreeUnit[]): TreeEntity[] {
  const entities = new Map<string, { entity: Omit<TreeEntity, 'units'>; units: TreeUnit[] }>();
  for (const unit of units) {
    const entity = entityOf(unit);
    const key = unit.slot === null ? `other ${unit.path}` : `${entity.type} ${entity.spacing} ${entity.id}`;
    const gathered = entities.get(key);
    if (gathered === undefined) entities.set(key, { entity, units: [unit] });
    else gathered.units.push(unit);
  }
  return [...entities.values()].map(({ entity, units: own }) => ({ ...entity, units: own }));
}

function entityOf({ slot, variables }: TreeUnit): Omit<TreeEntity, 'units'> {
  if (slot === null) return { type: 'other', spacing: null, id: null };
  const type = slots[slot].entity;
  const bearer = bearers[type];
  return {
    type,
    spacing: variables.voxel_spacing ?? null,
    id: bearer === undefined ? null : (variables[idVariables[bearer]] ?? null),
  };
}
