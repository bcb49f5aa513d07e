import { type Oklch, perceivedDistance, toRgb } from './oklch.js';
import type { Rgb } from './rgb.js';

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
export function distinctColors(seeds: readonly string[]): Rgb[] {
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
