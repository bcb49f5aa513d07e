import { fileError, IngestError } from '../../base/errors.js';
import { readWhole } from '../byte-source.js';
import { delimitedRows } from '../delimited.js';
import { parseEm } from '../em.js';
import { parseImodModel } from '../imod-model.js';
import { finiteNumber } from '../text.js';
import { numberFilter } from './number-table.js';
import { type AnnotationPoint, type PointReader, placement, type Rotation } from './point.js';
import { particlePoint, stopgapRotation } from './rotation.js';

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
  const model = parseImodModel(await readWhole(tomograms), tomograms.path);
  for (const warning of model.warnings) options.warn?.(`${tomograms.path}: ${warning}`);
  const coordinates = model.objects.flatMap(({ contours }) => contours.flatMap(({ points }) => [...points]));
  for await (const rows of delimitedRows(source, ',')) {
    const particles = rows.filter(({ cells: [first = ''] }) => first.trim() !== 'CCC');
    yield particles.map(({ line, cells }) => {
      if (cells.length < perParticle) {
        const expected = `${perParticle} columns`;
        throw fileError('not a particle of PEET', { path, line }, expected, `${cells.length}`);
      }
      const number = (column: number) =>
        finiteNumber((cells[column - 1] ?? '').trim(), {
          path,
          line,
          expected: `a number in column ${column}`,
        });
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
