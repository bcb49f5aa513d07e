/**
 * The colours of a run's annotations, in their order: by voxel spacing, then by identifier. Each is made from the
 * name of the annotated object. Key images and the viewer's layers take theirs from here, so that a picture and its
 * viewer agree.
 */
export function annotationColors(objectNames: readonly string[]): Rgb[] {
  return distinctColors(objectNames);
}

/** The colour of every label of an instance mask, by label; labels ascending. */
export function labelColors(objectName: string, labels: readonly number[]): ReadonlyMap<number, Rgb> {
  const colors = distinctColors(labels.map((label) => `${objectName} ${label}`));
  return new Map(labels.map((label, index) => [label, colors[index] ?? [255, 255, 255]]));
}

/** A colour of the sRGB space, each component 0…255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour as `#rrggbb`. */
export function formatHex(color: Rgb): string {
  return `#${color.map((component) => component.toString(16).padStart(2, '0')).join('')}`;
}

/** Degrees; multiples of it never fall close together on the circle. */
const goldenAngle = 180 * (3 - Math.sqrt(5));
/** All far from black, from white and, by their chroma, from any grey. */
const lightnesses = [0.7, 0.6, 0.76];
const chroma = 0.19;
const triesPerColor = 48;
/** OKLab distance beyond which nobody mixes two colours up. */
const farEnough = 0.15;
/** Colours that a new one is held against; more would leave it no room. */
const remembered = 24;

/**
 * One saturated colour a seed, in order. A seed's colour depends on the seed and those before it only, so that
 * adding something at the end changes no colour; neighbours are told apart from each other and from grey.
 */
function distinctColors(seeds: readonly string[]): Rgb[] {
  const chosen: Oklch[] = [];
  for (const seed of seeds) chosen.push(chooseColor(hash(seed), chosen.slice(-remembered)));
  return chosen.map(toRgb);
}

function chooseColor(start: number, others: readonly Oklch[]): Oklch {
  let best: Oklch = candidate(start, 0);
  let bestDistance = -1;
  for (let attempt = 0; attempt < triesPerColor; attempt++) {
    const color = candidate(start, attempt);
    const distance = Math.min(farEnough, ...others.map((other) => perceivedDistance(color, other)));
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

/** FNV-1a over the code units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}

/** A colour by perceived lightness (0…1), chroma and hue (degrees): Björn Ottosson's OKLCH. */
interface Oklch {
  readonly lightness: number;
  readonly chroma: number;
  readonly hue: number;
}

/** The sRGB colour nearest to an OKLCH one: chroma is reduced until the colour can be shown. */
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

/** How different two colours look: distance in OKLab, where 0.02 is just noticeable. */
function perceivedDistance(first: Oklch, second: Oklch): number {
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
