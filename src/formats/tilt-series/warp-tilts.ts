import { FormatError } from '../../errors/index.js';
import { type NamedText, parseFinite } from '../text/index.js';
import { child, childrenOf, parseXml, type XmlElement } from '../xml/index.js';
import { warpGrid } from './warp-grid.js';

/** What Warp and M record of a tilt series, one value a section each. */
export interface WarpTilts {
  /** Degrees, as they are written: the stage's with the other sign, since Warp turns the volume by −angle. */
  readonly angles: readonly number[];
  /** Degrees by which the volume is levelled about X, and about Y in the sense of `angles`. */
  readonly levelX: number;
  readonly levelY: number;
  readonly isUsed: readonly boolean[];
  /** Degrees from Y to the tilt axis. */
  readonly axisAngles: readonly number[];
  /** Å, in the image: AxisOffset without the movement that GridMovement takes off at the centre of the image. */
  readonly offsetsX: readonly number[];
  readonly offsetsY: readonly number[];
  /** Å; null where the file gives none, or 1, which programs write that know none. */
  readonly pixelSize: number | null;
  /** Values of a grid at the centre of every section, e.g. `GridCTF` (µm), as `warpGrid` reads them; null where there is none. */
  grid(name: string): readonly number[] | null;
}

/**
 * A tilt series as Warp or M writes it (`.xml`, after LoadMeta of WarpLib's TiltSeries.cs): per-section values are lines of
 * text. Fails with a FormatError where the XML is none of a tilt series, or a list does not have one value for every section.
 */
export function warpTilts({ text, path }: NamedText): WarpTilts {
  const root = parseXml(text, path);
  if (!/^<TiltSeries[>]/.test(`<${root.name}>`)) {
    throw new FormatError('not a tilt series of Warp', {
      path,
      expected: 'XML of a tilt series',
      found: `<${root.name}>`,
    });
  }
  const lines = (name: string): string[] | null =>
    child(root, name)
      ?.text.split('\n')
      .map((line) => line.trim()) ?? null;
  const angles = numbers(lines('Angles') ?? [], 'Angles', path);
  if (angles.length === 0)
    throw new FormatError('no tilt angles', { path, expected: '<Angles>', found: 'none' });
  const list = (name: string): number[] => {
    const values = numbers(lines(name) ?? angles.map(() => '0'), name, path);
    if (values.length === angles.length) return values;
    throw new FormatError(`<${name}> does not have one value for every section`, {
      path,
      expected: `${angles.length} lines`,
      found: `${values.length}`,
    });
  };
  const used = lines('UseTilt') ?? angles.map(() => 'True');
  if (used.length !== angles.length || used.some((word) => !/^(?:true|false)$/i.test(word))) {
    throw new FormatError('<UseTilt> does not have one value for every section', {
      path,
      expected: `${angles.length} lines of True or False`,
      found: `${used.length}`,
    });
  }
  const grid = (name: string) => warpGrid(root, name, angles.length, path);
  const offsets = (axis: 'X' | 'Y'): number[] => {
    const values = grid(`GridMovement${axis}`);
    return list(`AxisOffset${axis}`).map((offset, index) => offset - (values?.[index] ?? 0));
  };
  const level = (name: string): number => {
    const word = root.attributes.get(name);
    return word === undefined ? 0 : (numbers([word], name, path)[0] ?? 0);
  };
  return {
    angles,
    levelX: level('LevelAngleX'),
    levelY: level('LevelAngleY'),
    isUsed: used.map((word) => /^true$/i.test(word)),
    axisAngles: list('AxisAngle'),
    offsetsX: offsets('X'),
    offsetsY: offsets('Y'),
    pixelSize: pixelSize(root),
    grid,
  };
}

function pixelSize(root: XmlElement): number | null {
  for (const [section, name] of [
    ['CTF', 'PixelSize'],
    ['OptionsCTF', 'PixelSizeX'],
  ] as const) {
    const parent = child(root, section);
    const param = childrenOf(parent ?? root, 'Param').find(
      ({ attributes }) => attributes.get('Name') === name,
    );
    const value = parseFinite(param?.attributes.get('Value') ?? '');
    if (value !== null && value > 0 && value !== 1) return value;
  }
  return null;
}

function numbers(words: readonly string[], name: string, path: string): number[] {
  return words.map((word) => {
    const value = parseFinite(word);
    if (value !== null) return value;
    const found = JSON.stringify(word);
    throw new FormatError('not a number', { path, expected: `one number a line in <${name}>`, found });
  });
}
