import { openOn } from '../base/closing.js';
import { isSameBytes } from '../base/collections.js';
import { FormatError } from '../base/errors.js';
import type { Storage } from '../storage/storage.js';
import { isSameShape, voxelIn } from '../volume/chunk-grid.js';
import type { MrcHeader } from '../volume/mrc/header.js';
import { type OpenMrc, openMrc } from '../volume/source/mrc-format.js';
import type { ContentChange, NumberTolerance, Severity, Side, Sides } from './change.js';
import { isRounding, isWithin, shorten, textChange } from './change.js';
import { createBlockReader } from './same-bytes.js';
import { readBoth, withBoth } from './unreadable.js';
import { commonType, compareBlocks, type VoxelRules, voxelChanges } from './voxel-tally.js';

/** An open MRC file, with its location for messages. */
interface LocatedMrc extends OpenMrc {
  readonly location: string;
}

/** Bytes that are compared at a time: few enough for the processor's cache. */
const blockBytes = 1024 * 1024;

/**
 * Compares two MRC files: header words, then the samples if the shapes agree, and the bytes after the samples. Fails
 * with UnreadableSides for files that are not MRC, or shorter than their header says.
 */
export async function compareMrc(
  locations: Sides<{ readonly storage: Storage; readonly key: string }>,
  rules: VoxelRules,
): Promise<ContentChange[]> {
  const open = async (side: Side): Promise<LocatedMrc> => {
    const { storage, key } = locations[side];
    const [file, location] = [await storage.open(key), storage.location(key)];
    return openOn(file, async () => ({ ...(await openMrc(file, location)), location }));
  };
  return withBoth(open, async (volumes) => {
    const { a, b } = volumes;
    const headers = compareMrcHeaders(a.header, b.header, rules.tolerance);
    const surplus = await surplusByteChanges(volumes);
    if (!isSameShape(a.header.shape, b.header.shape)) return [...headers, ...surplus];
    const { tally, labels } = await compareVoxels(volumes, rules);
    const voxels = [...voxelChanges(tally, 'samples'), ...(labels?.findings('samples') ?? [])];
    return [...headers, ...voxels, ...surplus];
  });
}

/**
 * Compares the samples of two volumes of equal shape, in blocks of rows. Fails with UnreadableSides if a file turns out
 * to be shorter than its header says.
 */
async function compareVoxels(volumes: Sides<LocatedMrc>, rules: VoxelRules) {
  const comparison = compareBlocks(rules);
  const formats = { a: volumes.a.header, b: volumes.b.header };
  const type = commonType(formats.a, formats.b);
  if (type === 'wide') throw new Error('no mode of MRC needs double precision');
  const { shape } = formats.a;
  const [rows, columns] = [shape[0] * shape[1], shape[2]];
  const blockRows = Math.min(rows, Math.max(1, Math.floor(blockBytes / (4 * columns))));
  const blocksOf = ({ samples }: LocatedMrc) =>
    createBlockReader(samples.reader, blockRows * samples.rowBytes);
  const read = { a: blocksOf(volumes.a), b: blocksOf(volumes.b) };
  const readRows = (row: number) =>
    readBoth(async (side) => {
      const { samples, location } = volumes[side];
      const length = Math.min(blockRows, rows - row) * samples.rowBytes;
      const bytes = await read[side](samples.offset + row * samples.rowBytes, length);
      if (bytes.length === length) return bytes;
      throw new FormatError('the file ends within its samples', { path: location });
    });
  const whole = { origin: [0, 0, 0], extent: shape } as const;
  let pending = readRows(0);
  for (let row = 0; row < rows; row += blockRows) {
    const stored = await pending;
    if (row + blockRows < rows) {
      pending = readRows(row + blockRows);
      // The next pass awaits it; without this, a failure of the current block would leave its rejection unhandled.
      pending.catch(() => undefined);
    }
    const extent = { rows: Math.min(blockRows, rows - row), columns };
    comparison.compareStored(stored, formats, extent, type, (index) => voxelIn(whole, row * columns + index));
  }
  return comparison;
}

type Fields = MrcHeader['fields'];

/** The severity of a change of a header word. Words that are missing here follow from others. */
const severityOfField: Readonly<Partial<Record<keyof Fields, Severity>>> = {
  nxstart: 'metadata',
  nystart: 'metadata',
  nzstart: 'metadata',
  mx: 'metadata',
  my: 'metadata',
  mz: 'metadata',
  cella: 'science',
  cellb: 'science',
  mapc: 'science',
  mapr: 'science',
  maps: 'science',
  dmin: 'metadata',
  dmax: 'metadata',
  dmean: 'metadata',
  rms: 'metadata',
  ispg: 'metadata',
  exttyp: 'metadata',
  nversion: 'storage',
  origin: 'science',
  map: 'storage',
  machineStamp: 'storage',
};

/** The time at the end of a label, as this tool, IMOD and most other programs write it. */
const labelTime =
  /\s*\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}\s*$|\s*\d{2}-[A-Za-z]{3}-\d{2,4}\s+\d{2}:\d{2}:\d{2}\s*$/;

/** Compares two MRC headers, word by word; shape and mode first. Rounding is a change of storage. */
function compareMrcHeaders(a: MrcHeader, b: MrcHeader, tolerance: NumberTolerance): ContentChange[] {
  return [
    ...textChange('shape', 'science', 'header nz, ny, nx', a.shape.join(' × '), b.shape.join(' × ')),
    ...textChange('sample-type', 'storage', 'header mode', typeOf(a), typeOf(b)),
    ...fieldChanges(a.fields, b.fields, tolerance),
    ...labelChanges(a.fields.labels, b.fields.labels),
    ...extendedChanges(a, b),
    ...extraChanges(a, b),
  ];
}

function typeOf({ sampleType, littleEndian, unsignedBytes }: MrcHeader): string {
  return `${sampleType}${unsignedBytes ? ' (unsigned)' : ''}${littleEndian ? '' : ', big-endian'}`;
}

function* fieldChanges(a: Fields, b: Fields, tolerance: NumberTolerance): Generator<ContentChange> {
  for (const [field, severity] of Object.entries(severityOfField) as [keyof Fields, Severity][]) {
    const [before, after] = [wordsOf(a[field]), wordsOf(b[field])];
    const agree = (isClose: (a: number, b: number) => boolean) =>
      before.length === after.length &&
      before.every((word, index) => {
        const other = after[index];
        return typeof word === 'number' && typeof other === 'number' ? isClose(word, other) : word === other;
      });
    if (agree((x, y) => isWithin(x, y, tolerance))) continue;
    const matters = agree((x, y) => isWithin(x, y, tolerance) || isRounding(x, y)) ? 'storage' : severity;
    yield* textChange('header-field', matters, `header ${field}`, before.join(', '), after.join(', '));
  }
}

function wordsOf(value: Fields[keyof Fields]): readonly (number | string)[] {
  return typeof value === 'number' || typeof value === 'string' ? [value] : value;
}

function labelChanges(a: readonly string[], b: readonly string[]): ContentChange[] {
  const isFilled = (label: string) => label !== '';
  const [before, after] = [a.filter(isFilled), b.filter(isFilled)];
  const withoutTime = (labels: readonly string[]) =>
    labels.map((label) => label.replace(labelTime, '')).join('\n');
  const severity = withoutTime(before) === withoutTime(after) ? 'time' : 'metadata';
  return textChange('labels', severity, 'header labels', before.join(' | '), after.join(' | '));
}

function extendedChanges(a: MrcHeader, b: MrcHeader): ContentChange[] {
  const describe = ({ extended }: MrcHeader) =>
    extended === null ? 'none' : `${extended.bytes.length} bytes of ${extended.type || 'no type'}`;
  const [before, after] = [a.extended?.bytes ?? new Uint8Array(), b.extended?.bytes ?? new Uint8Array()];
  const [name, isSame] = ['extended header', isSameBytes(before, after)];
  return textChange('extended-header', 'metadata', name, describe(a), describe(b), isSame);
}

function extraChanges(a: MrcHeader, b: MrcHeader): ContentChange[] {
  return (['extra1', 'extra2'] as const).flatMap((name) => {
    const [before, after] = [hex(a.extra?.[name] ?? []), hex(b.extra?.[name] ?? [])];
    const [shownA, shownB] = [shorten(before, 32), shorten(after, 32)];
    return textChange('header-field', 'metadata', `header ${name}`, shownA, shownB, before === after);
  });
}

function hex(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Compares the bytes after the samples of two MRC files, which no reader uses. Fails with UnreadableSides. */
async function surplusByteChanges(volumes: Sides<LocatedMrc>): Promise<ContentChange[]> {
  const rests = { a: restOf(volumes.a), b: restOf(volumes.b) };
  const isSame = rests.a.length === rests.b.length && (await isSameRest(rests));
  const text = ({ length }: Rest) => `${length} bytes`;
  return textChange('surplus-bytes', 'storage', null, text(rests.a), text(rests.b), isSame);
}

type Rest = ReturnType<typeof restOf>;

function restOf({ header: { shape }, samples: { reader, offset, rowBytes } }: LocatedMrc) {
  const start = offset + shape[0] * shape[1] * rowBytes;
  const read = createBlockReader(reader, blockBytes);
  return { start, length: Math.max(0, reader.size - start), read };
}

async function isSameRest(rests: Sides<Rest>): Promise<boolean> {
  const { length } = rests.a;
  for (let at = 0; at < length; at += blockBytes) {
    const { a, b } = await readBoth((side) =>
      rests[side].read(rests[side].start + at, Math.min(blockBytes, length - at)),
    );
    if (!isSameBytes(a, b)) return false;
  }
  return true;
}
