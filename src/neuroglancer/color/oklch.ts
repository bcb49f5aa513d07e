import type { Rgb } from './rgb.js';

/** A colour by perceived lightness (0…1), chroma and hue (degrees): Björn Ottosson's OKLCH. */
export interface Oklch {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

/** The sRGB colour nearest to an OKLCH one: chroma is reduced until the colour can be shown. */
export function toRgb({ lightness, chroma, hue }: Oklch): Rgb {
  let shown = chroma;
  let linear = toLinear(lightness, shown, hue);
  while (!linear.every((component) => component >= 0 && component <= 1) && shown > 0) {
    shown = Math.max(0, shown - 0.005);
    linear = toLinear(lightness, shown, hue);
  }
  const [red, green, blue] = linear;
  return [encode(red), encode(green), encode(blue)];
}

/** How different two colours look: distance in OKLab, where 0.02 is just noticeable. */
export function perceivedDistance(first: Oklch, second: Oklch): number {
  const [a1, b1] = plane(first);
  const [a2, b2] = plane(second);
  return Math.hypot(first.lightness - second.lightness, a1 - a2, b1 - b2);
}

function plane({ chroma, hue }: Oklch): [number, number] {
  const angle = (hue * Math.PI) / 180;
  return [chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

/** OKLab to linear sRGB, by the matrices of its definition. */
function toLinear(lightness: number, chroma: number, hue: number): [number, number, number] {
  const [a, b] = plane({ lightness, chroma, hue });
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function encode(linear: number): number {
  const clipped = Math.min(1, Math.max(0, linear));
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255);
}
