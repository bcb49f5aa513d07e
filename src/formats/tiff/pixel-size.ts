import type { ByteWindow } from '../byte-window/index.js';
import { angstromsIn } from '../length/index.js';
import type { TiffDirectory, TiffValues } from './directory.js';
import type { TiffKind } from './tiff-kind.js';

const tag = { xResolution: 282, yResolution: 283, resolutionUnit: 296 } as const;
const centimetre = 3;
const angstromsPerCentimetre = 1e8;
/** Å; printing resolutions give sizes far above it. */
const largestPixel = 10_000;

/** Units of ImageJ's descriptions (`unit=`) that a pixel's size is taken in. */
const imageJUnits = ['Å', 'nm', 'µm'];

/**
 * The size of a pixel in Å: pixels an ImageJ unit where the description names one, else pixels a centimetre, as IMOD
 * writes them. Sections are `spacing=` apart where ImageJ says so. Null where neither gives a size below 1 µm.
 */
export async function pixelSizeOf(
  window: ByteWindow,
  kind: TiffKind,
  { tags }: TiffDirectory,
  description: string,
): Promise<{ x: number; y: number; z: number } | null> {
  const keyword = (name: string) => new RegExp(`^${name}=(.{1,40})$`, 'm').exec(description)?.[1]?.trim();
  const isImageJ = description.startsWith('ImageJ=');
  const unit = isImageJ ? angstromsIn(unescaped(keyword('unit') ?? ''), imageJUnits) : null;
  const isMetric = (await shortOf(window, kind, tags.get(tag.resolutionUnit))) === centimetre;
  const length = unit ?? (isMetric && !isImageJ ? angstromsPerCentimetre : null);
  const x = await rationalOf(window, kind, tags.get(tag.xResolution));
  const y = await rationalOf(window, kind, tags.get(tag.yResolution));
  if (length === null || !(x > 0 && y > 0)) return null;
  const spacing = unit === null ? Number.NaN : Number(keyword('spacing')) * unit;
  const size = { x: length / x, y: length / y, z: spacing > 0 ? spacing : length / x };
  return Object.values(size).every((value) => value > 0 && value < largestPixel) ? size : null;
}

/** ImageJ spells letters beyond ASCII as Java does, `\\u00B5m`. */
function unescaped(text: string): string {
  return text.replace(/\\u([\da-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

async function shortOf(window: ByteWindow, { littleEndian }: TiffKind, values: TiffValues | undefined) {
  if (values?.type !== 3 || values.count < 1) return null;
  return (await window.at(values.offset, 2, 'a tag value')).getUint16(0, littleEndian);
}

async function rationalOf(
  window: ByteWindow,
  { littleEndian }: TiffKind,
  values: TiffValues | undefined,
): Promise<number> {
  if (values?.type !== 5 || values.count < 1) return Number.NaN;
  const view = await window.at(values.offset, 8, 'a resolution');
  return view.getUint32(0, littleEndian) / view.getUint32(4, littleEndian);
}
