import { getOrMake } from '../../base/collections.js';
import { IngestError } from '../../base/errors.js';
import type { ConfigSource } from '../../deposition/config/config.js';
import { identityContainer } from '../../deposition/identifiers.js';
import { describeItem, type Item, shortName } from '../../deposition/item.js';
import { identityOf } from '../../tree/entities/entity-type.js';
import type { PlannedOutput } from '../import-result.js';

/** Paths and identifiers that items of this ingest publish, each by one item and one of its sources only. */
export class Claims {
  readonly #owners = new Map<string, Owner>();
  readonly #identified = new WeakMap<Item, Map<string, Item>>();

  /** Fails with an IngestError if another item or source has claimed one of the paths. */
  claim(item: Item, outputs: readonly Pick<PlannedOutput, 'path' | 'from' | 'source'>[]): void {
    for (const { path, from, source = null } of outputs) {
      const next = { item, from, source };
      const owner = getOrMake(this.#owners, path, () => next);
      if (owner.item === item && owner.from === from && owner.source === source) continue;
      throw conflict(path, owner, next);
    }
  }

  /** Fails with an IngestError if another item has the same identifier: both would be published as one. */
  claimIdentity(item: Item): void {
    const container = item.id === null || item.origin === 'output' ? null : identityContainer(item);
    if (container === null) return;
    const items = getOrMake(this.#identified, container, () => new Map<string, Item>());
    const first = getOrMake(items, `${item.type} ${item.id}`, () => item);
    if (first !== item) throw sameIdentity(first, item);
  }

  /** Removes the claims of a finished run and below it, so that memory stays bounded. */
  release(prefix: string, run?: Item): void {
    if (run !== undefined) this.#identified.delete(run);
    for (const path of this.#owners.keys()) if (path.startsWith(prefix)) this.#owners.delete(path);
  }
}

interface Owner {
  readonly item: Item;
  readonly from: string | null;
  readonly source: ConfigSource | null;
}

function conflict(path: string, first: Owner, second: Owner): IngestError {
  const isOneFile = first.from !== null && first.from === second.from;
  const describe = ({ item, from, source }: Owner) => {
    const line = isOneFile ? describeLine(source ?? item.source ?? item.entry) : '';
    return `${from ?? describeItem(item)}${line}`;
  };
  return new IngestError('two sources for one output', {
    path,
    entity: describeItem(second.item),
    expected: `one source (${describe(first)})`,
    found: `another (${describe(second)})`,
    hint: isOneFile
      ? 'leave out one of the sources, or make it an entry of its own'
      : 'narrow the source patterns, or add parent_filters or exclude, so that one source remains',
  });
}

function sameIdentity(first: Item, second: Item): IngestError {
  const identity = identityOf(second.type);
  const fields = (identity?.fields ?? []).join(', ');
  const { location } = second.entry ?? {};
  return new IngestError(`two ${second.type} items with one identity: both would be published as one`, {
    ...(location === undefined
      ? {}
      : { path: location.file, line: location.line, keyPath: location.keyPath }),
    entity: describeItem(second),
    expected: `another identity (${fields}) than that of ${describeOrigin(first)}`,
    found: `the same, of ${describeOrigin(second)}; ${identity?.variable ?? 'id'} ${second.id} of both`,
    hint: 'give one of the entries another identity, or leave it out',
  });
}

function describeOrigin(item: Item): string {
  const [file] = item.files;
  return `${shortName(item)}${file === undefined ? '' : ` (${file})`}${describeLine(item.entry)}`;
}

/** Returns `, <key path> in line <line>` of the configuration, or nothing. */
function describeLine(configured: Pick<ConfigSource, 'location'> | null): string {
  return configured === null ? '' : `, ${configured.location.keyPath} in line ${configured.location.line}`;
}
