import { fileError, IngestError } from '../../base/errors.js';
import { readWhole } from '../byte-source.js';
import { delimitedRows } from '../delimited.js';
import { parseImodModel } from '../imod-model.js';
import { finiteNumber } from '../text.js';
import { type PointReader, placement } from './point.js';
import { particlePoint, stopgapRotation } from './rotation.js';

/** Columns, counted from 1. */
const column = { particle: 4, offset: 11, phi: 17, psi: 18, theta: 19 } as const;
const perParticle = 20;

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
      const number = (at: number) =>
        finiteNumber((cells[at - 1] ?? '').trim(), { path, line, expected: `a number in column ${at}` });
      const first = 3 * (number(column.particle) - 1);
      const axis = (at: 0 | 1 | 2) => {
        const place = coordinates[first + at];
        if (place !== undefined) return place + number(column.offset + at);
        const expected = `pIndex of 1 to ${coordinates.length / 3}, the points of ${tomograms.path}`;
        const found = cells[column.particle - 1] ?? '';
        throw fileError('the model lacks the point of a particle', { path, line }, expected, found);
      };
      const rotation = () => stopgapRotation(number(column.phi), number(column.theta), number(column.psi));
      return particlePoint(type, toLocation(axis(0), axis(1), axis(2)), rotation, options);
    });
  }
};
