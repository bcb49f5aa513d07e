import { IngestError } from '../errors/index.js';
import type { PlannedOutput } from './entity.js';
import { describeItem, type Item } from './item.js';

/** Who writes which path of the output, so that two items never write the same one. */
export interface Claims {
  /** Fails with an IngestError when another item has claimed one of the paths in this ingest. */
  claim(item: Item, outputs: readonly PlannedOutput[]): void;
  /** Forget the claims of all items below a finished run, so that memory stays flat. */
  release(prefix: string): void;
}

export function createClaims(): Claims {
  const owners = new Map<string, { item: Item; from: string | null }>();
  return {
    claim(item, outputs) {
      for (const { path, from } of outputs) {
        const owner = owners.get(path);
        if (owner !== undefined && (owner.item !== item || owner.from !== from)) {
          throw new IngestError('two sources for one output', {
            path,
            entity: describeItem(item),
            expected: `one source (${owner.from ?? describeItem(owner.item)})`,
            found: `another (${from ?? describeItem(item)})`,
            hint: 'narrow the source patterns, or add parent_filters or exclude, so that one source remains',
          });
        }
      }
      for (const { path, from } of outputs) owners.set(path, { item, from });
    },
    release(prefix) {
      for (const path of owners.keys()) if (path.startsWith(prefix)) owners.delete(path);
    },
  };
}
