import { decodeJson, type JsonValue } from '../../json/index.js';
import { type SlotName, slots } from '../../layout/index.js';
import type { MetadataKind } from '../../metadata/index.js';
import type { Content, JsonContext, Located } from '../contexts/index.js';
import type { TreeFile } from '../tree/tree-file.js';
import type { TreeReader } from './tree-reader.js';

const largest = 64 * 1024 * 1024;

/** The slots that hold JSON with a schema. */
export const schemaSlots: Partial<Record<SlotName, MetadataKind>> = {
  depositionMetadata: 'deposition_metadata',
  datasetMetadata: 'dataset_metadata',
  runMetadata: 'run_metadata',
  framesMetadata: 'frames_metadata',
  tiltSeriesMetadata: 'tiltseries_metadata',
  alignmentMetadata: 'alignment_metadata',
  identifiedObjects: 'identified_objects',
  identifiedObjectsMetadata: 'identified_objects_metadata',
  tomogramMetadata: 'tomogram_metadata',
  annotationMetadata: 'annotation_metadata',
  vizConfig: 'viz_config',
};

/** A metadata file, read and parsed. */
export async function loadJsonFile(
  reader: TreeReader,
  file: TreeFile,
  kind: MetadataKind,
  place: Pick<Located, 'dataset' | 'run'>,
): Promise<JsonContext> {
  const content = await loadJson(reader, file);
  const entity = file.slot === null ? 'unknown' : slots[file.slot].entity;
  return { ...content, entity, dataset: place.dataset, run: place.run, kind };
}

/** Any JSON file, read and parsed. */
export function loadJson(
  reader: TreeReader,
  file: Pick<TreeFile, 'path' | 'size'>,
): Promise<Content<JsonValue>> {
  return reader.content(file, largest, (bytes) => decodeJson(bytes, file.path));
}
