import { countOf } from '../../errors/index.js';
import type { Inspection } from '../../inspect/index.js';
import { boundLines, type FactLine } from './fact-line.js';
import { formatNumber, formatNumbers } from './format-values.js';

type Of<Kind extends Inspection['kind']> = Extract<Inspection, { kind: Kind }>;
type Point = Of<'points'>['points'][number];

/** Characters of a row that are shown. */
const longestRow = 100;

/** The points of a file, its columns and its first rows. */
export function pointLines(file: Of<'points'>): FactLine[] {
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
    ...points.map((point, at): FactLine => [at === 0 ? 'first points' : '', formatPoint(point)]),
  ];
}

/** Blocks of a STAR file, and the first rows of its first table. */
export function starLines({ blocks, rows }: Of<'star'>): FactLine[] {
  return [['file_format', 'none reads it for points'], ...blockLines(blocks), ...rowLines(rows)];
}

/** Columns and first rows of a table. */
export function tableLines({ columns, count, rows }: Of<'table'>): FactLine[] {
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
  return rows.map((row, at) => [at === 0 ? 'first rows' : '', row.join('  ').slice(0, longestRow)]);
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

function fact(name: string, value: string | null): FactLine[] {
  return value === null ? [] : [[name, value]];
}
