import pLimit from 'p-limit';
import { documentAt, entities, metadataTemplate, templateType } from '../../entities/index.js';
import { IngestError } from '../../errors/index.js';
import type { JsonObject } from '../../json/index.js';
import { parseAnyPath } from '../../layout/index.js';
import { ancestor, describeItem, type Item } from '../../sources/item.js';
import { referencesOf, withoutReferences } from '../../tree/index.js';
import type { IngestContext } from '../context.js';

/** A run has many frames, and a bucket takes its time for each. */
const lookedAtAtATime = 8;

/**
 * Metadata that name only what the output holds: null stands for the path of a picture or a viewer state, say, that was not
 * made. What another ingest is to write, since this one was not asked for it, is named all the same. Fails with an IngestError where a path that is missing is part of what identifies the item, or is one of its files.
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
  const references = referencesOf(kind, metadata, dataset);
  const limit = pLimit(lookedAtAtATime);
  const missing = new Set<string>();
  await Promise.all(
    references.map(({ target }) =>
      limit(async () => {
        if (isAskedFor(target, context) && (await context.output.kind(target)) === null) missing.add(target);
      }),
    ),
  );
  if (missing.size === 0) return metadata;
  const identity: readonly string[] = entities[item.type].identity?.fields ?? [];
  const needed = references.find(
    ({ key, target }) => missing.has(target) && (identity.includes(key) || key.startsWith('files[')),
  );
  if (needed !== undefined) {
    throw new IngestError('not reached, since what it refers to was not written', {
      path: context.output.location(needed.target),
      entity: describeItem(item),
      keyPath: needed.key,
      expected: 'what this ingest or an earlier one wrote',
      found: 'nothing',
      hint: 'what should have written it failed',
    });
  }
  return withoutReferences(kind, metadata, dataset, (target) => missing.has(target));
}

function isAskedFor(target: string, { options }: IngestContext): boolean {
  const parsed = parseAnyPath(target, options.layout);
  if (parsed === null) return true;
  const type = templateType(parsed.template);
  return options.importTypes.has(type) || options.metadataTypes.has(type);
}
