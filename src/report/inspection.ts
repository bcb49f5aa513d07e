import { alignColumns, countOf, nameSome, printLines } from '../base/messages.js';
import { fileKinds } from '../deposition/sniff-file.js';
import { fieldsOf, pointFieldNames, publishedPoint, putLineValues } from '../formats/points/point.js';
import type { Inspection } from '../inspect/inspection.js';
import {
  formatBytes,
  formatNumber,
  formatNumbers,
  formatShape,
  formatVoxelSize,
  listNumbers,
} from './quantities.js';

/** A fact: its name and its value in one line. An empty name continues the fact before. */
type FactLine = readonly [name: string, value: string];

/** Returns a fact of several lines, of which the first has the name. */
function listed(name: string, lines: readonly string[]): FactLine[] {
  return lines.map((text, index) => [index === 0 ? name : '', text]);
}

/** Returns a fact as a list that can be spread: empty if there is no value, or an empty text. */
function fact<Value extends NonNullable<unknown>>(
  name: string,
  value: Value | null | undefined,
  format: (value: Value) => string = String,
): FactLine[] {
  const text = value == null ? '' : format(value);
  return text === '' ? [] : [[name, text]];
}

const inUnit = (unit: string) => (value: number) => `${formatNumber(value)}${unit}`;

/** Formats an inspection for a terminal: a line with kind and format, and the facts below in aligned columns. */
export function formatInspection(inspection: Inspection): string {
  const { path, kind, format, bytes, others } = inspection;
  const named = format === kind ? fileKinds[kind] : `${fileKinds[kind]}, ${format}`;
  const size = bytes === null ? '' : `, ${formatBytes(bytes)}`;
  const facts = [...factLines(inspection)];
  const also = others.map((other) => `${fileKinds[other.kind]}, ${other.format}`);
  if (also.length > 0) facts.push(['also read as', also.join('; ')]);
  const lines = alignColumns(facts).map((line) => `  ${line}`.trimEnd());
  return printLines([`${path}: ${named}${size}`, ...lines]);
}

/** Returns the facts of a file, the most important first. */
function factLines(file: Inspection): FactLine[] {
  switch (file.kind) {
    case 'volume':
      return volumeLines(file);
    case 'frames':
      return [['shape (frames, y, x)', formatShape(file.shape)], ...warnings(file.warnings)];
    case 'picture':
      return file.width === null || file.height === null
        ? []
        : [['size', `${file.width} × ${file.height} pixels`]];
    case 'mesh':
      return [
        ...listed('segments', file.segments ?? []),
        ['vertices', `${file.vertices}`],
        ['triangles', `${file.triangles}`],
        ...fact('x, y, z', file.bounds, formatBounds),
      ];
    case 'points':
      return pointLines(file);
    case 'star':
      return [
        ['file_format', 'none reads it for points'],
        ...blockLines(file.blocks),
        ...rowLines(file.rows),
      ];
    case 'table':
      return [['columns', file.columns.join(', ')], ['rows', `${file.count}`], ...rowLines(file.rows)];
    case 'mdoc':
      return mdocLines(file);
    case 'angles':
      return angleLines(file);
    case 'transforms':
      return [
        ['sections', `${file.sections}`],
        ['columns', file.columns.join(' ')],
        ...listed('first rows', file.rows.map(formatNumbers)),
      ];
    case 'alignment':
      return alignmentLines(file);
    case 'ctf':
      return ctfLines(file);
    case 'text':
      return [['lines', `${file.lines}`], ...listed('first lines', file.rows.map(cut))];
    default:
      return [...fact('items', file.items), ...fact('keys', file.keys.slice(0, 20).join(', '))];
  }
}

function angleLines({ sections, angles, range }: Omit<Of<'angles'>, 'kind'>): FactLine[] {
  if (range === null) return [['sections', `${sections}`]];
  const step = range.step === null ? '' : `, step ${formatNumber(range.step)}°`;
  return [
    ['sections', `${sections}`],
    ['angles', `${formatNumber(range.min)}° to ${formatNumber(range.max)}°${step}`],
    ['', listNumbers(angles)],
  ];
}

function mdocLines(file: Of<'mdoc'>): FactLine[] {
  return [
    ...angleLines(file),
    ...fact('pixel size', file.pixelSize, inUnit(' Å')),
    ...fact('image (x, y)', file.imageSize, formatShape),
    ...fact('voltage', file.voltage, inUnit(' kV')),
    ...fact('tilt axis', file.tiltAxis, inUnit('°')),
    // SerialEM writes a dose of 0 where it is not calibrated.
    ...fact('dose, all sections', file.totalDose, (dose) =>
      dose === 0 ? 'not recorded' : inUnit(' e/Å²')(dose),
    ),
    ...fact('sub-frames', file.rows.find(({ subFrame }) => subFrame !== null)?.subFrame),
  ];
}

function alignmentLines(file: Of<'alignment'>): FactLine[] {
  if (file.excluded !== undefined) {
    return [
      ['sections left out', listNumbers(file.excluded) || 'none'],
      ...fact('sections included', file.included, listNumbers),
    ];
  }
  return [
    ...tomogramLine(file),
    ...angleLines(file),
    ...listed('first sections', file.rows.map(alignmentRow)),
  ];
}

function alignmentRow({ section, angle, rotation, shift }: Of<'alignment'>['rows'][number]): string {
  const shifted = shift === null ? '' : `, shifted by ${formatNumbers(shift)}`;
  return `${section}: ${formatNumber(angle)}°, turned by ${formatNumber(rotation)}°${shifted}`;
}

/** The tilt series of a file of several. */
function tomogramLine({ tomograms }: Of<'alignment' | 'ctf'>): FactLine[] {
  return fact('tilt series', tomograms, (names) => `${nameSome(names, 5)}; the first has`);
}

function ctfLines(file: Of<'ctf'>): FactLine[] {
  return [
    ...tomogramLine(file),
    ['sections', `${file.sections}`],
    ...fact('defocus', file.defocus, (range) => `${range.map(formatNumber).join(' to ')} Å`),
    ...listed('first rows', file.rows.map(ctfRow)),
  ];
}

function ctfRow({ section, defocus1, defocus2, azimuth }: Of<'ctf'>['rows'][number]): string {
  const angle = azimuth === undefined ? '' : `, ${formatNumber(azimuth)}°`;
  return `${section}: ${formatNumber(defocus1)} and ${formatNumber(defocus2)} Å${angle}`;
}

function formatBounds({ min, max }: NonNullable<Of<'points'>['bounds']>): string {
  return `${formatNumbers(min)} to ${formatNumbers(max)}`;
}

function warnings(messages: readonly string[]): FactLine[] {
  return messages.map((message) => ['warning', message]);
}

type Volume = Of<'volume'>;
type Form = NonNullable<Volume['compression']>[number];

type Of<Kind extends Inspection['kind']> = Extract<Inspection, { kind: Kind }>;

const nameLine = ({ label, name }: { label: number; name: string }) => `${label}  ${name}`;

function volumeLines(file: Volume): FactLine[] {
  const { shape, type, voxelSize, byteOrder, mrc, statistics, labels } = file;
  const { levels = [], compression = [], labelNames = [] } = file;
  const mode = mrc === undefined ? '' : `, mode ${mrc.mode}, ${byteOrder} endian`;
  return [
    ['shape (z, y, x)', formatShape(shape)],
    ['type', `${type}${mode}`],
    ['voxel size', formatVoxelSize(voxelSize)],
    ...(mrc === undefined ? [] : mrcLines(mrc)),
    ...listed('levels', levels.map(levelLine)),
    ...fact('values', statistics, valuesText),
    ...fact('not finite', statistics && statistics.nanCount + statistics.infinityCount, (odd) =>
      odd === 0 ? '' : countOf(odd, 'voxel'),
    ),
    ...fact('labels', labels, (found) => listNumbers(found) || 'none'),
    ...listed('label names', labelNames.map(nameLine)),
    ...listed('as OME-Zarr', compression.map(formLine)),
    ...warnings(file.warnings),
  ];
}

function levelLine({ path, shape, chunk, voxelSize }: NonNullable<Volume['levels']>[number]): string {
  return `${path}: ${formatShape(shape)}, chunks of ${formatShape(chunk)}, ${formatVoxelSize(voxelSize)}`;
}

/** The estimated size of a volume as OME-Zarr. */
function formLine({ version, compression, bytes, voxelBytes }: Form): string {
  const share = ((100 * bytes) / voxelBytes).toFixed(0);
  return `${version} ${compression}: about ${formatBytes(bytes)}, ${share} % of its voxels as float32`;
}

function mrcLines(header: NonNullable<Volume['mrc']>): FactLine[] {
  const { spaceGroup, origin, headerStatistics } = header;
  return [
    ['space group', `${spaceGroup}${spaceGroup === 0 ? ' (image stack)' : ''}`],
    ...fact('origin', origin.some((at) => at !== 0) ? `${formatNumbers(origin)} Å` : null),
    ...fact('header values', headerStatistics, valuesText),
    ...fact('extended header', header.extendedHeader, ({ type, bytes }) => `${type} ${bytes} bytes`.trim()),
    ...header.labels.map((label): FactLine => ['label', label.trim()]),
  ];
}

function valuesText(stated: NonNullable<NonNullable<Volume['mrc']>['headerStatistics']>): string {
  const { min, max, mean, rms } = stated;
  const deviation = rms === null ? '' : `, deviation ${formatNumber(rms)}`;
  return `${formatNumber(min)} to ${formatNumber(max)}, mean ${formatNumber(mean)}${deviation}`;
}

const longestRow = 100;

/** The number of points of a file, its columns and its first rows. */
function pointLines(file: Of<'points'>): FactLine[] {
  const { count, unread = 'the configuration must say more', blocks } = file;
  return [
    ...fact('file_format', file.file_format),
    ...fact('types', file.types.join(', ')),
    ['points', count === null ? `not read: ${unread}` : `${count}`],
    ...fact('instances', file.instances),
    ...fact('x, y, z', file.bounds, formatBounds),
    ...(blocks === undefined ? fact('columns', file.columns.join(', ')) : blockLines(blocks)),
    ...rowLines(file.rows),
    ...listed('first points', file.points.map(formatPoint)),
  ];
}

function blockLines(blocks: readonly Of<'star'>['blocks'][number][]): FactLine[] {
  return blocks.flatMap(({ name, columns, rows, keys }): FactLine[] => [
    ['block', `data_${name}: ${countOf(rows, 'row')} of ${countOf(columns.length, 'column')}`],
    ...fact('', columns.join(' ')),
    ...fact('', Object.keys(keys).join(' '), (names) => (names === '' ? '' : `keys ${names}`)),
  ]);
}

function rowLines(rows: readonly (readonly string[])[]): FactLine[] {
  const texts = rows.map((row) => cut(row.join('  ')));
  return listed('first rows', texts);
}

function cut(row: string): string {
  return row.slice(0, longestRow);
}

function formatPoint(point: Of<'points'>['points'][number]): string {
  const values: number[] = [];
  if ('location' in point) putLineValues(point, values, 0);
  const shown = 'location' in point ? publishedPoint(0, point.type, fieldsOf[point.type], values) : point;
  const fields = pointFieldNames.map((field) => {
    const numbers = shown[field] === null ? [] : [shown[field]].flat(2);
    const texts = numbers.map((value) => formatNumber(Number(value.toFixed(3))));
    return texts.length === 0 ? '' : `, ${field} ${texts.join(' ')}`;
  });
  return `${formatNumbers([shown.x, shown.y, shown.z])}${fields.join('')}`;
}
