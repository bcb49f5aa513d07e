/** A colour of the sRGB space, each component 0…255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour as `#rrggbb`. */
export function formatHex(color: Rgb): string {
  return `#${color.map((component) => component.toString(16).padStart(2, '0')).join('')}`;
}
