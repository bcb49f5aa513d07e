import pLimit from 'p-limit';
import type { JsonObject } from '../../base/json-value.js';
import { ancestor, type Item } from '../../deposition/item.js';
import { ForwardingStorage, withCommit, withStagedCommit } from '../../storage/forwarding-storage.js';
import type { Storage } from '../../storage/storage.js';
import { documentAt } from '../../tree/entities/documents.js';
import { metadataTemplate } from '../../tree/entities/entity-type.js';
import { referencesOf, withoutReferences } from '../../tree/references.js';
import type { IngestContext } from '../context.js';

/**
 * A storage that does not make anything appear under its name before `check` has passed; a copy looks after its source
 * itself.
 */
export function checkedOutput(output: Storage, check: () => Promise<void>): Storage {
  return new CheckedOutput(output, check);
}

class CheckedOutput extends ForwardingStorage {
  readonly #check: () => Promise<void>;

  constructor(output: Storage, check: () => Promise<void>) {
    super(output);
    this.#check = check;
  }

  override async put(key: string, bytes: Uint8Array) {
    await this.#check();
    return super.put(key, bytes);
  }

  override async createFile(key: string, size?: number | null) {
    const writer = await super.createFile(key, size);
    return withCommit(writer, async () => {
      await this.#check();
      return writer.commit();
    });
  }

  override async stageDirectory(key: string) {
    const staged = await super.stageDirectory(key);
    return withStagedCommit(staged, async () => {
      await this.#check();
      return staged.commit();
    });
  }
}

/** A run has many frames, and a bucket takes its time for each. */
const lookedAtAtATime = 8;

/**
 * Metadata of an item that name only what the output holds: null stands for the path of a picture, a viewer configuration or an
 * alignment, say, that was not made.
 */
export async function namingWhatIsThere(
  item: Item,
  metadata: JsonObject,
  context: IngestContext,
): Promise<JsonObject> {
  const template = metadataTemplate(item.type);
  const kind = template === null ? undefined : documentAt(template)?.kind;
  if (kind === undefined) return metadata;
  const dataset = ancestor(item, 'dataset')?.name ?? null;
  const targets = new Set(referencesOf(kind, metadata, dataset).map(({ target }) => target));
  const limit = pLimit(lookedAtAtATime);
  const missing = new Set<string>();
  await Promise.all(
    [...targets].map((target) =>
      limit(async () => {
        if ((await context.output.kind(target)) === null) missing.add(target);
      }),
    ),
  );
  return missing.size === 0
    ? metadata
    : withoutReferences(kind, metadata, dataset, (target) => missing.has(target));
}
