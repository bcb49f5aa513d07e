import { decodeJson, formatJson, isJsonObject, type JsonObject, type JsonValue } from '../../json/index.js';
import { buildPath, type PathVariables, parseAnyPath } from '../../layout/index.js';
import { publishedAlignmentPath } from '../../sources/alignment-path.js';
import type { Item } from '../../sources/item.js';
import { itemDirectory } from '../../sources/item-paths.js';
import type { IngestContext } from '../context.js';
import type { PublishedDocument } from './published-documents.js';

/**
 * Names in metadata of a run that an earlier ingest wrote what only this one made: the alignment of annotations and
 * tomograms, the key images and viewer configuration of a tomogram. Metadata that this ingest writes name it already.
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
    await complete(document, paths, context);
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

async function complete(
  { path, value }: PublishedDocument,
  paths: JsonObject,
  { output, treeLedger }: IngestContext,
): Promise<void> {
  if (JSON.stringify(fill(value, paths)) === JSON.stringify(value)) return;
  const document = decodeJson(await output.get(path), output.location(path), { asFloats: true });
  const bytes = new TextEncoder().encode(formatJson(fill(document, paths)));
  await output.put(path, bytes);
  treeLedger?.changed(path, bytes);
}

/** A value whose nulls are those of `by`. */
function fill(value: JsonValue, by: JsonValue): JsonValue {
  if (value === null) return by;
  if (!isJsonObject(value) || !isJsonObject(by)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, fill(own, by[key] ?? null)]));
}
