import { ancestorTypes, type EntityType, entities, entityTypes } from '../../entities/index.js';
import type { IngestContext } from '../context.js';

/** Types whose items are shared out among processes, whole, and those above them. */
const shared = entityTypes.filter((type) => entities[type].walk?.concurrent === true);
const above = new Set(shared.flatMap(ancestorTypes));

/** Whether only what is below items of a type is visited, and not the items themselves. */
export function isPassedThrough(type: EntityType, { options }: IngestContext): boolean {
  return options.share === 'runs' && above.has(type);
}

/** Whether items of a type, found right below one that is passed through, are left to the finish. */
export function isLeftToFinish(type: EntityType, context: IngestContext): boolean {
  const { parent } = entities[type];
  const isInside = parent !== null && !isPassedThrough(parent, context);
  return context.options.share === 'runs' && !isInside && !shared.includes(type) && !above.has(type);
}

/** Whether items of a type were done by others, and what they reported is gathered. */
export function isGathered(type: EntityType, { options }: IngestContext): boolean {
  return options.share === 'finish' && shared.includes(type);
}
