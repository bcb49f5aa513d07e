import { NotReachedError } from '../../base/errors.js';
import type { JsonObject, JsonValue } from '../../base/json-value.js';
import { alignmentDimension, readAlignmentFiles } from '../../deposition/alignment-files.js';
import { describeItem, type Item, itemMetadataPath, itemPath } from '../../deposition/item.js';
import { configuredMetadata } from '../../deposition/item-variables.js';
import { itemsOfRun } from '../../deposition/source-context.js';
import { alignmentRecord } from '../../tree/metadata/derived-records.js';
import { type IngestContext, isSelected } from '../context.js';
import { checkReadable } from '../convert/check-images.js';
import type { Importer } from '../importer.js';
import { copiedOutputs, copiedPaths, copyOutputs } from './copied-files.js';

/** The alignment of a run's tilt series. A run without alignment files has a default alignment. */
export const alignment: Importer = {
  outputs: (item, context) => copiedOutputs(item, 'alignmentFile', context),
  async importData(item, context, progress) {
    // Read first, so that an earlier alignment stays in the output if these files are invalid.
    const warnings = await warningsOf(item, context);
    const outputs = await copiedOutputs(item, 'alignmentFile', context);
    return { ...(await copyOutputs(item, outputs, context, progress)), warnings };
  },
  check: async (item, context) => {
    const marked = await checkReadable(item, context);
    return { warnings: [...(marked.warnings ?? []), ...(await warningsOf(item, context))] };
  },
  settings: async (item, context) => configuredMetadata(item, context).format ?? null,
  /** Null keeps everything: a default alignment may replace one whose sources cannot be found at the moment. */
  async named(item, _metadata, context) {
    if (item.files.length === 0) return null;
    const metadataPath = itemPath(item, 'alignmentMetadata', context.options.layout);
    return [metadataPath, ...copiedPaths(item, 'alignmentFile', context).map(({ path }) => path)];
  },
  async metadata(item, context): Promise<JsonObject | null> {
    const configured = configuredMetadata(item, context);
    const dimension = await dimensionOf(item, context);
    if (item.files.length === 0 && dimension === null) return null;
    const outputs = copiedPaths(item, 'alignmentFile', context);
    const firstWith = (...endings: readonly string[]) =>
      outputs.find(({ from }) => endings.some((ending) => from.endsWith(ending)))?.path ?? null;
    const absent = Object.entries(defaultMetadata).filter(([key]) => configured[key] == null);
    return {
      ...Object.fromEntries(absent),
      per_section_alignment_parameters: (await readAlignmentFiles(item, context)).sections.map(
        alignmentRecord,
      ),
      alignment_path: firstWith('.xf', '.aln') ?? firstWith('.star', '.xml', '.json'),
      tilt_path: firstWith('.tlt'),
      tiltx_path: firstWith('.tltx', '.xtilt'),
      tiltseries_path: await tiltSeriesPath(item, context),
      files: outputs.map(({ path }) => path),
      volume_dimension: dimension,
    };
  },
};

/** Returns what the files of an alignment lack. Fails if they cannot be read. */
async function warningsOf(item: Item, context: IngestContext): Promise<string[]> {
  const missing = item.files.length === 0 ? null : (await readAlignmentFiles(item, context)).missing;
  return missing === null ? [] : [missing];
}

/** Metadata of an alignment whose depositor gave none. */
const defaultMetadata: JsonObject = {
  affine_transformation_matrix: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ],
  alignment_type: 'GLOBAL',
  is_portal_standard: false,
  volume_offset: { x: 0, y: 0, z: 0 },
  tilt_offset: 0,
  x_rotation_offset: 0,
  method_type: 'undefined',
};

/** Returns the volume dimension; null, with a warning, for a deposited alignment without a readable tomogram. */
async function dimensionOf(item: Item, context: IngestContext): Promise<JsonValue> {
  try {
    return await alignmentDimension(item, context);
  } catch (error) {
    if (!(error instanceof NotReachedError) || item.files.length === 0) throw error;
    context.warn(`volume_dimension is null, because ${error.because}`, item);
    return null;
  }
}

async function tiltSeriesPath(item: Item, context: IngestContext): Promise<string | null> {
  const [first] = await itemsOfRun(item, 'tiltseries', context);
  if (first === undefined) return null;
  const path = itemMetadataPath(first, 'tiltSeriesMetadata', context.options.layout);
  if ((await context.output.stat(path)) !== null) return path;
  const { dryRun, metadataTypes } = context.options;
  // A dry run writes nothing.
  const isDue = !dryRun && first.origin !== 'output' && metadataTypes.has(first.type);
  if (isDue && isSelected(first.type, first.name, context))
    context.warn(`tiltseries_path is null, because ${describeItem(first)} has no metadata`, item);
  return null;
}
