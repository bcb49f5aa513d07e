import { readDocument } from '../../../tree/index.js';
import type { IngestContext } from '../../context.js';

/**
 * Name of the metadata file in an annotation's directory: the shortest `.json`, since all other files have its name
 * and more. Null where there is none, or only captions that an interrupted ingest left.
 */
export async function annotationMetadataName(
  context: IngestContext,
  directory: string,
): Promise<string | null> {
  const entries = await context.output.readDirectory(directory);
  const [name = null] = entries
    .filter((entry) => entry.kind === 'file' && entry.name.endsWith('.json'))
    .map((entry) => entry.name)
    .sort((a, b) => a.length - b.length);
  if (name === null) return null;
  return (await isCaption(context, `${directory}/${name}`)) ? null : name;
}

async function isCaption(context: IngestContext, path: string): Promise<boolean> {
  try {
    return (await readDocument(context.output, path)).annotation_object === undefined;
  } catch {
    return false;
  }
}
