// Gathers the facts that the source rules check. A file that is missing or cannot be read is null here: the item that
// needs it fails with the reason, so a rule need not report it again.

import { ifReadable } from '../base/errors.js';
import { type JsonValue, numberAt, textAt, valueAt } from '../base/json-value.js';
import { tiltOffsets } from '../formats/alignment/alignment-section.js';
import { baseName } from '../storage/keys.js';
import type { QuantityName } from '../tree/metadata/plausible-values.js';
import { isUnset, type VolumeHeader } from '../volume/volume.js';
import { alignmentOf, statedAlignment } from './alignment-files.js';
import { ancestor, type Item } from './item.js';
import { configuredMetadata } from './item-variables.js';
import { sectionsWithoutRawTilts } from './sections-of-stack.js';
import { rawTiltItem, readCtf, readMdoc, readOtherTilts, readRawTilts, sourceReader } from './side-cars.js';
import type { SourceContext } from './source-context.js';
import { storageOf } from './source-files.js';
import type {
  AlignmentFacts,
  FramesFacts,
  Stated,
  StatedNumber,
  TiltSeriesFacts,
  TomogramFacts,
} from './source-rules/rule.js';

/** Returns the facts of a tilt series, gathered once each. */
type TiltSeriesOf = (tiltSeries: Item) => Promise<TiltSeriesFacts>;

/** Gathers a tilt series with its side-car files. */
export async function tiltSeriesFacts(item: Item, context: SourceContext): Promise<TiltSeriesFacts> {
  const run = ancestor(item, 'run');
  const isFirst = run !== null && (await context.find('tiltseries', run))[0] === item;
  const stack = await volumeStatement(item, 'the header', context);
  if (stack !== null && run !== null) context.usage.volumes.note(stack.value, 'tilt series', run.name);
  const read = sourceReader(context);
  const mdoc = await ifReadable(() => readMdoc(item, context, read));
  const ctf = await ifReadable(() => readCtf(item, context, read));
  const hasList = (await ifReadable(() => rawTiltItem(item, context))) != null;
  return {
    stack,
    pixelSpacing: await configuredLength(item, 'pixel_spacing', context),
    numbers: [
      ...(await configuredNumbers(item, ofTiltSeries, context)),
      ...(stack?.value.voxelSize == null || isUnset(stack.value)
        ? []
        : [{ ...stack, value: stack.value.voxelSize.y, quantity: 'pixel_spacing' as const }]),
    ],
    tiltRange: await configured(item, 'tilt_range', context, (metadata) => {
      const [min, max] = [numberAt(metadata, 'tilt_range', 'min'), numberAt(metadata, 'tilt_range', 'max')];
      return min === null || max === null ? null : { min, max };
    }),
    tiltAxis: await configured(item, 'tilt_axis', context, (metadata) => numberAt(metadata, 'tilt_axis')),
    tiltStep: await configuredLength(item, 'tilt_step', context),
    isAligned: await configured(
      item,
      'is_aligned',
      context,
      (metadata) => valueAt(metadata, 'is_aligned') === true,
    ),
    doseRate: await doseRateOf(run, context),
    mdoc,
    rawTilts: await ifReadable(() => readRawTilts(item, context, read)),
    otherTilts: (await ifReadable(() => readOtherTilts(item, context, read))) ?? [],
    hasSectionTilts:
      hasList ||
      (mdoc !== null &&
        ctf !== null &&
        (await ifReadable(() => sectionsWithoutRawTilts(item, mdoc, context))) !== null),
    ctf: ctf?.value == null ? null : { ...ctf, value: ctf.value },
    alignment: isFirst ? await alignmentOf(run, context) : null,
    compatible: context.options.compatible,
  };
}

/** Returns the dose rate of a run's frames in e/Å² per second; null if there is none. */
async function doseRateOf(run: Item | null, context: SourceContext): Promise<number | null> {
  const [frames] = (run === null ? null : await ifReadable(() => context.find('frame', run))) ?? [];
  return frames === undefined
    ? null
    : ((await configuredLength(frames, 'dose_rate', context))?.value ?? null);
}

/** Gathers the frames of a run, with its mdoc and its first tilt series. */
export async function framesFacts(
  item: Item,
  context: SourceContext,
  tiltSeriesOf: TiltSeriesOf,
): Promise<FramesFacts> {
  const names = item.files.map(baseName);
  const path = storageOf(item, context).location(item.files[0] ?? '');
  return {
    frames: { value: names, by: 'the frames', path },
    numbers: await configuredNumbers(item, ['dose_rate'], context),
    mdoc: await ifReadable(() => readMdoc(item, context, sourceReader(context))),
    tiltSeries: await firstTiltSeries(item, context, tiltSeriesOf),
    isGainCorrected: await configured(item, 'is_gain_corrected', context, (metadata) => {
      const value = valueAt(metadata, 'is_gain_corrected');
      return typeof value === 'boolean' ? value : null;
    }),
    hasGain: context.config.sections.gains.length > 0,
  };
}

/** Gathers the alignment of a run, with its first tilt series and its tomograms. */
export async function alignmentFacts(
  item: Item,
  context: SourceContext,
  tiltSeriesOf: TiltSeriesOf,
): Promise<AlignmentFacts> {
  const run = ancestor(item, 'run');
  const isFirst = run !== null && (await context.find('alignment', run))[0] === item;
  const dimension = await configured(item, 'volume_dimension', context, (metadata) => {
    const [x, y, z] = ['x', 'y', 'z'].map((axis) => numberAt(metadata, 'volume_dimension', axis));
    return x == null || y == null || z == null ? null : ([x, y, z] as const);
  });
  const alignment = run === null ? null : await alignmentOf(run, context);
  const own = await statedAlignment(item, context);
  const offsets = await configured(item, 'tilt_offset', context, (metadata) =>
    Object.keys(tiltOffsets).filter((key) => (valueAt(metadata, key) ?? null) !== null),
  );
  return {
    alignment: isFirst ? alignment : null,
    own,
    first: own?.path === alignment?.path ? null : alignment,
    type: await configured(item, 'alignment_type', context, (metadata) => textAt(metadata, 'alignment_type')),
    offsets: offsets?.value ?? [],
    tiltSeries: isFirst ? await firstTiltSeries(item, context, tiltSeriesOf) : null,
    dimension,
    tomograms: run === null || dimension === null ? [] : await tomogramExtents(run, context),
  };
}

/** Gathers a tomogram with the voxel spacing of the directory that it is published in. */
export async function tomogramFacts(
  item: Item,
  context: SourceContext,
  tiltSeriesOf: TiltSeriesOf,
): Promise<TomogramFacts> {
  const directory = ancestor(item, 'voxel_spacing') ?? item;
  const { source } = directory;
  const { file, ...position } = source?.location ?? { file: context.config.file };
  const run = ancestor(item, 'run');
  const volume = await volumeStatement(item, 'the header', context);
  if (volume !== null && run !== null)
    context.usage.volumes.note(volume.value, `${item.type} of ${directory.name} Å`, run.name);
  return {
    volume,
    directory: { value: Number(directory.name), by: 'the voxel spacing', path: file, ...position },
    configured: await configuredLength(item, 'voxel_spacing', context),
    tiltSeries: await firstTiltSeries(item, context, tiltSeriesOf),
  };
}

async function firstTiltSeries(
  item: Item,
  context: SourceContext,
  tiltSeriesOf: TiltSeriesOf,
): Promise<TiltSeriesFacts | null> {
  const run = ancestor(item, 'run');
  const found = run === null ? null : await ifReadable(() => context.find('tiltseries', run));
  const first = found?.[0];
  return first === undefined || first.origin === 'output' ? null : tiltSeriesOf(first);
}

async function tomogramExtents(run: Item, context: SourceContext): Promise<AlignmentFacts['tomograms']> {
  const extents: AlignmentFacts['tomograms'][number][] = [];
  for (const spacing of (await ifReadable(() => context.find('voxel_spacing', run))) ?? []) {
    const size = Number(spacing.name);
    for (const tomogram of (await ifReadable(() => context.find('tomogram', spacing))) ?? []) {
      const volume = await volumeStatement(tomogram, 'the tomogram', context);
      if (volume === null) continue;
      const [z, y, x] = volume.value.shape;
      extents.push({ ...volume, value: [x * size, y * size, z * size], spacing: size });
    }
  }
  return extents;
}

/** Returns the configured value at a key of an item's metadata; null if `read` finds none. */
async function configured<Value>(
  item: Item,
  key: string,
  context: SourceContext,
  read: (metadata: JsonValue) => Value | null,
): Promise<Stated<Value> | null> {
  if (item.entry === null) return null;
  const value = await ifReadable(async () => read(configuredMetadata(item, context)));
  if (value === null) return null;
  const { file, line, keyPath } = item.entry.location;
  return {
    value,
    by: `${key} of the configuration`,
    path: file,
    line,
    keyPath: `${keyPath}.metadata.${key}`,
  };
}

/** Returns a configured number above 0; null if there is none. */
function configuredLength(item: Item, key: string, context: SourceContext): Promise<Stated<number> | null> {
  return configured(item, key, context, (metadata) => {
    const value = numberAt(metadata, key);
    return value !== null && value > 0 ? value : null;
  });
}

/** Quantities in the configuration of a tilt series. */
const ofTiltSeries = [
  'pixel_spacing',
  'acceleration_voltage',
  'spherical_aberration_constant',
  'total_flux',
] as const;

async function configuredNumbers(
  item: Item,
  keys: readonly QuantityName[],
  context: SourceContext,
): Promise<StatedNumber[]> {
  const found = keys.map(async (quantity) => {
    const stated = await configured(item, quantity, context, (metadata) => numberAt(metadata, quantity));
    return stated === null ? [] : [{ ...stated, quantity }];
  });
  return (await Promise.all(found)).flat();
}

/** Returns the header of an item's volume; null if there is none or it cannot be read. */
async function volumeStatement(
  item: Item,
  by: string,
  context: SourceContext,
): Promise<Stated<VolumeHeader> | null> {
  const [key] = item.files;
  if (key === undefined) return null;
  const value = await ifReadable(() => context.volumeHeader(item));
  return value === null ? null : { value, by, path: storageOf(item, context).location(key) };
}
