import type { MrcHeader } from '../../volume/mrc/index.js';
import type { ContentChange, Severity } from '../change.js';
import { isSameBytes } from '../files/same-bytes.js';
import { isRounding, isWithin, type NumberTolerance } from '../number-tolerance.js';

type Fields = MrcHeader['fields'];

/** How much a change of a header word matters; words that are not here follow from others that are. */
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

/** Time at the end of a label, as ingests and most programs write it. */
const labelTime =
  /\s*\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}\s*$|\s*\d{2}-[A-Za-z]{3}-\d{2,4}\s+\d{2}:\d{2}:\d{2}\s*$/;

/** Changes between two MRC headers, word by word; shape and sample type first. Rounding is storage. */
export function compareMrcHeaders(a: MrcHeader, b: MrcHeader, tolerance: NumberTolerance): ContentChange[] {
  return [
    ...contrast('shape', 'science', 'header nz, ny, nx', a.shape.join(' × '), b.shape.join(' × ')),
    ...contrast('sample-type', 'storage', 'header mode', typeOf(a), typeOf(b)),
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
    yield* contrast('header-field', matters, `header ${field}`, before.join(', '), after.join(', '));
  }
}

function wordsOf(value: Fields[keyof Fields]): readonly (number | string)[] {
  return typeof value === 'number' || typeof value === 'string' ? [value] : value;
}

function labelChanges(a: readonly string[], b: readonly string[]): ContentChange[] {
  const [before, after] = [a, b].map((labels) => labels.filter((label) => label !== '')) as [
    string[],
    string[],
  ];
  const withoutTime = (labels: readonly string[]) =>
    labels.map((label) => label.replace(labelTime, '')).join('\n');
  const severity = withoutTime(before) === withoutTime(after) ? 'time' : 'metadata';
  return contrast('labels', severity, 'header labels', before.join(' | '), after.join(' | '));
}

function extendedChanges(a: MrcHeader, b: MrcHeader): ContentChange[] {
  const describe = ({ extended }: MrcHeader) =>
    extended === null ? 'none' : `${extended.bytes.length} bytes of ${extended.type || 'no type'}`;
  const [before, after] = [a.extended?.bytes ?? new Uint8Array(), b.extended?.bytes ?? new Uint8Array()];
  if (isSameBytes(before, after)) return [];
  return [
    { kind: 'extended-header', severity: 'metadata', at: 'extended header', a: describe(a), b: describe(b) },
  ];
}

function extraChanges(a: MrcHeader, b: MrcHeader): ContentChange[] {
  return (['extra1', 'extra2'] as const).flatMap((name) => {
    const [before, after] = [hex(a.extra?.[name] ?? []), hex(b.extra?.[name] ?? [])];
    return contrast(
      'header-field',
      'metadata',
      `header ${name}`,
      shorten(before),
      shorten(after),
      before === after,
    );
  });
}

function hex(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function shorten(hex: string): string {
  return hex.length > 32 ? `${hex.slice(0, 31)}…` : hex;
}

function contrast(
  kind: ContentChange['kind'],
  severity: Severity,
  at: string,
  a: string,
  b: string,
  isSame = a === b,
): ContentChange[] {
  return isSame ? [] : [{ kind, severity, at, a, b }];
}
