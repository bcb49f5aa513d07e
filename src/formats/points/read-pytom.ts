import { fileError } from '../../base/errors.js';
import { readWhole } from '../byte-source.js';
import { decodeText, finiteNumber } from '../text.js';
import { attribute, child, childrenOf, parseXml, type XmlElement } from '../xml.js';
import { type PointReader, placement } from './point.js';
import { particlePoint, stopgapRotation } from './rotation.js';
import { rowFilter, warnUnmatched } from './row-filter.js';

/**
 * Reads a particle list of PyTom, after toMOTL of its `structures.py`: PickPosition, which counts voxels from 0, plus
 * Shift, and the orientation Rz(Z2)·Rx(X)·Rz(Z1). `filter` selects the tomogram in Origin of the PickPosition. Fails
 * with a FormatError for other XML, a particle without position, or if all positions are 0, which PyTom writes for
 * none.
 */
export const readPytom: PointReader = async function* (source, type, options) {
  const { path } = source;
  const toLocation = placement(options);
  const root = parseXml(decodeText(await readWhole(source), path), path);
  if (root.name !== 'ParticleList')
    throw fileError('not a particle list of PyTom', path, '<ParticleList>', `<${root.name}>`);
  const particles = childrenOf(root, 'Particle').map((particle) => ({
    particle,
    position: elementOf(particle, 'PickPosition', path),
  }));
  const number = (element: XmlElement | null, name: string) => {
    if (element === null) return 0;
    const facts = { path, expected: `a number in ${name} of <${element.name}>` };
    return finiteNumber(attribute(element, name, path), facts);
  };
  const axes = ['X', 'Y', 'Z'] as const;
  if (
    particles.length > 0 &&
    particles.every(({ position }) => axes.every((axis) => !number(position, axis)))
  )
    throw fileError('the particles have no positions', path, 'a PickPosition of each', '0, 0, 0 of all');
  const { filter } = options;
  const rows = typeof filter === 'string' ? rowFilter(filter, 'file') : null;
  const picked = particles.filter(
    ({ position }) => rows?.matches(position.attributes.get('Origin') ?? '') ?? true,
  );
  if (rows !== null && rows.matched === 0)
    warnUnmatched(options, `${path}: no particle has the Origin ${filter}`, rows.seen);
  yield picked.map(({ particle, position }) => {
    const shift = child(particle, 'Shift');
    const at = (axis: (typeof axes)[number]) => number(position, axis) + number(shift, axis);
    const rotation = () => {
      const angles = elementOf(particle, 'Rotation', path);
      return stopgapRotation(number(angles, 'Z1'), number(angles, 'X'), number(angles, 'Z2'));
    };
    return particlePoint(type, toLocation(at('X'), at('Y'), at('Z')), rotation, options);
  });
};

function elementOf(particle: XmlElement, name: string, path: string): XmlElement {
  const element = child(particle, name);
  if (element !== null) return element;
  const found = particle.children.map((each) => each.name).join(', ') || 'none';
  throw fileError(`a particle has no ${name}`, path, `<${name}> of each <Particle>`, found);
}
