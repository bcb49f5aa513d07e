// Gathers the facts around an item once and checks them with the source rules. A file that is missing or cannot be read
// is null in the facts: the item that needs it fails with the reason, so a rule need not report it again.

import { ifReadable } from '../base/errors.js';
import type { Issue } from '../base/issue.js';
import { type JsonValue, numberAt, textAt } from '../base/json-value.js';
import { nameSome } from '../base/messages.js';
import { tiltOffsets } from '../formats/alignment/alignment-section.js';
import { alignmentFormats } from '../formats/alignment/read-alignment.js';
import { baseName } from '../storage/keys.js';
import type { QuantityName } from '../tree/metadata/plausible-values.js';
import { isUnset } from '../volume/volume.js';
import { alignmentOf, statedAlignment } from './alignment-files.js';
import { ancestor, describeItem, type Item } from './item.js';
import { configuredMetadata } from './item-variables.js';
import { rememberByOwner } from './remember.js';
import { sectionsWithoutRawTilts } from './sections-of-stack.js';
import { rawTiltItem, readCtf, readMdoc, readOtherTilts, readRawTilts, sourceReader } from './side-cars.js';
import { itemsOfRun, type SourceChecks, type SourceContext } from './source-context.js';
import { storageOf } from './source-files.js';
import { readingRules } from './source-rules/reading.js';
import type { AlignmentFacts, MismatchTopic, StatedNumber, TiltSeriesFacts } from './source-rules/rule.js';
import { sourceRules } from './source-rules/source-rules.js';

/** Creates the checks of a deposition. Errors whose topic `allowMismatch` lists become warnings. */
export function createSourceChecks(context: SourceContext): SourceChecks & { forget(item: Item): void } {
  const allowed = context.options.allowMismatch ?? new Set<MismatchTopic>();
  const ofFacts: SourceChecks['ofFacts'] = (name, facts, item) =>
    sourceRules.flatMap(({ code, severity: usual, topic, checks }) => {
      const result = checks[name]?.(facts) ?? [];
      const severity = topic !== undefined && allowed.has(topic) ? 'warning' : usual;
      const faults = Symbol.iterator in result ? [...result] : [result];
      return faults.map(({ others = [], message, ...fault }) => {
        const joined = others.length === 0 ? '' : ` (read as one with ${nameSome(others, mostNames)})`;
        return { code, severity, entity: describeItem(item), ...fault, message: `${message}${joined}` };
      });
    });
  const tiltSeries = rememberByOwner((item: Item, _: null) => tiltSeriesFacts(item, context));
  const tiltSeriesOf = (item: Item) => tiltSeries.of(item, null);
  const issues = rememberByOwner(async (item: Item, _: null): Promise<readonly Issue[]> => {
    if (item.origin === 'output' || item.files.length === 0) return [];
    switch (item.type) {
      case 'tiltseries':
        return ofFacts('tiltseries', await tiltSeriesOf(item), item);
      case 'frame':
        return ofFacts('frame', await framesFacts(item, context, tiltSeriesOf), item);
      case 'alignment':
        return [
          ...ofFacts('alignment', await alignmentFacts(item, context, tiltSeriesOf), item),
          ...(await unusedSideCars(item, context)),
        ];
      case 'collection_metadata':
      case 'rawtilt':
      case 'ctf':
        return unusedSideCars(item, context);
      case 'tomogram':
        return ofFacts('tomogram', await tomogramFacts(item, context, tiltSeriesOf), item);
      default:
        return [];
    }
  });
  return { ofItem: (item) => issues.of(item, null), ofFacts, forget: issues.forget };
}

const mostNames = 5;

/** Warns of files not used because one of their kind counts; the item that is used gets the warning. */
async function unusedSideCars(item: Item, context: SourceContext): Promise<readonly Issue[]> {
  if (item.type === 'alignment') return ofAlignment(item, context);
  const found = await candidates(item, context);
  const isMdoc = item.type === 'collection_metadata';
  if (found.length < 2 || item !== (isMdoc ? found.at(-1) : found[0])) return [];
  if (isMdoc && (await areTakenTogether(item, context))) return [];
  const files = found.flatMap((one) => one.files.slice(0, 1));
  return [unused(item, item.files[0] ?? '', files, context)];
}

/** Returns the items of the same kind for a run or tilt series. Of mdocs the last is used, of others the first. */
async function candidates(item: Item, context: SourceContext): Promise<readonly Item[]> {
  const parent = item.type === 'collection_metadata' ? ancestor(item, 'run') : item.parent;
  if (parent === null) return [];
  const found = await context.find(item.type, parent);
  return item.type === 'rawtilt' ? found.filter(({ files }) => files[0]?.endsWith('.rawtlt')) : found;
}

/** True for mdocs of single movies or of two branches, which are merged. One that cannot be read fails elsewhere. */
async function areTakenTogether(item: Item, context: SourceContext): Promise<boolean> {
  const mdoc = await ifReadable(() => readMdoc(item, context, sourceReader(context)));
  return mdoc === null || mdoc.isMerged;
}

function ofAlignment(item: Item, context: SourceContext): Issue[] {
  const { format } = configuredMetadata(item, context);
  const isAretomo = format === 'ARETOMO3' || item.files.some((file) => file.endsWith('.aln'));
  const name = isAretomo ? 'ARETOMO3' : (format ?? 'IMOD');
  const { readsFirst = [] } = alignmentFormats.find((each) => each.name === name) ?? {};
  return readsFirst.flatMap((ending) => {
    const files = item.files.filter((file) => file.endsWith(ending));
    return files.length < 2 ? [] : [unused(item, files[0] ?? '', files, context)];
  });
}

function unused(item: Item, used: string, files: readonly string[], context: SourceContext): Issue {
  const path = storageOf(item, context).location(used);
  return {
    code: readingRules.config.code,
    severity: 'warning',
    path,
    entity: describeItem(item),
    message: 'several files were found for this, and only this one is used',
    expected: 'one file',
    found: nameSome(files, mostNames),
    hint: 'narrow the pattern to the file that is meant',
  };
}

/** Returns the facts of a tilt series, gathered once each. */
type TiltSeriesOf = (tiltSeries: Item) => Promise<TiltSeriesFacts>;

/** Gathers a tilt series with its side-car files. */
export async function tiltSeriesFacts(item: Item, context: SourceContext): Promise<TiltSeriesFacts> {
  const run = ancestor(item, 'run');
  const isFirst = run !== null && (await context.find('tiltseries', run))[0] === item;
  const stack = await volumeStatement(item, 'the header', context);
  const read = sourceReader(context);
  const mdoc = await ifReadable(() => readMdoc(item, context, read));
  const ctf = await ifReadable(() => readCtf(item, context, read));
  const hasList = (await ifReadable(() => rawTiltItem(item, context))) != null;
  const configured = configuredIn(item, context);
  const [frames] = (await ifReadable(() => itemsOfRun(item, 'frame', context))) ?? [];
  const doseRate = frames && (await configuredIn(frames, context).length('dose_rate'));
  const alignment = isFirst ? await alignmentOf(run, context) : null;
  if (run !== null) {
    const { volumes } = context.usage;
    if (stack !== null) volumes.note(stack.value, 'tilt series', run.name);
    if (mdoc !== null) volumes.noteContent(mdoc.value, 'mdoc', run.name, mdoc.path);
    if (ctf?.value?.length) volumes.noteContent(ctf.value, 'CTF table', run.name, ctf.path);
    if (alignment !== null)
      volumes.noteContent(alignment.value.sections, 'alignment', run.name, alignment.path);
  }
  return {
    stack,
    pixelSpacing: await configured.length('pixel_spacing'),
    numbers: [
      ...(await configured.numbers(
        'pixel_spacing',
        'acceleration_voltage',
        'spherical_aberration_constant',
        'total_flux',
      )),
      ...(stack?.value.voxelSize == null || isUnset(stack.value)
        ? []
        : [{ ...stack, value: stack.value.voxelSize.y, quantity: 'pixel_spacing' as const }]),
    ],
    tiltRange: await configured.value('tilt_range', (range) => {
      const [min, max] = [numberAt(range, 'min'), numberAt(range, 'max')];
      return min === null || max === null ? null : { min, max };
    }),
    tiltAxis: await configured.value('tilt_axis', numberAt),
    tiltStep: await configured.length('tilt_step'),
    isAligned: await configured.value('is_aligned', (isAligned) => isAligned === true),
    doseRate: doseRate?.value ?? null,
    mdoc,
    rawTilts: await ifReadable(() => readRawTilts(item, context, read)),
    otherTilts: (await ifReadable(() => readOtherTilts(item, context, read))) ?? [],
    hasSectionTilts:
      hasList ||
      (ctf !== null &&
        (await ifReadable(() => sectionsWithoutRawTilts(item, mdoc, ctf.value ?? [], context))) !== null),
    ctf: ctf?.value == null ? null : { ...ctf, value: ctf.value },
    alignment,
    compatible: context.options.compatible,
  };
}

/** Gathers the frames of a run, with its mdoc and its first tilt series. */
export async function framesFacts(item: Item, context: SourceContext, tiltSeriesOf: TiltSeriesOf) {
  const names = item.files.map(baseName);
  const path = storageOf(item, context).location(item.files[0] ?? '');
  const configured = configuredIn(item, context);
  return {
    frames: { value: names, by: 'the frames', path },
    numbers: await configured.numbers('dose_rate'),
    mdoc: await ifReadable(() => readMdoc(item, context, sourceReader(context))),
    tiltSeries: await firstTiltSeries(item, context, tiltSeriesOf),
    isGainCorrected: await configured.value('is_gain_corrected', (value) =>
      typeof value === 'boolean' ? value : null,
    ),
    hasGain: context.config.sections.gains.length > 0,
  };
}

/** Gathers the alignment of a run, with its first tilt series and its tomograms. */
export async function alignmentFacts(item: Item, context: SourceContext, tiltSeriesOf: TiltSeriesOf) {
  const run = ancestor(item, 'run');
  const isFirst = run !== null && (await context.find('alignment', run))[0] === item;
  const configured = configuredIn(item, context);
  const dimension = await configured.value('volume_dimension', (extent) => {
    const [x, y, z] = ['x', 'y', 'z'].map((axis) => numberAt(extent, axis));
    return x == null || y == null || z == null ? null : ([x, y, z] as const);
  });
  const alignment = run === null ? null : await alignmentOf(run, context);
  const own = await statedAlignment(item, context);
  const metadata = configuredMetadata(item, context);
  return {
    alignment: isFirst ? alignment : null,
    own,
    first: own?.path === alignment?.path ? null : alignment,
    type: await configured.value('alignment_type', textAt),
    offsets: Object.keys(tiltOffsets).filter((key) => (metadata[key] ?? null) !== null),
    tiltSeries: isFirst ? await firstTiltSeries(item, context, tiltSeriesOf) : null,
    dimension,
    tomograms: run === null || dimension === null ? [] : await tomogramExtents(run, context),
  };
}

/** Gathers a tomogram with the voxel spacing of the directory that it is published in. */
export async function tomogramFacts(item: Item, context: SourceContext, tiltSeriesOf: TiltSeriesOf) {
  const directory = ancestor(item, 'voxel_spacing') ?? item;
  const { file, ...position } = directory.source?.location ?? { file: context.config.file };
  const run = ancestor(item, 'run');
  const volume = await volumeStatement(item, 'the header', context);
  if (volume !== null && run !== null)
    context.usage.volumes.note(volume.value, `${item.type} of ${directory.name} Å`, run.name);
  return {
    volume,
    directory: { value: Number(directory.name), by: 'the voxel spacing', path: file, ...position },
    configured: await configuredIn(item, context).length('voxel_spacing'),
    tiltSeries: await firstTiltSeries(item, context, tiltSeriesOf),
  };
}

async function firstTiltSeries(item: Item, context: SourceContext, tiltSeriesOf: TiltSeriesOf) {
  const [first] = (await ifReadable(() => itemsOfRun(item, 'tiltseries', context))) ?? [];
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

/** Returns what reads the configured metadata of an item; null for a value that is missing or cannot be read. */
function configuredIn(item: Item, context: SourceContext) {
  async function value<Value>(key: string, read: (value: JsonValue | undefined) => Value | null) {
    if (item.entry === null) return null;
    const found = await ifReadable(async () => read(configuredMetadata(item, context)[key]));
    if (found === null) return null;
    const { file: path, line, keyPath } = item.entry.location;
    const by = `${key} of the configuration`;
    return { value: found, by, path, line, keyPath: `${keyPath}.metadata.${key}` };
  }
  return {
    value,
    /** A number above 0. */
    length: (key: string) =>
      value(key, (stated) => {
        const length = numberAt(stated) ?? 0;
        return length > 0 ? length : null;
      }),
    async numbers(...keys: readonly QuantityName[]): Promise<StatedNumber[]> {
      const found = keys.map(async (quantity) => {
        const stated = await value(quantity, numberAt);
        return stated === null ? [] : [{ ...stated, quantity }];
      });
      return (await Promise.all(found)).flat();
    },
  };
}

/** Returns the header of an item's volume; null if there is none or it cannot be read. */
async function volumeStatement(item: Item, by: string, context: SourceContext) {
  const [key] = item.files;
  if (key === undefined) return null;
  const value = await ifReadable(() => context.volumeHeader(item));
  return value === null ? null : { value, by, path: storageOf(item, context).location(key) };
}
