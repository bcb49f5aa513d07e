import { CryoetError, FormatError, IngestError, NotReachedError, nullIf } from '../../base/errors.js';
import { Float, formatFixed } from '../../base/float.js';
import { type JsonObject, type JsonValue, toNumber } from '../../base/json-value.js';
import { ancestor, describeItem, type Item, itemPath } from '../../deposition/item.js';
import { configuredMetadata } from '../../deposition/item-variables.js';
import { sectionsWithoutRawTilts } from '../../deposition/sections-of-stack.js';
import { readCtf, readMdoc, readOtherTilts, readRawTilts } from '../../deposition/side-cars.js';
import { itemsOfRun } from '../../deposition/source-context.js';
import type { Stated } from '../../deposition/source-rules/rule.js';
import type { RecordedCtfRow } from '../../formats/ctf/ctf-tables.js';
import { requireKeys } from '../../formats/mdoc-sections.js';
import { entityTable } from '../../tree/entities/entities.js';
import { perSectionParameters, sectionRecords } from '../../tree/metadata/derived-records.js';
import { isUnset } from '../../volume/volume.js';
import type { IngestContext } from '../context.js';
import { volumeImporter, volumeMetadata } from '../convert/volume-files.js';
import {
  becauseLeftOut,
  neededMdoc,
  unlessLeftOut,
  writtenOrSourceReader,
  writtenReader,
} from '../convert/written-files.js';
import type { Importer } from '../importer.js';
import { ctf, rawTilt } from './copied-files.js';

const files = entityTable.tiltseries.volume;

/** A tilt series: the stack of tilted images of a run. */
export const tiltSeries: Importer = {
  ...volumeImporter(files, async (item, context) => toNumber(await pixelSpacingValue(item, context)) ?? 0),
  named: namedFiles,
  metadata: (item, context) => unlessLeftOut(() => tiltSeriesMetadata(item, context)),
  whyNoMetadata: () => becauseLeftOut,
};

async function tiltSeriesMetadata(item: Item, context: IngestContext): Promise<JsonObject> {
  const run = ancestor(item, 'run');
  const rawTilts = await readRawTilts(item, context, writtenReader(context));
  const table = await readCtf(item, context, writtenReader(context));
  return {
    ...(await volumeMetadata(item, files, context)),
    run_name: run?.name ?? null,
    frames_count: await framesCount(item, context),
    pixel_spacing: await pixelSpacingValue(item, context),
    per_section_parameter:
      rawTilts === null
        ? await sectionsOfCtf(item, table?.value ?? [], context)
        : await sectionParameters(item, rawTilts, table?.value ?? [], context),
    raw_tlt_path: rawTilts?.output ?? (await otherTiltsPath(item, context)),
    ctf_path: table?.output ?? null,
  };
}

/**
 * Returns the path of a list of tilts that is no `.rawtlt`; null if it cannot be read or is not in the output, and with
 * `--compatible portal`, which names no other.
 */
async function otherTiltsPath(item: Item, context: IngestContext): Promise<string | null> {
  if (context.options.compatible === 'portal') return null;
  const lists = await readOtherTilts(item, context, writtenReader(context)).catch(
    nullIf((error) => error instanceof CryoetError && !(error instanceof NotReachedError)),
  );
  return lists?.[0]?.output ?? null;
}

/** Returns the paths of the metadata, the volume and the side-car files. */
async function namedFiles(item: Item, _metadata: JsonObject, context: IngestContext): Promise<string[]> {
  const { layout } = context.options;
  const paths = (['tiltSeriesMetadata', files.mrc, files.zarr] as const).map((template) =>
    itemPath(item, template, layout),
  );
  for (const [type, importer] of [
    ['rawtilt', rawTilt],
    ['ctf', ctf],
  ] as const) {
    for (const found of await context.find(type, item))
      paths.push(...(await importer.outputs(found, context)).map(({ path }) => path));
  }
  return paths;
}

async function sectionParameters(
  item: Item,
  rawTilts: Stated<readonly number[]>,
  ctfRows: readonly RecordedCtfRow[],
  context: IngestContext,
): Promise<JsonValue> {
  const mdoc = await neededMdoc(item, context, 'raw tilt angles');
  const sections = requireKeys(mdoc.value, ['ZValue', 'TiltAngle'], mdoc.path);
  return perSectionParameters(rawTilts.value, sections, ctfRows, {
    rawtlt: rawTilts.path,
    mdoc: mdoc.path,
    compatible: context.options.compatible,
  });
}

/**
 * Returns the sections of a CTF table without raw tilts; empty where neither it nor another file tells which sections
 * they are: only the mdoc's own rules and raw tilts need its angles.
 */
async function sectionsOfCtf(item: Item, rows: readonly RecordedCtfRow[], context: IngestContext) {
  const find = async () => {
    if (rows.length === 0) return null;
    const mdoc = await readMdoc(item, context, writtenOrSourceReader(context));
    return sectionsWithoutRawTilts(item, mdoc, rows, context);
  };
  const sections = await find().catch(nullIf((error) => error instanceof FormatError));
  return sectionRecords(sections ?? [], rows);
}

/** Returns the number of frames of the run, or the configured number if none were deposited. */
async function framesCount(item: Item, context: IngestContext): Promise<JsonValue> {
  const frames = await itemsOfRun(item, 'frame', context);
  const deposited = frames.reduce((sum, frame) => sum + frame.files.length, 0);
  return deposited > 0 ? deposited : (configuredMetadata(item, context).frames_count ?? 0);
}

/** Returns the pixel spacing (Å): configured, else the header's to 3 decimals. Fails with an IngestError without. */
async function pixelSpacingValue(item: Item, context: IngestContext): Promise<JsonValue> {
  const configured = configuredMetadata(item, context).pixel_spacing;
  if ((toNumber(configured) ?? 0) > 0 && configured !== undefined) return configured;
  const { voxelSize } = await context.volumeHeader(item);
  const isWrong = isUnset({ voxelSize }) && context.options.compatible !== 'portal';
  if (voxelSize === null || isWrong) {
    throw new IngestError('no pixel spacing', {
      entity: describeItem(item),
      expected: 'pixel_spacing in the metadata, or a voxel size in the header',
      found: isWrong ? '1 Å in the header, as programs write that know none' : 'neither',
    });
  }
  return new Float(Number(formatFixed(voxelSize.y, 3)));
}
