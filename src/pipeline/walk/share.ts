// The share of a deposition that this process ingests: all of it, some runs, or the finish after all runs.
import { ancestorTypes, type EntityType, entities, entityTypes } from '../../tree/entities/entity-type.js';
import type { IngestContext } from '../context.js';

/** Types whose items are divided among processes, and the types above them. */
const shared = entityTypes.filter((type) => entities[type].walk?.concurrent === true);
const above = new Set(shared.flatMap(ancestorTypes));

/** True if only the children of items of a type are visited. */
export function isPassedThrough(type: EntityType, { options }: IngestContext): boolean {
  return options.share === 'runs' && above.has(type);
}

/** True if items of a type, directly below one that is passed through, are left to the finish. */
export function isLeftToFinish(type: EntityType, context: IngestContext): boolean {
  const { parent } = entities[type];
  const isInside = parent !== null && !isPassedThrough(parent, context);
  return context.options.share === 'runs' && !isInside && !shared.includes(type) && !above.has(type);
}

/** True if other processes ingested the items of a type, and their reports are gathered. */
export function isGathered(type: EntityType, { options }: IngestContext): boolean {
  return options.share === 'finish' && shared.includes(type);
}

/** True if finding nothing is normal: a part may have no runs of a dataset. */
export function isLeftEmpty(type: EntityType, { options }: IngestContext): boolean {
  return (options.share ?? 'whole') !== 'whole' && shared.includes(type);
}
