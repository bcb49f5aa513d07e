/** How one image of a tilt series lies: angles in degrees, shifts in pixels. */
export interface AlignedImage {
  readonly tilt: number;
  readonly xTilt: number;
  readonly rotation: number;
  readonly shift: readonly [x: number, y: number];
}

/** IMOD's transforms: a rotation and a shift for each image. */
export function encodeXf(images: readonly AlignedImage[]): string {
  return lines(
    images.map(({ rotation, shift: [x, y] }) => {
      const angle = (rotation * Math.PI) / 180;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      return [cos, sin, -sin, cos]
        .map((value) => value.toFixed(7).padStart(12))
        .concat([x, y].map((value) => value.toFixed(3).padStart(12)))
        .join('');
    }),
  );
}

/** IMOD's lists of angles (`.rawtlt`, `.tlt`, `.xtilt`), one a line. */
export function encodeAngles(angles: readonly number[]): string {
  return lines(angles.map((angle) => angle.toFixed(2).padStart(8)));
}

/** AreTomo3's alignment; `dark` are the images left out, counted from 0. */
export function encodeAln(
  images: readonly AlignedImage[],
  size: readonly [width: number, height: number],
  dark: readonly number[],
): string {
  const kept = [...images.entries()].filter(([index]) => !dark.includes(index));
  return lines([
    '# AreTomo Alignment / Priims bprmMn',
    `# RawSize = ${size[0]} ${size[1]} ${images.length}`,
    '# NumPatches = 0',
    ...dark.map((index) => `# DarkFrame = ${index} ${index + 1} ${images[index]!.tilt.toFixed(2)}`),
    '# AlphaOffset = 0.00',
    '# BetaOffset = 0.00',
    '# SEC     ROT         GMAG       TX          TY      SMEAN     SFIT    SCALE     BASE     TILT',
    ...kept.map(
      ([
        index,
        {
          rotation,
          shift: [x, y],
          tilt,
        },
      ]) =>
        [
          String(index + 1).padStart(5),
          rotation.toFixed(4).padStart(11),
          '1.00000'.padStart(11),
          x.toFixed(3).padStart(11),
          y.toFixed(3).padStart(11),
          ...['1.00', '1.00', '1.00', '0.00'].map((value) => value.padStart(9)),
          tilt.toFixed(2).padStart(10),
        ].join(''),
    ),
  ]);
}

function lines(rows: readonly string[]): string {
  return `${rows.join('\n')}\n`;
}
