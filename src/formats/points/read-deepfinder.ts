import { fileError } from '../../base/errors.js';
import { readWhole } from '../byte-source.js';
import { decodeText } from '../text.js';
import { attribute, childrenOf, numberAttribute, parseXml, type XmlElement } from '../xml.js';
import { type PointReader, placement } from './point.js';
import { countingFilter, warnUnmatched } from './row-filter.js';

/**
 * Reads the positions in an object list of DeepFinder (its utils/objl.py): x, y and z in voxels; angles are left out.
 * `filter` is a `class_label`, `@` and a `tomo_idx`, or both, as in `2@0`. Fails with a FormatError for objects of
 * several tomograms of which it picks none, for other XML, and if a coordinate is not a number.
 */
export const readDeepFinder: PointReader = async function* (source, _, options) {
  const { path } = source;
  const toLocation = placement({ ...options, order: 'xyz' });
  const root = parseXml(decodeText(await readWhole(source), path), path);
  if (root.name !== 'objlist') throw fileError('not an object list', path, '<objlist>', `<${root.name}>`);
  const objects = childrenOf(root, 'object');
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
