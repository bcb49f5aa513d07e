import { IngestError } from '../../errors/index.js';
import { describeItem, type Item } from '../../sources/item.js';
import type { PlannedOutput } from '../import-result.js';

/** Who writes which path of the output, so that two items never write the same one. */
export interface Claims {
  /** Fails with an IngestError when another item has claimed one of the paths in this ingest. */
  claim(item: Item, outputs: readonly PlannedOutput[]): void;
  /** Forget the claims of all items below a finished run, so that memory stays flat. */
  release(prefix: string): void;
}

/** Claims of one ingest, none at first. */
export function createClaims(): Claims {
  const owners = new Map<string, Owner>();
  return {
    claim(item, outputs) {
      for (const { path, from } of outputs) {
        const owner = owners.get(path);
        if (owner === undefined) owners.set(path, { item, from });
        else if (owner.item !== item || owner.from !== from) throw conflict(path, owner, { item, from });
      }
    },
    release(prefix) {
      for (const path of owners.keys()) if (path.startsWith(prefix)) owners.delete(path);
    },
  };
}

interface Owner {
  readonly item: Item;
  readonly from: string | null;
}

function conflict(path: string, first: Owner, second: Owner): IngestError {
  return new IngestError('two sources for one output', {
    path,
    entity: describeItem(second.item),
    expected: `one source (${first.from ?? describeItem(first.item)})`,
    found: `another (${second.from ?? describeItem(second.item)})`,
    hint: 'narrow the source patterns, or add parent_filters or exclude, so that one source remains',
  });
}
