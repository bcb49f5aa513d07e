import { countOf, nameSome, printLines } from '../base/messages.js';
import { fileKinds } from '../deposition/sniff-file.js';
import type { Inspection } from '../inspect/inspection.js';
import { alignColumns } from './columns.js';
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

/** Returns a fact as a list; empty for null, so that it can be spread. */
function fact(name: string, value: string | null): FactLine[] {
  return value === null ? [] : [[name, value]];
}

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
        ...(file.bounds === null ? [] : boundLines(file.bounds)),
      ];
    case 'points':
      return pointLines(file);
    case 'star':
      return starLines(file);
    case 'table':
      return tableLines(file);
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
      return [
        ['lines', `${file.lines}`],
        ...listed(
          'first lines',
          file.rows.map((row) => row.slice(0, longestRow)),
        ),
      ];
    default:
      return [
        ...fact('items', file.items === undefined ? null : `${file.items}`),
        ...fact('keys', file.keys.length === 0 ? null : file.keys.slice(0, 20).join(', ')),
      ];
  }
}

function angleLines({
  sections,
  angles,
  range,
}: Pick<Of<'angles'>, 'sections' | 'angles' | 'range'>): FactLine[] {
  if (range === null) return [['sections', `${sections}`]];
  const step = range.step === null ? '' : `, step ${formatNumber(range.step)}°`;
  return [
    ['sections', `${sections}`],
    ['angles', `${formatNumber(range.min)}° to ${formatNumber(range.max)}°${step}`],
    ['', listNumbers(angles)],
  ];
}

function mdocLines(file: Of<'mdoc'>): FactLine[] {
  // SerialEM writes a dose of 0 where it is not calibrated.
  const total = file.totalDose;
  const dose = total === null ? null : total === 0 ? 'not recorded' : `${formatNumber(total)} e/Å²`;
  return [
    ...angleLines(file),
    ...fact('pixel size', file.pixelSize === null ? null : `${formatNumber(file.pixelSize)} Å`),
    ...fact('image (x, y)', file.imageSize === null ? null : formatShape(file.imageSize)),
    ...fact('voltage', file.voltage === null ? null : `${formatNumber(file.voltage)} kV`),
    ...fact('tilt axis', file.tiltAxis === null ? null : `${formatNumber(file.tiltAxis)}°`),
    ...fact('dose, all sections', dose),
    ...fact('sub-frames', file.rows.find(({ subFrame }) => subFrame !== null)?.subFrame ?? null),
  ];
}

function alignmentLines(file: Of<'alignment'>): FactLine[] {
  if (file.excluded !== undefined) {
    const list = file.excluded.length === 0 ? 'none' : listNumbers(file.excluded);
    const { included } = file;
    return [
      ['sections left out', list],
      ...fact('sections included', included === undefined ? null : listNumbers(included)),
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
  return fact('tilt series', tomograms === undefined ? null : `${nameSome(tomograms, 5)}; the first has`);
}

function ctfLines(file: Of<'ctf'>): FactLine[] {
  const { sections, defocus, rows } = file;
  return [
    ...tomogramLine(file),
    ['sections', `${sections}`],
    ...fact('defocus', defocus === null ? null : `${defocus.map(formatNumber).join(' to ')} Å`),
    ...listed('first rows', rows.map(ctfRow)),
  ];
}

function ctfRow({ section, defocus1, defocus2, azimuth }: Of<'ctf'>['rows'][number]): string {
  const angle = azimuth === undefined ? '' : `, ${formatNumber(azimuth)}°`;
  return `${section}: ${formatNumber(defocus1)} and ${formatNumber(defocus2)} Å${angle}`;
}

/** The lowest and highest coordinates. */
function boundLines({
  min,
  max,
}: {
  readonly min: readonly number[];
  readonly max: readonly number[];
}): FactLine[] {
  return [['x, y, z', `${formatNumbers(min)} to ${formatNumbers(max)}`]];
}

/** Warnings about a file. */
function warnings(messages: readonly string[]): FactLine[] {
  return messages.map((message) => ['warning', message]);
}

type Volume = Of<'volume'>;
type Form = NonNullable<Volume['compression']>[number];

type Of<Kind extends Inspection['kind']> = Extract<Inspection, { kind: Kind }>;

/** Shape, type, voxel size and other facts of a volume. */
function volumeLines(file: Volume): FactLine[] {
  const { shape, type, voxelSize, byteOrder, mrc, levels = [], statistics, labels, compression = [] } = file;
  const mode = mrc === undefined ? '' : `, mode ${mrc.mode}, ${byteOrder} endian`;
  return [
    ['shape (z, y, x)', formatShape(shape)],
    ['type', `${type}${mode}`],
    ['voxel size', formatVoxelSize(voxelSize)],
    ...(mrc === undefined ? [] : mrcLines(mrc)),
    ...listed('levels', levels.map(levelLine)),
    ...(statistics === undefined ? [] : statisticLines(statistics)),
    ...fact('labels', labels === undefined ? null : labels.length === 0 ? 'none' : listNumbers(labels)),
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

function mrcLines({
  spaceGroup,
  origin,
  headerStatistics: stated,
  extendedHeader,
  labels,
}: NonNullable<Volume['mrc']>): FactLine[] {
  const extended =
    extendedHeader === null ? [] : [`${extendedHeader.type} ${extendedHeader.bytes} bytes`.trim()];
  return [
    ['space group', `${spaceGroup}${spaceGroup === 0 ? ' (image stack)' : ''}`],
    ...fact('origin', origin.some((at) => at !== 0) ? `${formatNumbers(origin)} Å` : null),
    ...fact('header values', stated === null ? null : valuesText(stated)),
    ...extended.map((text): FactLine => ['extended header', text]),
    ...labels.map((label): FactLine => ['label', label.trim()]),
  ];
}

function statisticLines(statistics: NonNullable<Volume['statistics']>): FactLine[] {
  const odd = statistics.nanCount + statistics.infinityCount;
  return [
    ['values', valuesText(statistics)],
    ...fact('not finite', odd === 0 ? null : countOf(odd, 'voxel')),
  ];
}

function valuesText({
  min,
  max,
  mean,
  rms,
}: NonNullable<NonNullable<Volume['mrc']>['headerStatistics']>): string {
  const deviation = rms === null ? '' : `, deviation ${formatNumber(rms)}`;
  return `${formatNumber(min)} to ${formatNumber(max)}, mean ${formatNumber(mean)}${deviation}`;
}

type Point = Of<'points'>['points'][number];

/** Characters of a row that are shown. */
const longestRow = 100;

/** The number of points of a file, its columns and its first rows. */
function pointLines(file: Of<'points'>): FactLine[] {
  const {
    file_format: format,
    types,
    count,
    unread,
    columns,
    blocks,
    rows,
    points,
    bounds,
    instances,
  } = file;
  return [
    ...fact('file_format', format),
    ...fact('types', types.length === 0 ? null : types.join(', ')),
    ['points', count === null ? `not read: ${unread ?? 'the configuration must say more'}` : `${count}`],
    ...fact('instances', instances === undefined ? null : `${instances}`),
    ...(bounds === null ? [] : boundLines(bounds)),
    ...(blocks === undefined
      ? fact('columns', columns.length === 0 ? null : columns.join(', '))
      : blockLines(blocks)),
    ...rowLines(rows),
    ...listed('first points', points.map(formatPoint)),
  ];
}

/** The blocks of a STAR file, and the first rows of its first table. */
function starLines({ blocks, rows }: Of<'star'>): FactLine[] {
  return [['file_format', 'none reads it for points'], ...blockLines(blocks), ...rowLines(rows)];
}

/** The columns and first rows of a table. */
function tableLines({ columns, count, rows }: Of<'table'>): FactLine[] {
  return [['columns', columns.join(', ')], ['rows', `${count}`], ...rowLines(rows)];
}

function blockLines(blocks: readonly Of<'star'>['blocks'][number][]): FactLine[] {
  return blocks.flatMap(({ name, columns, rows, keys }): FactLine[] => [
    ['block', `data_${name}: ${countOf(rows, 'row')} of ${countOf(columns.length, 'column')}`],
    ...fact('', columns.length === 0 ? null : columns.join(' ')),
    ...fact('', Object.keys(keys).length === 0 ? null : `keys ${Object.keys(keys).join(' ')}`),
  ]);
}

function rowLines(rows: readonly (readonly string[])[]): FactLine[] {
  return listed(
    'first rows',
    rows.map((row) => row.join('  ').slice(0, longestRow)),
  );
}

function formatPoint(point: Point): string {
  const { x, y, z } = 'location' in point ? point.location : point;
  const rotation = 'rotation' in point && point.rotation !== null ? point.rotation.flat() : [];
  const turned =
    rotation.length === 0
      ? ''
      : `, rotation ${rotation.map((value) => formatNumber(Number(value.toFixed(3)))).join(' ')}`;
  const instance = 'instanceId' in point ? point.instanceId : 'instance' in point ? point.instance : null;
  return `${formatNumbers([x, y, z])}${turned}${instance === null ? '' : `, instance ${instance}`}`;
}
