import { FormatError } from '../../errors/index.js';
import { parseFinite } from '../text/index.js';
import { attribute, child, childrenOf, type XmlElement } from '../xml/index.js';

/**
 * Values of a grid for each of some sections, at the centre of the image: between nodes linearly, sections evenly along Z (CubicGrid.Load
 * and GetInterpolated of WarpLib, which is cubic between four or more nodes). Null where the file has no such grid. Fails with a
 * FormatError where nodes do not fill Width × Height × Depth.
 */
export function warpGrid(root: XmlElement, name: string, sections: number, path: string): number[] | null {
  const element = child(root, name);
  const nodes = element === null ? [] : childrenOf(element, 'Node');
  if (element === null || nodes.length === 0) return null;
  const whole = (word: string | undefined, byDefault: number, from: number): number => {
    const value = word === undefined ? byDefault : parseFinite(word);
    if (value !== null && Number.isSafeInteger(value) && value >= from) return value;
    throw invalid(name, path, `whole numbers of ${from} or more`, JSON.stringify(word ?? byDefault));
  };
  const side = (key: string, byDefault: number) => whole(element.attributes.get(key), byDefault, 1);
  const [width, height] = [side('Width', 1), side('Height', 1)];
  const depth = side('Depth', Math.ceil(nodes.length / (width * height)));
  const size = `${width} × ${height} × ${depth} nodes`;
  if (nodes.length !== width * height * depth) throw invalid(name, path, size, `${nodes.length}`);
  const values = new Map<number, number>();
  for (const node of nodes) {
    const [x = 0, y = 0, z = 0] = ['X', 'Y', 'Z'].map((axis) => whole(node.attributes.get(axis), 0, 0));
    const at = (z * height + y) * width + x;
    if (x >= width || y >= height || z >= depth || values.has(at)) {
      throw invalid(name, path, size, `a node at ${x}, ${y}, ${z}${values.has(at) ? ' twice' : ''}`);
    }
    const value = parseFinite(attribute(node, 'Value', path));
    if (value === null) throw invalid(name, path, 'numbers', JSON.stringify(node.attributes.get('Value')));
    values.set(at, value);
  }
  const along = (position: number, value: (index: number) => number): number => {
    const below = Math.floor(position);
    const share = position - below;
    return share === 0 ? value(below) : (1 - share) * value(below) + share * value(below + 1);
  };
  return Array.from({ length: sections }, (_, section) =>
    along(sections === 1 ? 0 : (section * (depth - 1)) / (sections - 1), (z) =>
      along((height - 1) / 2, (y) =>
        along((width - 1) / 2, (x) => values.get((z * height + y) * width + x) ?? 0),
      ),
    ),
  );
}

function invalid(name: string, path: string, expected: string, found: string): FormatError {
  return new FormatError(`invalid grid <${name}>`, { path, expected, found });
}
