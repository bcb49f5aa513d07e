import type { FileHead } from '../file-head.js';
import type { PointFormat, PointType } from './point.js';
import { readCets } from './read-cets.js';
import { readCopick } from './read-copick.js';
import { readCbox, readCoords } from './read-cryolo.js';
import { delimitedReader } from './read-delimited.js';
import { readDynamo } from './read-dynamo.js';
import { readEman2 } from './read-eman2.js';
import { readMarkers } from './read-markers.js';
import { readModel } from './read-model.js';
import { readMotiveList } from './read-motive-list.js';
import { readPeet } from './read-peet.js';
import { readSpatialGraph } from './read-spatial-graph.js';
import { starReader } from './read-star-points.js';
import { readTardis } from './read-tardis.js';
import {
  delimitedNumbers,
  headedNumbers,
  isCbox,
  isCets,
  isCoords,
  isCopick,
  isDynamo,
  isEman2,
  isMarkers,
  isModel,
  isMotiveList,
  isPeet,
  isRelion3,
  isRelion4,
  isRelion5,
  isRelion31,
  isSpatialGraph,
  isStopgap,
  isTardis,
  isTomoman,
} from './sniff-points.js';
import { relion3, relion4, relion5, relion31, type StarLayout, stopgap, tomoman } from './star-layout.js';

/** Returns what formats of delimited text share. */
const table = (delimiter: string, hasHeader: boolean) => {
  const columns = { delimiter, hasHeader };
  const [types, options] = [['point'], ['binning', 'order', 'delimiter']] as const;
  return { types, options, columns, isLoose: true, read: delimitedReader(columns) } as const;
};
const particles = { types: ['point', 'orientedPoint'], options: ['binning', 'order', 'filter'] } as const;
const withTomograms = [...particles.options, 'tomograms'] as const;

/** Returns the format of particles in STAR files of a layout. */
const star = (layout: StarLayout, description: string, sniff: PointFormat['sniff']): PointFormat => {
  return { name: layout.name, description, ...particles, sniff, read: starReader(layout) };
};

/** All formats of points, one row a format; the first that matches is used, loose ones last. */
export const pointFormats: readonly PointFormat[] = [
  {
    name: 'csv',
    description: 'Delimited text without a header; the first three columns are the coordinates.',
    ...table(',', false),
    sniff: delimitedNumbers(','),
  },
  {
    name: 'csv_with_header',
    description: 'Delimited text whose first line names the columns.',
    ...table(',', true),
    sniff: headedNumbers,
  },
  {
    name: 'tsv',
    description: 'Text with tabs between the columns, without a header.',
    ...table('\t', false),
    sniff: delimitedNumbers('\t'),
  },
  {
    name: 'mod',
    description: 'IMOD model: points of all contours, or its slicer angles.',
    types: ['point', 'orientedPoint'],
    options: ['binning', 'order'],
    sniff: isModel,
    read: readModel,
  },
  star(relion3, 'Particles of RELION 3.', isRelion3),
  star(relion4, 'Particles of RELION 4, with a block of optics; turned with their subtomograms.', isRelion4),
  star(tomoman, 'Particles of RELION 3 as TOMOMAN exports them.', isTomoman),
  { ...star(stopgap, 'Motive list of STOPGAP.', isStopgap), types: ['orientedPoint'] },
  {
    name: 'tardis',
    description: 'Table of TARDIS: instance, x, y and z.',
    types: ['instancePoint'],
    columns: { delimiter: ',', hasHeader: true },
    isInAngstrom: true,
    options: ['binning'],
    sniff: isTardis,
    read: readTardis,
  },
  {
    name: 'copick',
    description: 'Picks of copick (JSON).',
    types: ['point', 'orientedPoint', 'instancePoint'],
    isInAngstrom: true,
    options: ['binning'],
    sniff: isCopick,
    read: readCopick,
  },
  {
    ...star(relion5, 'Particles of RELION 5, in Å from the centre of their tomogram.', isRelion5),
    options: withTomograms,
  },
  star(
    relion31,
    'Particles of RELION 3.1, Warp or M, with a block of optics; the micrograph is the tomogram.',
    isRelion31,
  ),
  {
    name: 'dynamo_tbl',
    description: 'Table of Dynamo.',
    types: particles.types,
    options: withTomograms,
    sniff: isDynamo,
    read: readDynamo,
  },
  {
    name: 'em_motl',
    description: 'Motive list in the EM format (AV3, Artiatomi, novaSTA, cryoCAT).',
    types: particles.types,
    options: withTomograms,
    sniff: isMotiveList,
    read: readMotiveList,
  },
  {
    name: 'cbox',
    description: 'Boxes of crYOLO; the centre of each is the point.',
    types: ['point'],
    options: ['binning', 'order'],
    sniff: isCbox,
    read: readCbox,
  },
  {
    name: 'coords',
    description:
      'Coordinates of crYOLO: x, y and z with blanks between them; colours behind them are left out.',
    types: ['point'],
    isLoose: true,
    options: ['binning', 'order'],
    sniff: isCoords,
    read: readCoords,
  },
  {
    name: 'eman2_json',
    description: 'Boxes of an EMAN2 info file (boxes_3d); the filter picks a class.',
    types: ['point'],
    options: ['binning', 'order', 'filter'],
    sniff: isEman2,
    read: readEman2,
  },
  {
    name: 'cmm',
    description: 'Markers of ChimeraX, in Å; a set of markers is an instance.',
    types: ['point', 'instancePoint'],
    isInAngstrom: true,
    options: ['binning'],
    sniff: isMarkers,
    read: readMarkers,
  },
  {
    name: 'peet_motl',
    description: 'Motive list of PEET (CSV), with the model of its points as tomograms_path.',
    types: particles.types,
    columns: { delimiter: ',', hasHeader: true },
    options: ['binning', 'order', 'tomograms'],
    sniff: isPeet,
    read: readPeet,
  },
  {
    name: 'amira_graph',
    description: 'Spatial graph of Amira or Avizo, in Å or a unit that it names; an edge is an instance.',
    types: ['instancePoint'],
    isInAngstrom: true,
    options: ['binning', 'order'],
    sniff: isSpatialGraph,
    read: readSpatialGraph,
  },
  {
    name: 'cets',
    description: 'Points of a CETS data set (JSON), in Å; the filter is the id of an annotation.',
    types: ['point', 'orientedPoint'],
    isInAngstrom: true,
    options: ['binning', 'filter'],
    sniff: isCets,
    read: readCets,
  },
];

/** Value of `file_format` that detects the format by the content of the file. */
export const autoFormat = 'auto';

/** Returns the names of the formats that can hold points of a type, and `auto`. */
export function pointFormatNames(type: PointType): string[] {
  return [...pointFormats.filter(({ types }) => types.includes(type)).map(({ name }) => name), autoFormat];
}

/** Returns the first format that a file begins like, of those with points of `type` if given, or null. */
export function sniffPointFormat(head: FileHead, type: PointType | null = null): PointFormat | null {
  const isAlike = (format: PointFormat) =>
    (type === null || format.types.includes(type)) && format.sniff(head);
  const matching = pointFormats.filter(isAlike);
  return matching.find(({ isLoose }) => isLoose !== true) ?? matching[0] ?? null;
}
