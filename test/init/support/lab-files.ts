import { encodeMrc, type MrcOptions } from '../../../demo/files/mrc.js';

/** Degrees, in the order of acquisition. */
export const tilts = [0, 3, -3, 6, -6, 9, -9, 12, -12, 15, -15] as const;
const ascending = [...tilts].sort((a, b) => a - b);

/** A volume of waves; a stack has as many sections as there are tilts. */
function volume(shape: readonly [number, number, number], options: Partial<MrcOptions>): Uint8Array {
  const values = Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, index) => Math.sin(index));
  return encodeMrc({ shape, values }, { mode: 2, voxelSize: 8, ...options });
}

/** Files as the programs of the field write them, as small as they can be. */
export const labFiles = {
  stack: () => volume([tilts.length, 4, 4], { voxelSize: 2, kind: 'tilt-series' }),
  tomogram: (voxelSize = 8) => volume([17, 4, 4], { voxelSize }),
  image: () => volume([1, 4, 4], { voxelSize: 2 }),
  mask: () =>
    encodeMrc(
      { shape: [17, 4, 4], values: Float32Array.from({ length: 272 }, (_, index) => index % 2) },
      { mode: 0, voxelSize: 8 },
    ),
  /** A score for each voxel, whose statistics are those of probabilities. */
  scores: () =>
    encodeMrc(
      { shape: [17, 4, 4], values: Float32Array.from({ length: 272 }, (_, index) => (index % 7) / 20) },
      { mode: 2, voxelSize: 8 },
    ),
  /** An mdoc that names its frames, in the order of `tilts`. */
  mdoc: (frames: readonly string[] = [], imageFile?: string) =>
    [
      'PixelSpacing = 2',
      'Voltage = 300',
      ...(imageFile === undefined ? [] : [`ImageFile = ${imageFile}`]),
      '\n[T = SerialEM: Titan Krios]\n\n[T = Tilt axis angle = 84.1, binning = 1]',
      ...tilts.map((angle, index) => {
        const path = frames[index] === undefined ? '' : `\nSubFramePath = X:\\day\\${frames[index]}`;
        return `\n[ZValue = ${index}]\nTiltAngle = ${angle}.01\nExposureTime = 2\nExposureDose = 3${path}`;
      }),
      '',
    ].join('\n'),
  /** An mdoc of one frame. */
  frameMdoc: (frame: string) => `[FrameSet = 0]\nTiltAngle = 3\nExposureDose = 3\nSubFramePath = ${frame}\n`,
  angles: () => `${ascending.join('\n')}\n`,
  /** Angles with their order of acquisition and their dose, as AreTomo3 writes them. */
  orderedAngles: () =>
    ascending
      .map(
        (tilt) => `${tilt.toFixed(2).padStart(8)}  ${`${1 + tilts.indexOf(tilt)}`.padStart(4)}      3.00\n`,
      )
      .join(''),
  transforms: () =>
    `${ascending.map((_, index) => `1.0 0.0 0.0 1.0 ${index / 10} -${index / 10}`).join('\n')}\n`,
  alignment: () =>
    [
      '# AreTomo Alignment / Priims bprmMn',
      `# RawSize = 4 4 ${tilts.length}`,
      '# NumPatches = 0',
      '# SEC     ROT         GMAG       TX          TY      SMEAN     SFIT    SCALE     BASE     TILT',
      ...ascending.map(
        (angle, index) => `${index}   -84.9    1.00000   1.000   2.000  1.00  1.00  1.00  0.00  ${angle}.00`,
      ),
      '',
    ].join('\n'),
  ctf: () =>
    [
      '# Columns: #1 micrograph number; #2 - defocus 1 [A]; #3 - defocus 2; #4 - azimuth; #5 - phase shift; #6 - cc; #7 - resolution',
      ...ascending.map((_, index) => `${index + 1} 30000.5 29900.5 -80.25 0.00 0.0512 6.30`),
      '',
    ].join('\n'),
  points: () => '1.5,2,3\n2,3,4\n4,5,6\n',
  tiltCom: () =>
    '$tilt -StandardInput\nInputProjections a.ali\nOutputFile b.mrc\nIMAGEBINNED 1\nTILTFILE x.tlt\nTHICKNESS 80\nFULLIMAGE 4 4\n$if (-e ./savework) ./savework\n',
  /** A little-endian TIFF of one grey pixel; with the name of an EER movie it is one. */
  movie,
} as const;

function movie(grey = 0): Uint8Array {
  const entries = [
    [256, 3, 1],
    [257, 3, 1],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [278, 3, 1],
    [279, 4, 1],
  ] as const;
  const bytes = new Uint8Array(16 + 2 + entries.length * 12 + 4);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  bytes[8] = grey;
  view.setUint32(4, 16, true);
  view.setUint16(16, entries.length, true);
  for (const [index, [tag, type, value]] of entries.entries()) {
    const at = 18 + index * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, 1, true);
    view.setUint32(at + 8, value, true);
  }
  return bytes;
}
