import { fileError } from '../../base/errors.js';
import { type ByteSource, readWhole } from '../byte-source.js';
import { decodeText, finiteNumber } from '../text.js';
import { attribute, child, childrenOf, numberAttribute, parseXml, type XmlElement } from '../xml.js';
import { type PointReader, placement } from './point.js';
import { particlePoint, stopgapRotation } from './rotation.js';
import { countingFilter, sameTomogram, warnUnmatched } from './row-filter.js';

/** Reads XML whose root has one of some names. Fails with a FormatError of this message for other files. */
async function rootOf(source: ByteSource, message: string, ...names: readonly string[]): Promise<XmlElement> {
  const { path } = source;
  const root = parseXml(decodeText(await readWhole(source), path), path);
  if (names.includes(root.name)) return root;
  throw fileError(message, path, names.map((name) => `<${name}>`).join(' or '), `<${root.name}>`);
}

/**
 * Reads the markers of a ChimeraX marker file (`.cmm`, user guide "Marker and link files"): x, y and z in physical
 * units, so `binning` is the voxel spacing. A file holds one `marker_set` or several in `marker_sets`; each set is an
 * instance. Fails with a FormatError if it is not a marker file, or a coordinate is not a number.
 */
export const readMarkers: PointReader = async function* (source, type, options) {
  const toLocation = placement({ ...options, order: 'xyz' });
  const { path } = source;
  const root = await rootOf(source, 'not a marker file', 'marker_set', 'marker_sets');
  const sets = root.name === 'marker_set' ? [root] : childrenOf(root, 'marker_set');
  for (const [instanceId, set] of sets.entries()) {
    yield childrenOf(set, 'marker').map((marker) => {
      const number = (name: string) => numberAttribute(marker, name, path, 'a marker');
      const location = toLocation(number('x'), number('y'), number('z'));
      return type === 'instancePoint' ? { type, location, instanceId } : { type: 'point' as const, location };
    });
  }
};

/**
 * Reads the positions in an object list of DeepFinder (its utils/objl.py): x, y and z in voxels; angles are left out.
 * `filter` is a `class_label`, `@` and a `tomo_idx`, or both, as in `2@0`. Fails with a FormatError for objects of
 * several tomograms of which it picks none, for other XML, and if a coordinate is not a number.
 */
export const readDeepFinder: PointReader = async function* (source, _, options) {
  const { path } = source;
  const toLocation = placement({ ...options, order: 'xyz' });
  const objects = childrenOf(await rootOf(source, 'not an object list', 'objlist'), 'object');
  const { filter = null, allRows = false, warn } = options;
  const [label = '', tomogram] = filter?.split('@') ?? [];
  const tomograms = new Set(objects.map(tomogramOf));
  if (tomograms.size > 1 && tomogram === undefined && !allRows) {
    const at = { path, hint: 'add the tomogram to filter_value, such as @0, or 2@0 for class 2' };
    const found = `tomo_idx ${[...tomograms].slice(0, 3).join(', ')}`;
    throw fileError('objects of several tomograms are in one file', at, 'objects of one tomogram', found);
  }
  const ofTomogram = objects.filter((object) => tomogram === undefined || tomogramOf(object) === tomogram);
  const classes = countingFilter((name: string) => label === '' || name === label);
  const picked = ofTomogram.filter((object) => classes.matches(attribute(object, 'class_label', path)));
  const labels = new Set(picked.map(({ attributes }) => attributes.get('class_label')));
  if (labels.size > 1)
    warn?.(`${path}: objects of ${labels.size} classes are one annotation; filter_value picks one of them`);
  if (picked.length === 0 && filter !== null) {
    const values = ofTomogram.length === 0 ? [...tomograms].map((name) => `@${name}`) : classes.seen;
    warnUnmatched(options, `${path}: no object is of ${filter}`, values, objects.length === 0);
  }
  yield picked.map((object) => {
    const number = (name: string) => numberAttribute(object, name, path, 'an object');
    return { type: 'point', location: toLocation(number('x'), number('y'), number('z')) };
  });
};

/** Returns the index of the tomogram of an object; empty in a list of one tomogram, which may not say it. */
function tomogramOf({ attributes }: XmlElement): string {
  return attributes.get('tomo_idx') ?? '';
}

/**
 * Reads a particle list of PyTom, after toMOTL of its `structures.py`: PickPosition, which counts voxels from 0, plus
 * Shift, and the orientation Rz(Z2)·Rx(X)·Rz(Z1). `filter` selects the tomogram in Origin of the PickPosition. Fails
 * with a FormatError for other XML, a particle without position, or if all positions are 0, which PyTom writes for
 * none.
 */
export const readPytom: PointReader = async function* (source, type, options) {
  const { path } = source;
  const toLocation = placement(options);
  const root = await rootOf(source, 'not a particle list of PyTom', 'ParticleList');
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
  const isAtOrigin = ({ position }: { readonly position: XmlElement }) =>
    axes.every((axis) => number(position, axis) === 0);
  if (particles.length > 0 && particles.every(isAtOrigin))
    throw fileError('the particles have no positions', path, 'a PickPosition of each', '0, 0, 0 of all');
  const { filter } = options;
  const rows = typeof filter === 'string' ? countingFilter(sameTomogram(filter)) : null;
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
