import { parseEmHead } from '../em.js';
import { type FileHead, holdsColumns, rootPattern, someBlockHolds, starOutline } from '../file-head.js';
import { fields, latin1 } from '../text.js';
import type { PointFormat, PointType } from './point.js';
import { delimitedReader, readCoords, readNapari, readTardis } from './read-delimited.js';
import { readCets, readCopick, readEman2 } from './read-json-points.js';
import { readDynamo, readModel, readMotiveList, readPeet } from './read-particle-lists.js';
import { readSpatialGraph } from './read-spatial-graph.js';
import { readCbox, readStarPoints } from './read-star-points.js';
import { readDeepFinder, readMarkers, readPytom } from './read-xml-points.js';
import {
  delimitedNumbers,
  firstCells,
  headedNumbers,
  isDynamoRow,
  isJsonWith,
  isNapariHeader,
  isNumbers,
  isRelion5,
  isSpatialGraph,
  isTardis,
  relionParticles,
} from './sniff-points.js';
import {
  ofM,
  relion3,
  relion4,
  relion5,
  relion31,
  type StarLayout,
  stopgap,
  tomoman,
} from './star-layout.js';

/** Returns a format of delimited text. */
const table = (name: string, delimiter: string, hasHeader: boolean, description: string): PointFormat => {
  const columns = { delimiter, hasHeader };
  const sniff = hasHeader ? headedNumbers(delimiter) : delimitedNumbers(delimiter);
  const [types, options] = [['point'], ['binning', 'order', 'delimiter']] as const;
  return { name, description, types, options, columns, isLoose: true, sniff, read: delimitedReader(columns) };
};
const particles = { types: ['point', 'orientedPoint'], options: ['binning', 'order', 'filter'] } as const;
const markerSets = rootPattern('<marker_set', '<marker_sets');
const objectList = rootPattern('<objlist');
const particleList = rootPattern('<ParticleList');
const withTomograms = [...particles.options, 'tomograms'] as const;

/** Returns the format of particles in STAR files of a layout. */
const star = (layout: StarLayout, description: string, sniff: PointFormat['sniff']): PointFormat => {
  const read: PointFormat['read'] = (...file) => readStarPoints(layout, ...file);
  return { name: layout.name, description, ...particles, sniff, read };
};

/** All formats of points, one row a format; the first that matches is used, loose ones last. */
export const pointFormats: readonly PointFormat[] = [
  table('csv', ',', false, 'Delimited text without a header; the first three columns are the coordinates.'),
  table('csv_with_header', ',', true, 'Delimited text whose first line names the columns.'),
  table('tsv', '\t', false, 'Text with tabs between the columns, without a header.'),
  table('tsv_with_header', '\t', true, 'Text with tabs between the columns, whose first line names them.'),
  {
    name: 'mod',
    description: 'IMOD model: points of all contours, or its slicer angles.',
    types: ['point', 'orientedPoint'],
    options: ['binning', 'order'],
    sniff: ({ bytes }) => latin1(bytes.subarray(0, 4)) === 'IMOD',
    read: readModel,
  },
  star(relion3, 'Particles of RELION 3.', relionParticles(false, false)),
  star(
    relion4,
    'Particles of RELION 4, with a block of optics; turned with their subtomograms.',
    relionParticles(true, true),
  ),
  star(tomoman, 'Particles of RELION 3 as TOMOMAN exports them.', relionParticles(false, true)),
  {
    ...star(stopgap, 'Motive list of STOPGAP.', (head) => someBlockHolds(head, 'tomo_num', 'orig_x')),
    types: ['orientedPoint'],
  },
  {
    name: 'tardis',
    description: 'Table of TARDIS, or of another program that numbers objects: instance, x, y and z.',
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
    sniff: ({ text }) =>
      isJsonWith(text, 'pickable_object_name|transformation_') && !isJsonWith(text, 'boxes_3d'),
    read: readCopick,
  },
  {
    ...star(relion5, 'Particles of RELION 5, in Å from the centre of their tomogram.', isRelion5),
    options: withTomograms,
  },
  star(
    relion31,
    'Particles of RELION 3.1, Warp or M, with a block of optics; the micrograph is the tomogram.',
    relionParticles(true, false),
  ),
  {
    name: 'dynamo_tbl',
    description: 'Table of Dynamo.',
    types: particles.types,
    options: withTomograms,
    sniff: ({ lines: [first = ''] }) => isDynamoRow(fields(first)),
    read: readDynamo,
  },
  {
    name: 'em_motl',
    description: 'Motive list in the EM format (AV3, Artiatomi, novaSTA, cryoCAT).',
    types: particles.types,
    options: withTomograms,
    sniff({ bytes }) {
      const size = parseEmHead(bytes);
      return size !== null && size[0] === 20 && size[2] === 1;
    },
    read: readMotiveList,
  },
  {
    name: 'cbox',
    description: 'Boxes of crYOLO; the centre of each is the point.',
    types: ['point'],
    options: ['binning', 'order'],
    sniff: (head) => holdsColumns(starOutline(head).get('cryolo'), 'CoordinateX', 'Width'),
    read: readCbox,
  },
  {
    name: 'coords',
    description:
      'Coordinates of crYOLO: x, y and z with blanks between them; colours behind them are left out.',
    types: ['point'],
    isLoose: true,
    options: ['binning', 'order'],
    sniff: ({ lines: [first = ''] }) =>
      !first.includes('\t') && fields(first).length === 3 && isNumbers(fields(first)),
    read: readCoords,
  },
  {
    name: 'eman2_json',
    description: 'Boxes of an EMAN2 info file (boxes_3d); the filter picks a class.',
    types: ['point'],
    options: ['binning', 'order', 'filter'],
    sniff: ({ text }) => isJsonWith(text, 'boxes_3d'),
    read: readEman2,
  },
  {
    name: 'cmm',
    description: 'Markers of ChimeraX, in Å; a set of markers is an instance.',
    types: ['point', 'instancePoint'],
    isInAngstrom: true,
    options: ['binning'],
    sniff: ({ text }) => markerSets.test(text),
    read: readMarkers,
  },
  {
    name: 'peet_motl',
    description: 'Motive list of PEET (CSV), with the model of its points as tomograms_path.',
    types: particles.types,
    columns: { delimiter: ',', hasHeader: true },
    options: ['binning', 'order', 'tomograms'],
    sniff: (head) =>
      firstCells(head)[0] === 'CCC' && ['pIndex', 'xOffset'].every((name) => firstCells(head).includes(name)),
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
    description:
      'Points of a CETS data set (JSON), in Å; the filter is the id of an annotation, REGION/ID where regions share it.',
    types: ['point', 'orientedPoint'],
    isInAngstrom: true,
    options: ['binning', 'filter'],
    sniff: ({ text }) => isJsonWith(text, 'regions', 'origin3D'),
    read: readCets,
  },
  {
    ...star(ofM, 'Particles of M, in Å; of several points in time the first.', (head) =>
      someBlockHolds(head, ofM.position[0]),
    ),
    isInAngstrom: true,
  },
  {
    name: 'napari_csv',
    description: 'Points layer of napari (CSV): index, z, y and x.',
    types: ['point'],
    columns: { delimiter: ',', hasHeader: true },
    options: ['binning'],
    sniff: (head) => isNapariHeader(firstCells(head)),
    read: readNapari,
  },
  {
    name: 'deepfinder_xml',
    description: 'Object list of DeepFinder (XML); the filter picks a class, and a tomogram.',
    types: ['point'],
    options: ['binning', 'filter'],
    sniff: ({ text }) => objectList.test(text),
    read: readDeepFinder,
  },
  {
    name: 'pytom_xml',
    description: 'Particle list of PyTom (XML).',
    ...particles,
    sniff: ({ text }) => particleList.test(text) && text.includes('<PickPosition'),
    read: readPytom,
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
  const suited = pointFormats.filter(({ types }) => type === null || types.includes(type));
  const matching = suited.filter(({ sniff }) => sniff(head));
  return matching.find(({ isLoose }) => isLoose !== true) ?? matching[0] ?? null;
}

/** A table that is read only with options, so that `auto` does not take it. */
export interface UnusualTable {
  readonly format: string;
  /** Order of the coordinates that its header names, unless x, y, z. */
  readonly order: 'zyx' | null;
  /** What separates its columns, unless the usual one of the format. */
  readonly delimiter: ';' | null;
}

/** Returns how to read a table with semicolons, or whose header names z, y and x in this order; null for other files. */
export function unusualTable(head: FileHead): UnusualTable | null {
  if (isTardis(head)) return null;
  const zyx = ['z', 'y', 'x'] as const;
  const tables = pointFormats.flatMap(({ name: format, isLoose, columns }) => {
    if (!isLoose || columns === undefined) return [];
    if (!columns.hasHeader)
      return [{ format, order: null, delimiter: ';', sniff: delimitedNumbers(';') } as const];
    return [
      { format, order: 'zyx', delimiter: null, sniff: headedNumbers(columns.delimiter, zyx) },
      { format, order: 'zyx', delimiter: ';', sniff: headedNumbers(';', zyx) },
      { format, order: null, delimiter: ';', sniff: headedNumbers(';') },
    ] as const;
  });
  return tables.find(({ sniff }) => sniff(head)) ?? null;
}
