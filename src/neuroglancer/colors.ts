/**
 * Returns one saturated colour for each object name, in order. A colour depends on its name and on the names before it,
 * so adding a name at the end changes no other colour. Key images and viewer layers both use these colours; pass the
 * annotations of a run ordered by voxel spacing, then by identifier.
 *
 * @example
 * annotationColors(['ribosome', 'membrane']).map(formatHex);
 */
export function annotationColors(objectNames: readonly string[]): Rgb[] {
  const chosen: Oklch[] = [];
  for (const name of objectNames) chosen.push(chooseColor(hash(name), chosen.slice(-remembered)));
  return chosen.map(toRgb);
}

/** Returns a colour for each label of an instance mask. `labels` must be in ascending order. */
export function labelColors(objectName: string, labels: readonly number[]): ReadonlyMap<number, Rgb> {
  const colors = annotationColors(labels.map((label) => `${objectName} ${label}`));
  return new Map(labels.map((label, index) => [label, colors[index] ?? [255, 255, 255]]));
}

/** A colour in sRGB; each component is 0…255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * Returns a colour as `#rrggbb`.
 *
 * @example
 * formatHex([255, 128, 0]); // '#ff8000'
 */
export function formatHex(color: Rgb): string {
  return `#${color.map((component) => component.toString(16).padStart(2, '0')).join('')}`;
}

/** The golden angle, in degrees. Its multiples are spread evenly over the circle of hues. */
const goldenAngle = 180 * (3 - Math.sqrt(5));
/** OKLCH lightnesses (0…1). With the chroma below, every colour differs clearly from black, white and grey. */
const lightnesses = [0.7, 0.6, 0.76];
const chroma = 0.19;
const triesPerColor = 48;
/** The OKLab distance from which two colours are easy to distinguish. */
const farEnough = 0.15;
/** Earlier colours that a new one is compared with. With more, no candidate would be far enough from all. */
const remembered = 24;

/** Returns the first candidate that is far enough from the other colours, else the most distant one. */
function chooseColor(start: number, others: readonly Oklch[]): Oklch {
  let best: Oklch = candidate(start, 0);
  let bestDistance = -1;
  for (let attempt = 0; attempt < triesPerColor; attempt++) {
    const color = candidate(start, attempt);
    const [a, b] = plane(color);
    // Euclidean distances in OKLab, of which 0.02 is just noticeable.
    const distances = others.map((other) => {
      const [otherA, otherB] = plane(other);
      return Math.hypot(color.lightness - other.lightness, a - otherA, b - otherB);
    });
    const distance = Math.min(farEnough, ...distances);
    if (distance > bestDistance) [best, bestDistance] = [color, distance];
    if (distance >= farEnough) break;
  }
  return best;
}

function candidate(start: number, attempt: number): Oklch {
  const hue = ((start % 36_000) / 100 + attempt * goldenAngle) % 360;
  const lightness = lightnesses[(Math.floor(start / 36_000) + attempt) % lightnesses.length] ?? 0.7;
  return { lightness, chroma, hue };
}

/** Returns the 32-bit FNV-1a hash of the UTF-16 code units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}

/** A colour in OKLCH (Björn Ottosson): perceived lightness (0…1), chroma, hue (degrees). */
interface Oklch {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

/** Converts to sRGB. Reduces the chroma until the colour is within the gamut. */
function toRgb({ lightness, chroma, hue }: Oklch): Rgb {
  let shown = chroma;
  let linear = toLinear(lightness, shown, hue);
  while (!linear.every((component) => component >= 0 && component <= 1) && shown > 0) {
    shown = Math.max(0, shown - 0.005);
    linear = toLinear(lightness, shown, hue);
  }
  const [red, green, blue] = linear;
  return [encode(red), encode(green), encode(blue)];
}

/** Returns the a and b coordinates of OKLab. */
function plane({ chroma, hue }: Oklch): [number, number] {
  const angle = (hue * Math.PI) / 180;
  return [chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

/** Converts OKLab to linear sRGB, with the matrices of Ottosson's definition. */
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

/** Applies the transfer function of sRGB and returns 0…255. */
function encode(linear: number): number {
  const clipped = Math.min(1, Math.max(0, linear));
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255);
}
