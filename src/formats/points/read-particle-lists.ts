// Lists of particles of Dynamo, AV3 and PEET, and the models of IMOD, which have the points of the last.
import { FormatError, fileError, IngestError } from '../../base/errors.js';
import { sixDigits } from '../../base/messages.js';
import { type ByteSource, readWhole } from '../byte-source.js';
import { delimitedRows } from '../delimited.js';
import { parseEm } from '../em.js';
import { type ImodModel, parseImodModel } from '../imod-model.js';
import { finiteNumber, parseInteger } from '../text.js';
import { numberRows } from './number-table.js';
import {
  type AnnotationPoint,
  type PointOptions,
  type PointReader,
  placement,
  type Rotation,
} from './point.js';
import { dynamoRotation, particlePoint, slicerRotation, stopgapRotation } from './rotation.js';
import { countingFilter, isWholeNumber, sameTomogram, tomogramStem, warnUnmatched } from './row-filter.js';
import { emClarityHint, isEmClarityRow } from './sniff-points.js';

/** Columns of a table, counted from 1 like in Dynamo; `shift` and `position` are those of x. */
const column = { shift: 4, tdrot: 7, tilt: 8, narot: 9, tomogram: 20, position: 24 } as const;

/**
 * Reads the particles of a Dynamo table (`.tbl`), columns as on the Dynamo wiki's "Table" page: position plus shift,
 * both in pixels, which Dynamo counts from 1, unchanged. `filter` selects a tomogram by its number in column 20, or
 * by its file in a `.doc`. Fails with a FormatError for a list of emClarity, which has as many columns.
 */
export const readDynamo: PointReader = async function* (source, type, options) {
  const toLocation = placement(options);
  const filter = await numberFilter(source, 'the tomogram in column 20', options);
  for await (const rows of numberRows(source, column.position + 2)) {
    const [first] = rows;
    if (first !== undefined && isEmClarityRow(first.tokens)) {
      const facts = { path: source.path, line: first.line, hint: emClarityHint };
      const found = 'a rotation matrix in columns 17 to 25';
      throw new FormatError('not a table of Dynamo', { ...facts, found });
    }
    const points: AnnotationPoint[] = [];
    for (const { number } of rows) {
      if (!filter.matches(number(column.tomogram))) continue;
      const axis = (index: 0 | 1 | 2) => number(column.position + index) + number(column.shift + index);
      const location = toLocation(axis(0), axis(1), axis(2));
      const rotation = () => dynamoRotation(number(column.tdrot), number(column.tilt), number(column.narot));
      points.push(particlePoint(type, location, rotation, options));
    }
    yield points;
  }
  filter.warnOfNone();
};

/** Numbers of a particle, and their places counted from 1: rows of an EM file, columns of PEET. */
const perParticle = 20;
const at = { particle: 4, tomogram: 5, position: 8, shift: 11, phi: 17, psi: 18, theta: 19 } as const;

function rotationOf(number: (place: number) => number): Rotation {
  return stopgapRotation(number(at.phi), number(at.theta), number(at.psi));
}

/**
 * Reads the particles of an EM motive list (20 × N float32), as AV3, Artiatomi, novaSTA and cryoCAT write it: number
 * of the tomogram in row 5; position in rows 8–10 in pixels counted from 1, from which 1 is subtracted like in
 * ArtiaX; shift in rows 11–13; phi, psi and theta in rows 17–19 with the orientation Rz(psi)·Rx(theta)·Rz(phi). Fails
 * with a FormatError if the file has another size or a number is not finite.
 */
export const readMotiveList: PointReader = async function* (source, type, options) {
  const toLocation = placement(options);
  const filter = await numberFilter(source, 'the tomogram in row 5', options);
  const { size, values } = parseEm(await readWhole(source), source.path);
  if (size[0] !== perParticle || size[2] !== 1) {
    throw fileError('not a motive list', source.path, `${perParticle} × N × 1 numbers`, size.join(' × '));
  }
  const points: AnnotationPoint[] = [];
  for (let start = 0; start < values.length; start += perParticle) {
    const number = (row: number) => {
      const value = values[start + row - 1] as number;
      if (Number.isFinite(value)) return value;
      const expected = `a finite number in row ${row} of particle ${start / perParticle + 1}`;
      throw fileError('not a number', source.path, expected, String(value));
    };
    if (!filter.matches(number(at.tomogram))) continue;
    const axis = (index: 0 | 1 | 2) => number(at.position + index) - 1 + number(at.shift + index);
    const location = toLocation(axis(0), axis(1), axis(2));
    points.push(particlePoint(type, location, () => rotationOf(number), options));
  }
  yield points;
  filter.warnOfNone();
};

/**
 * Reads the particles of a motive list of PEET (`…_MOTL_Tom1_Iter2.csv`), whose points are those of a model of IMOD,
 * `options.tomograms`: point number pIndex plus xOffset, yOffset and zOffset in pixels. EulerZ(1), EulerZ(3) and
 * EulerX(2) are phi, psi and theta of the orientation Rz(psi)·Rx(theta)·Rz(phi), degrees. Columns and conventions as
 * PEETMotiveList.py and PEETPRMParser.py of the PEET extension of TEMPy have them. Fails with an IngestError without a
 * model, and with a FormatError that names the line.
 */
export const readPeet: PointReader = async function* (source, type, options) {
  const toLocation = placement(options);
  const { path } = source;
  const { tomograms } = options;
  if (tomograms == null) {
    const facts = { path, expected: 'tomograms_path: the model (.mod) with its points', found: 'none' };
    throw new IngestError('a motive list of PEET has no coordinates', facts);
  }
  const model = await modelOf(tomograms, options);
  const coordinates = model.objects.flatMap(({ contours }) => contours.flatMap(({ points }) => [...points]));
  for await (const rows of delimitedRows(source, ',')) {
    const particles = rows.filter(({ cells: [first = ''] }) => first.trim() !== 'CCC');
    yield particles.map(({ line, cells }) => {
      if (cells.length < perParticle) {
        const expected = `${perParticle} columns`;
        throw fileError('not a particle of PEET', { path, line }, expected, `${cells.length}`);
      }
      const number = (column: number) => {
        const facts = { path, line, expected: `a number in column ${column}` };
        return finiteNumber((cells[column - 1] ?? '').trim(), facts);
      };
      const first = 3 * (number(at.particle) - 1);
      const axis = (index: 0 | 1 | 2) => {
        const place = coordinates[first + index];
        if (place !== undefined) return place + number(at.shift + index);
        const expected = `pIndex of 1 to ${coordinates.length / 3}, the points of ${tomograms.path}`;
        const found = cells[at.particle - 1] ?? '';
        throw fileError('the model lacks the point of a particle', { path, line }, expected, found);
      };
      const location = toLocation(axis(0), axis(1), axis(2));
      return particlePoint(type, location, () => rotationOf(number), options);
    });
  }
};

/**
 * Returns the filter of a table that numbers its tomograms; `warnOfNone` warns if no row has matched. `filter` is that
 * number; or, with a file of tomograms (number and path a line, as in a Dynamo `.doc`), also the name of the tomogram's
 * file, with or without its extension. If files in that list are called by numbers, it must be one of these names. Fails
 * with an IngestError if it is neither.
 */
async function numberFilter(source: ByteSource, column: string, options: PointOptions) {
  const { filter, tomograms } = options;
  if (typeof filter !== 'string') return { matches: (_tomogram: number) => true, warnOfNone: () => {} };
  const { number: wanted, isNumbered } = await numberOf(filter, tomograms ?? null);
  if (wanted === null && (isNumbered || !isWholeNumber(filter))) {
    const ways = isNumbered ? [] : [`a whole number for ${column}`];
    if (tomograms != null) ways.push(`a tomogram of ${tomograms.path}`);
    const facts = { expected: ways.join(', or '), found: JSON.stringify(filter) };
    throw new IngestError('the filter_value cannot select rows', facts);
  }
  const number = wanted ?? Number(filter);
  const rows = countingFilter((tomogram: number) => tomogram === number);
  return {
    matches: rows.matches,
    warnOfNone() {
      if (rows.matched > 0) return;
      warnUnmatched(options, `${source.path}: no row has ${column} ${number}`, rows.seen);
    },
  };
}

/** Returns the number of a tomogram in the file that lists them, and whether files there are called by numbers. */
async function numberOf(filter: string, tomograms: ByteSource | null) {
  const isWanted = sameTomogram(filter);
  let isNumbered = false;
  if (tomograms === null) return { number: null, isNumbered };
  for await (const rows of numberRows(tomograms, 2)) {
    for (const { tokens, line } of rows) {
      const number = parseInteger(tokens[0] ?? '');
      if (number === null) {
        const at = { path: tomograms.path, line };
        throw fileError('not a list of tomograms', at, 'a number and a path', tokens.slice(0, 2).join(' '));
      }
      const name = tokens.slice(1).join(' ');
      if (isWanted(name)) return { number, isNumbered };
      isNumbered ||= isWholeNumber(tomogramStem(name));
    }
  }
  return { number: null, isNumbered };
}

/**
 * Reads the points of an IMOD model: those of all contours, or its slicer angles for oriented points. Fails with a
 * FormatError if the model has none.
 */
export const readModel: PointReader = async function* (source, type, options) {
  const toLocation = placement(options);
  const model = await modelOf(source, options);
  warnOfVoxelSize(model, source.path, options);
  const lacks = (what: string) => fileError(`the model has no ${what}`, source.path, what, 'none');
  if (type === 'orientedPoint') {
    if (model.slicerAngles.length === 0) throw lacks('slicer angles (SLAN)');
    yield model.slicerAngles.map(({ angles, centre }) =>
      particlePoint(type, toLocation(...centre), () => slicerRotation(...angles), options),
    );
    return;
  }
  const contours = model.objects.flatMap(({ contours }) => contours);
  if (contours.length === 0) throw lacks('contours');
  for (const { points } of contours) {
    const batch: AnnotationPoint[] = [];
    for (let at = 0; at < points.length; at += 3) {
      batch.push({ type: 'point', location: toLocation(points[at]!, points[at + 1]!, points[at + 2]!) });
    }
    yield batch;
  }
};

/** Warns of a model drawn on voxels of another size, by over 10 %, than its coordinates are taken for; 1 Å is unset. */
function warnOfVoxelSize({ voxelSize }: ImodModel, path: string, options: PointOptions): void {
  const { binning, voxelSpacing, warn } = options;
  if (voxelSize === null || voxelSpacing == null || voxelSize === 1) return;
  const [drawn, taken] = [sixDigits(voxelSize), voxelSpacing / (binning ?? 1)];
  if (Math.abs(voxelSize - taken) <= 0.1 * taken) return;
  const fit = sixDigits(voxelSpacing / voxelSize);
  warn?.(
    `${path}: the model was drawn on voxels of ${drawn} Å, its coordinates are taken for voxels of ${sixDigits(taken)} Å; binning: ${fit} puts them in place`,
  );
}

/** Reads a model and passes on its warnings. */
async function modelOf(source: ByteSource, { warn }: PointOptions): Promise<ImodModel> {
  const model = parseImodModel(await readWhole(source), source.path);
  for (const warning of model.warnings) warn?.(`${source.path}: ${warning}`);
  return model;
}
