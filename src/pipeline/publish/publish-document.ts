import pLimit from 'p-limit';
import { isSameBytes } from '../../base/collections.js';
import { decodeJson, decodeObject, encodeJson } from '../../base/json-text.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json-value.js';
import { publishedAlignmentPath } from '../../deposition/alignment-files.js';
import { ancestor, type Item, itemDirectory } from '../../deposition/item.js';
import { documentAt } from '../../tree/entities/documents.js';
import { metadataTemplate } from '../../tree/entities/entity-type.js';
import { buildPath, type PathVariables } from '../../tree/layout/build-path.js';
import { parseAnyPath } from '../../tree/layout/parse-path.js';
import { referencesOf, withoutReferences } from '../../tree/references.js';
import type { IngestContext } from '../context.js';
import { concurrentLookups } from './finished-data.js';

/**
 * Writes a JSON document that has the time of its writing, unless the output holds the same document with another time.
 * Returns the bytes written, or null if it is unchanged.
 */
export async function publishDocument(path: string, document: JsonObject, context: IngestContext) {
  const { output, options, recorder } = context;
  // Somebody else may have written what the ledger does not list.
  const isKnown = options.noResume !== true && recorder?.knows(path) === true;
  const file = isKnown ? await output.stat(path) : null;
  const before = file === null ? null : await output.get(path);
  if (file !== null && before !== null && isSame(before, document, output.location(path))) {
    recorder?.confirm(path, before, file);
    return null;
  }
  const bytes = encodeJson(document);
  await output.put(path, bytes);
  return bytes.length;
}

function isSame(before: Uint8Array, document: JsonObject, location: string): boolean {
  const found = decodeObject(before, location);
  if (found === null) return false;
  const { last_updated_at: time } = found;
  return isSameBytes(before, encodeJson({ ...document, last_updated_at: time ?? null }));
}

/** Adds `deposition_id`, unless it is set, and the time in seconds since the epoch to metadata. */
export function stampMetadata(metadata: JsonObject, item: Item, context: IngestContext): JsonObject {
  const deposition = ancestor(item, 'deposition');
  return {
    ...metadata,
    deposition_id: metadata.deposition_id ?? (deposition === null ? null : Number(deposition.name)),
    last_updated_at: Math.floor(context.now().getTime() / 1000),
  };
}

/**
 * Returns metadata of an item in which null replaces the paths that the output lacks, such as those of a picture, a
 * viewer configuration or an alignment that was not made.
 */
export async function withoutMissingReferences(item: Item, metadata: JsonObject, context: IngestContext) {
  const template = metadataTemplate(item.type);
  const kind = template === null ? undefined : documentAt(template)?.kind;
  if (kind === undefined) return metadata;
  const dataset = ancestor(item, 'dataset')?.name ?? null;
  const targets = new Set(referencesOf(kind, metadata, dataset).map(({ target }) => target));
  const missing = new Set<string>();
  await pLimit(concurrentLookups).map(targets, async (target) => {
    if ((await context.output.kind(target)) === null) missing.add(target);
  });
  return missing.size === 0
    ? metadata
    : withoutReferences(kind, metadata, dataset, (target) => missing.has(target));
}

/**
 * Adds paths that this ingest created to metadata of a run that it does not write: the alignment of annotations and
 * tomograms, key images and viewer configurations of tomograms.
 */
export async function completeReferences(run: Item, context: IngestContext): Promise<void> {
  const { layout, metadataTypes } = context.options;
  const directory = itemDirectory(run, layout);
  if (context.published === null || directory === null) return;
  const alignment = await publishedAlignmentPath(run, context);
  for (const document of await context.published.changedDocuments(directory)) {
    const { type, path } = document;
    if ((type !== 'annotation' && type !== 'tomogram') || metadataTypes.has(type)) continue;
    const parsed = parseAnyPath(path, layout);
    if (parsed === null) continue;
    const paths: JsonObject = {
      alignment_metadata_path: alignment,
      ...(type === 'tomogram' ? await ofTomogram(parsed.variables, context) : {}),
    };
    const { value } = document;
    if (JSON.stringify(fill(value, paths)) === JSON.stringify(value)) continue;
    const { output, treeLedger } = context;
    const before = decodeJson(await output.get(path), output.location(path), { asFloats: true });
    const bytes = encodeJson(fill(before, paths));
    treeLedger?.changed(path, bytes, await output.put(path, bytes));
  }
}

async function ofTomogram(variables: PathVariables, context: IngestContext): Promise<JsonObject> {
  const { layout } = context.options;
  const existing = async (path: string) => ((await context.output.stat(path)) === null ? null : path);
  const keyImage = (image: string) => existing(buildPath('keyImage', layout, { ...variables, image }));
  return {
    neuroglancer_config_path: await existing(buildPath('vizConfig', layout, variables)),
    key_photo: { snapshot: await keyImage('snapshot'), thumbnail: await keyImage('thumbnail') },
  };
}

/** Replaces the nulls of a value by those values of `by` that have the same keys. */
function fill(value: JsonValue, by: JsonValue): JsonValue {
  if (value === null) return by;
  if (!isJsonObject(value) || !isJsonObject(by)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, fill(own, by[key] ?? null)]));
}
