import { fileError } from '../../base/errors.js';
import { readWhole } from '../byte-source.js';
import { decodeText } from '../text.js';
import { childrenOf, numberAttribute, parseXml } from '../xml.js';
import { type PointReader, placement } from './point.js';

/**
 * Reads the markers of a ChimeraX marker file (`.cmm`, user guide "Marker and link files"): x, y and z in physical
 * units, so `binning` is the voxel spacing. A file holds one `marker_set` or several in `marker_sets`; each set is an
 * instance. Fails with a FormatError if it is not a marker file, or a coordinate is not a number.
 */
export const readMarkers: PointReader = async function* (source, type, options) {
  const toLocation = placement({ ...options, order: 'xyz' });
  const { path } = source;
  const root = parseXml(decodeText(await readWhole(source), path), path);
  const sets = root.name === 'marker_set' ? [root] : childrenOf(root, 'marker_set');
  if (root.name !== 'marker_set' && root.name !== 'marker_sets') {
    throw fileError('not a marker file', path, '<marker_set> or <marker_sets>', `<${root.name}>`);
  }
  for (const [instanceId, set] of sets.entries()) {
    yield childrenOf(set, 'marker').map((marker) => {
      const number = (name: string) => numberAttribute(marker, name, path, 'a marker');
      const location = toLocation(number('x'), number('y'), number('z'));
      return type === 'instancePoint' ? { type, location, instanceId } : { type: 'point' as const, location };
    });
  }
};
