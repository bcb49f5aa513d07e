// Gathers the facts that the source rules check. A file that is missing or cannot be read is null here: the item that
// needs it fails with the reason, so a rule need not report it again.

import { ifReadable } from '../base/errors.js';
import { type JsonValue, numberAt } from '../base/json-value.js';
import { baseName } from '../storage/keys.js';
import type { VolumeHeader } from '../volume/volume.js';
import { alignmentOf } from './alignment-files.js';
import { ancestor, type Item } from './item.js';
import { configuredMetadata } from './item-variables.js';
import { sourceCtf, sourceMdoc, sourceRawTilts } from './side-cars.js';
import type { SourceContext } from './source-context.js';
import { storageOf } from './source-files.js';
import type {
  AlignmentFacts,
  FramesFacts,
  Stated,
  TiltSeriesFacts,
  TomogramFacts,
} from './source-rules/rule.js';

/** Returns the facts of a tilt series, gathered once each. */
type TiltSeriesOf = (tiltSeries: Item) => Promise<TiltSeriesFacts>;

/** Gathers a tilt series with its side-car files. */
export async function tiltSeriesFacts(item: Item, context: SourceContext): Promise<TiltSeriesFacts> {
  const run = ancestor(item, 'run');
  const isFirst = run !== null && (await context.find('tiltseries', run))[0] === item;
  return {
    stack: await volumeStatement(item, 'the header', context),
    pixelSpacing: await ifReadable(async () => configuredLength(item, 'pixel_spacing', context)),
    tiltRange: await ifReadable(async () =>
      configured(item, 'tilt_range', context, (metadata) => {
        const [min, max] = [numberAt(metadata, 'tilt_range', 'min'), numberAt(metadata, 'tilt_range', 'max')];
        return min === null || max === null ? null : { min, max };
      }),
    ),
    mdoc: await ifReadable(() => sourceMdoc(item, context)),
    rawTilts: await ifReadable(() => sourceRawTilts(item, context)),
    ctf: await ifReadable(() => sourceCtf(item, context)),
    alignment: isFirst ? await alignmentOf(run, context) : null,
    compatible: context.options.compatible,
  };
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
    mdoc: await ifReadable(() => sourceMdoc(item, context)),
    tiltSeries: await firstTiltSeries(item, context, tiltSeriesOf),
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
  const dimension = await ifReadable(async () =>
    configured(item, 'volume_dimension', context, (metadata) => {
      const [x, y, z] = ['x', 'y', 'z'].map((axis) => numberAt(metadata, 'volume_dimension', axis));
      return x == null || y == null || z == null ? null : ([x, y, z] as const);
    }),
  );
  return {
    alignment: isFirst ? await alignmentOf(run, context) : null,
    tiltSeries: isFirst ? await firstTiltSeries(item, context, tiltSeriesOf) : null,
    dimension,
    tomograms: run === null || dimension === null ? [] : await tomogramExtents(run, context),
  };
}

/** Gathers a tomogram with the voxel spacing of the directory that it is published in. */
export async function tomogramFacts(item: Item, context: SourceContext): Promise<TomogramFacts> {
  const directory = ancestor(item, 'voxel_spacing') ?? item;
  const { source } = directory;
  const { file, ...position } = source?.location ?? { file: context.config.file };
  return {
    volume: await volumeStatement(item, 'the header', context),
    directory: { value: Number(directory.name), by: 'the voxel spacing', path: file, ...position },
    configured: await ifReadable(async () => configuredLength(item, 'voxel_spacing', context)),
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
function configured<Value>(
  item: Item,
  key: string,
  context: SourceContext,
  read: (metadata: JsonValue) => Value | null,
): Stated<Value> | null {
  if (item.entry === null) return null;
  const value = read(configuredMetadata(item, context));
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
function configuredLength(item: Item, key: string, context: SourceContext): Stated<number> | null {
  return configured(item, key, context, (metadata) => {
    const value = numberAt(metadata, key);
    return value !== null && value > 0 ? value : null;
  });
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
