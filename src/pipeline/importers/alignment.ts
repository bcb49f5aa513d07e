import { NotReachedError } from '../../base/errors.js';
import type { JsonObject, JsonValue } from '../../base/json-value.js';
import { readAlignmentFiles } from '../../deposition/alignment-files.js';
import { describeItem, type Item, itemMetadataPath, itemPath } from '../../deposition/item.js';
import { configuredMetadata } from '../../deposition/item-variables.js';
import { itemsOfRun } from '../../deposition/source-context.js';
import { alignmentDimension } from '../../deposition/volume-dimension.js';
import type { Alignment } from '../../formats/alignment/alignment-section.js';
import { alignmentRecord } from '../../tree/metadata/derived-records.js';
import { type IngestContext, isSelected } from '../context.js';
import { checkReadable } from '../convert/check-images.js';
import type { PlannedOutput } from '../import-result.js';
import type { Importer } from '../importer.js';
import { copiedOutputs, copiedPaths, copyOutputs } from './copied-files.js';

/** The alignment of a run's tilt series. A run without alignment files has a default alignment. */
export const alignment: Importer = {
  outputs: alignmentOutputs,
  async importData(item, context, progress) {
    // Read first, so that an earlier alignment stays in the output if these files are invalid.
    const read = item.files.length === 0 ? {} : warningsOf(await readAlignmentFiles(item, context));
    const result = await copyOutputs(item, await alignmentOutputs(item, context), context, progress);
    return { ...result, ...read };
  },
  check: async (item, context) => {
    const marked = await checkReadable(item, context);
    const read = item.files.length === 0 ? {} : warningsOf(await readAlignmentFiles(item, context));
    return { warnings: [...(marked.warnings ?? []), ...(read.warnings ?? [])] };
  },
  settings: async (item, context) => configuredMetadata(item, context).format ?? null,
  metadataPath,
  /** Null keeps everything: a default alignment may replace one whose sources cannot be found at the moment. */
  named: async (item, _metadata, context) =>
    item.files.length === 0
      ? null
      : [metadataPath(item, context), ...copiedPaths(item, 'alignmentFile', context).map(({ path }) => path)],
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

function warningsOf({ missing }: Alignment): { readonly warnings?: readonly string[] } {
  return missing === null ? {} : { warnings: [missing] };
}

function metadataPath(item: Item, context: IngestContext): string {
  return itemPath(item, 'alignmentMetadata', context.options.layout);
}

const zeroOffset: JsonObject = { x: 0, y: 0, z: 0 };

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
  volume_offset: zeroOffset,
  tilt_offset: 0,
  x_rotation_offset: 0,
  method_type: 'undefined',
};

/**
 * Returns the volume dimension. For a deposited alignment, null with a warning if no tomogram of the run can be read.
 */
async function dimensionOf(item: Item, context: IngestContext): Promise<JsonValue> {
  try {
    return await alignmentDimension(item, context);
  } catch (error) {
    if (!(error instanceof NotReachedError) || item.files.length === 0) throw error;
    context.warn(`volume_dimension is null, because ${error.because}`, item);
    return null;
  }
}

function alignmentOutputs(item: Item, context: IngestContext): Promise<PlannedOutput[]> {
  return copiedOutputs(item, 'alignmentFile', context);
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
