import type { PointType } from './point.js';
import type { PointFormat } from './point-format.js';
import { readCopick } from './read-copick.js';
import { delimitedReader } from './read-delimited.js';
import { readModel } from './read-model.js';
import { starReader } from './read-star-points.js';
import { readTardis } from './read-tardis.js';
import { relion3, relion4, stopgap, tomoman } from './star-layout.js';

const table = { types: ['point'], options: ['binning', 'order', 'delimiter'] } as const;
const particles = { types: ['point', 'orientedPoint'], options: ['binning', 'order', 'filter'] } as const;

/** Every kind of point file, one row a format. */
export const pointFormats: readonly PointFormat[] = [
  {
    name: 'csv',
    description: 'Delimited text without a header; the first three columns are the coordinates.',
    ...table,
    read: delimitedReader({ delimiter: ',', hasHeader: false }),
  },
  {
    name: 'csv_with_header',
    description: 'Delimited text whose first line names the columns.',
    ...table,
    read: delimitedReader({ delimiter: ',', hasHeader: true }),
  },
  {
    name: 'tsv',
    description: 'Text with tabs between the columns, without a header.',
    ...table,
    read: delimitedReader({ delimiter: '\t', hasHeader: false }),
  },
  {
    name: 'mod',
    description: 'IMOD model: points of all contours, or its slicer angles.',
    types: ['point', 'orientedPoint'],
    options: ['binning', 'order'],
    read: readModel,
  },
  {
    name: 'relion3_star',
    description: 'Particles of RELION 3.',
    ...particles,
    read: starReader(relion3),
  },
  {
    name: 'relion4_star',
    description: 'Particles of RELION 4, with a block of optics.',
    ...particles,
    read: starReader(relion4),
  },
  {
    name: 'tomoman_relion_star',
    description: 'Particles of RELION 3 as TOMOMAN exports them.',
    ...particles,
    read: starReader(tomoman),
  },
  {
    name: 'stopgap_star',
    description: 'Motive list of STOPGAP.',
    ...particles,
    types: ['orientedPoint'],
    read: starReader(stopgap),
  },
  {
    name: 'tardis',
    description: 'Table of TARDIS: instance, x, y and z.',
    types: ['instancePoint'],
    options: ['binning'],
    read: readTardis,
  },
  {
    name: 'copick',
    description: 'Picks of copick (JSON).',
    types: ['point', 'orientedPoint', 'instancePoint'],
    options: ['binning'],
    read: readCopick,
  },
];

/** Names of the formats that can give points of a type. */
export function pointFormatNames(type: PointType): string[] {
  return pointFormats.filter(({ types }) => types.includes(type)).map(({ name }) => name);
}
