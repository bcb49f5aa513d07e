import { fileError } from '../../base/errors.js';
import { readWhole } from '../byte-source.js';
import { parseEm } from '../em.js';
import { numberFilter } from './number-table.js';
import { type AnnotationPoint, type PointReader, placement } from './point.js';
import { particlePoint, stopgapRotation } from './rotation.js';

/** Numbers of a particle; the indices below count from 0. */
const perParticle = 20;
const at = { tomogram: 4, position: 7, shift: 10, phi: 16, psi: 17, theta: 18 } as const;

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
    const number = (offset: number) => {
      const value = values[start + offset] as number;
      if (Number.isFinite(value)) return value;
      const expected = `a finite number in row ${offset + 1} of particle ${start / perParticle + 1}`;
      throw fileError('not a number', source.path, expected, String(value));
    };
    if (!filter.matches(number(at.tomogram))) continue;
    const axis = (index: 0 | 1 | 2) => number(at.position + index) - 1 + number(at.shift + index);
    const location = toLocation(axis(0), axis(1), axis(2));
    const rotation = () => stopgapRotation(number(at.phi), number(at.theta), number(at.psi));
    points.push(particlePoint(type, location, rotation, options));
  }
  yield points;
  filter.warnOfNone();
};
