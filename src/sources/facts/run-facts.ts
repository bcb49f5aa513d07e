import { ifReadable } from '../../errors/index.js';
import { numberAt } from '../../json/index.js';
import { ancestor, type Item } from '../item.js';
import { baseName } from '../item-paths.js';
import type { AlignmentFacts, FramesFacts, TiltSeriesFacts, TomogramFacts } from '../rules/contexts.js';
import { sourceMdoc } from '../side-cars.js';
import type { SourceContext } from '../source-context.js';
import { storageOf } from '../source-files.js';
import { alignmentOf } from './alignment-of.js';
import { configured, configuredLength } from './configured.js';
import { volumeStatement } from './volume-statement.js';

/** Facts of tilt series, each gathered once. */
export type TiltSeriesOf = (tiltSeries: Item) => Promise<TiltSeriesFacts>;

/** The frames of a run, with its mdoc and its first tilt series. */
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

/** The alignment of a run, with its first tilt series and its tomograms. */
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

/** A tomogram, with the spacing of the directory that it is published in. */
export async function tomogramFacts(item: Item, context: SourceContext): Promise<TomogramFacts> {
  const directory = ancestor(item, 'voxel_spacing') ?? item;
  const { source } = directory;
  const place = source === null ? { path: context.config.file } : placeOfSource(source.location);
  return {
    volume: await volumeStatement(item, 'the header', context),
    directory: { value: Number(directory.name), by: 'the voxel spacing', ...place },
    configured: await ifReadable(async () => configuredLength(item, 'voxel_spacing', context)),
  };
}

function placeOfSource({ file, line, keyPath }: { file: string; line: number; keyPath: string }) {
  return { path: file, line, keyPath };
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
