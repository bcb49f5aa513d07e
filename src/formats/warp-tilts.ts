import { type FormatError, fileError } from '../base/errors.js';
import { rootPattern } from './file-head.js';
import { finiteNumber, type NamedText, parseFinite } from './text.js';
import { attribute, child, childrenOf, parseXml, type XmlElement } from './xml.js';

const rootElement = rootPattern('<TiltSeries');

/** True if a text is the XML metadata that Warp writes for a tilt series. */
export function isWarpXml(text: string): boolean {
  return rootElement.test(text);
}

/**
 * Reads a tilt series that Warp or M wrote (`.xml`, after LoadMeta of WarpLib's TiltSeries.cs): per-section values are
 * lines of text. `angles` have the opposite sign of the stage's, since Warp rotates the volume by −angle. All angles are
 * in degrees. Fails with a FormatError if the XML is not of a tilt series, or a list does not have one value a section.
 */
export function warpTilts({ text, path }: NamedText) {
  const root = parseXml(text, path);
  if (!isWarpXml(`<${root.name}>`)) {
    throw fileError('not a tilt series of Warp', path, 'XML of a tilt series', `<${root.name}>`);
  }
  const lines = (name: string): string[] | null =>
    child(root, name)
      ?.text.split('\n')
      .map((line) => line.trim()) ?? null;
  const angles = numbers(lines('Angles') ?? [], 'Angles', path);
  if (angles.length === 0) throw fileError('no tilt angles', path, '<Angles>', 'none');
  const list = (name: string): number[] => {
    const values = numbers(lines(name) ?? angles.map(() => '0'), name, path);
    if (values.length === angles.length) return values;
    const expected = `${angles.length} lines`;
    const found = `${values.length}`;
    throw fileError(`<${name}> does not have one value for every section`, path, expected, found);
  };
  const used = lines('UseTilt') ?? angles.map(() => 'True');
  if (used.length !== angles.length || used.some((token) => !/^(?:true|false)$/i.test(token))) {
    const expected = `${angles.length} lines of True or False`;
    throw fileError('<UseTilt> does not have one value for every section', path, expected, `${used.length}`);
  }
  const grid = (name: string) => warpGrid(root, name, angles.length, path);
  const offsets = (axis: 'X' | 'Y'): number[] => {
    const values = grid(`GridMovement${axis}`);
    return list(`AxisOffset${axis}`).map((offset, index) => offset - (values?.[index] ?? 0));
  };
  const level = (name: string): number => {
    const token = root.attributes.get(name);
    return token === undefined ? 0 : (numbers([token], name, path)[0] ?? 0);
  };
  return {
    angles,
    /** The volume is levelled by them about X and Y, Y in the sense of `angles`. */
    levelX: level('LevelAngleX'),
    levelY: level('LevelAngleY'),
    isUsed: used.map((token) => /^true$/i.test(token)),
    /** From Y to the tilt axis. */
    axisAngles: list('AxisAngle'),
    /** Å in the image: AxisOffset minus GridMovement at the centre of the image. */
    offsetsX: offsets('X'),
    offsetsY: offsets('Y'),
    /** Å; null if the file has none, or 1, which programs write that do not know it. */
    pixelSize: pixelSize(root),
    /** Returns a grid, e.g. `GridCTF` (µm), at the centre of every section by `warpGrid`; null without it. */
    grid,
  };
}

function pixelSize(root: XmlElement): number | null {
  for (const [section, name] of Object.entries({ CTF: 'PixelSize', OptionsCTF: 'PixelSizeX' })) {
    const params = childrenOf(child(root, section) ?? root, 'Param');
    const param = params.find(({ attributes }) => attributes.get('Name') === name);
    const value = parseFinite(param?.attributes.get('Value') ?? '');
    if (value !== null && value > 0 && value !== 1) return value;
  }
  return null;
}

function numbers(tokens: readonly string[], name: string, path: string): number[] {
  return tokens.map((token) => finiteNumber(token, { path, expected: `one number a line in <${name}>` }));
}

/**
 * Returns the values of a grid at the centre of the image for each of `sections` sections, which are evenly spaced
 * along Z: linear between nodes. CubicGrid.Load and GetInterpolated of WarpLib do the same, but interpolate cubically
 * between four or more nodes. Null if the file has no such grid. Fails with a FormatError if the nodes do not fill
 * Width × Height × Depth.
 */
function warpGrid(root: XmlElement, name: string, sections: number, path: string): number[] | null {
  const element = child(root, name);
  const nodes = element === null ? [] : childrenOf(element, 'Node');
  if (element === null || nodes.length === 0) return null;
  const whole = (token: string | undefined, byDefault: number, from: number): number => {
    const value = token === undefined ? byDefault : parseFinite(token);
    if (value !== null && Number.isSafeInteger(value) && value >= from) return value;
    throw invalid(name, path, `whole numbers of ${from} or more`, JSON.stringify(token ?? byDefault));
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
  return fileError(`invalid grid <${name}>`, path, expected, found);
}
