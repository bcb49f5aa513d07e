import { encodeMrc, type MrcOptions } from '../../demo/files/mrc.js';
import { dynamoTable } from '../formats/support/build-particles.js';
import { seededIntegers } from '../formats/support/mangle.js';
import { labFiles } from '../init/support/lab-files.js';

/** A place in a tomogram, in voxels from the corner of the first one. */
export type Place = readonly [x: number, y: number, z: number];

/** Å, of a pixel of the frames and of a voxel of the tomograms, which are binned by 2. */
const pixel = 1.96;
const voxel = 3.92;
/** Degrees, in the order of acquisition: dose-symmetric in groups of two. */
const tilts = [0, 3, -3, -6, 6, 9, -9, -12, 12, 15, -15] as const;
const ascending = [...tilts].sort((a, b) => a - b);
const tiltAxis = 84.1;
/** Voxels of the tomograms (z, y, x) and pixels of the images (y, x). */
const shape = [24, 32, 40] as const;
const image = [64, 80] as const;

export const twelve = Array.from({ length: 12 }, (_, index) => `TS_${String(index + 1).padStart(2, '0')}`);

/** Where the particles of a run are. */
export function placesOf(run: string): readonly Place[] {
  const below = seededIntegers(Number(run.slice(3)));
  return [1, 2, 3].map((): Place => [5 + below(300) / 10, 5 + below(220) / 10, 4 + below(160) / 10]);
}

type Content = string | Uint8Array;

/**
 * The folder of a lab that used a program for each thing: frames as EER and TIFF, mdocs of SerialEM and of Tomography 5,
 * stacks and volumes of IMOD (with an origin), alignments of IMOD, AreTomo, Warp and RELION, particles of RELION 5, of
 * Dynamo and as a table, masks as MRC, TIFF and OME-Zarr, and meshes.
 */
export function labOfTwelve(): Map<string, Content> {
  const files = new Map<string, Content>();
  for (const [index, run] of twelve.entries()) {
    const extension = index < 8 ? 'eer' : 'tif';
    const frames = tilts.map(
      (tilt, at) => `${run}_${String(at + 1).padStart(3, '0')}_${tilt.toFixed(1)}.${extension}`,
    );
    for (const [at, frame] of frames.entries()) files.set(`frames/${frame}`, labFiles.movie(index * 16 + at));
    files.set(`frames/${run}.mdoc`, index < 6 ? serialEm(run, frames) : tomography5(run, frames));
    files.set(`stacks/${run}.st`, stack(index));
    files.set(`stacks/${run}.rawtlt`, `${ascending.join('\n')}\n`);
    files.set(`tomograms/${run}_rec.mrc`, tomogram(index));
    if (index < 4) {
      files.set(
        `stacks/${run}.xf`,
        ascending.map((_, at) => `0.103 0.995 -0.995 0.103 ${at}.5 -1.25\n`).join(''),
      );
      files.set(`stacks/${run}.tlt`, ascending.map((tilt) => `${tilt}.00\n`).join(''));
    } else if (index < 8) {
      files.set(`aretomo/${run}.aln`, areTomo());
    } else {
      files.set(`warp/${run}.xml`, warp());
    }
    if (index < 8) files.set(`ctf/${run}_ctf.txt`, ctffind(index));
    if (index >= 6 && index < 9)
      files.set(`picks/${run}_ribosome.tbl`, dynamoTable(placesOf(run).map((at) => ({ at }))));
    if (index >= 9)
      files.set(
        `picks/${run}_ribosome.csv`,
        placesOf(run)
          .map((at) => `${at.join(',')}\n`)
          .join(''),
      );
    if (index < 3) files.set(`meshes/${run}_membrane.obj`, box());
    if (index < 4) files.set(`masks/${run}_membrane.mrc`, mask(index === 1 ? 1 : voxel));
    else if (index < 8) files.set(`masks/${run}_membrane.tif`, tiffMask());
    else for (const [path, content] of zarrMask()) files.set(`masks/${run}_membrane.zarr/${path}`, content);
  }
  files.set(
    'gain/CountRef.mrc',
    encodeMrc({ shape: [1, 1, 1], values: Float32Array.of(1) }, { mode: 2, voxelSize: pixel, kind: 'movie' }),
  );
  files.set('relion/particles.star', particles(twelve.slice(0, 6)));
  return files;
}

function noise(seed: number, length: number): Float32Array {
  const below = seededIntegers(seed + 1);
  return Float32Array.from({ length }, () => below(2000) / 10 - 100);
}

function mrc(
  dimensions: readonly [number, number, number],
  values: Float32Array,
  options: Partial<MrcOptions>,
): Uint8Array {
  return encodeMrc({ shape: dimensions, values }, { mode: 2, voxelSize: voxel, label: 'IMOD', ...options });
}

function stack(index: number): Uint8Array {
  const dimensions = [tilts.length, ...image] as const;
  return mrc(dimensions, noise(index, tilts.length * image[0] * image[1]), {
    mode: 1,
    voxelSize: pixel,
    kind: 'tilt-series',
  });
}

/** A reconstruction of IMOD, whose origin lies in the middle. */
function tomogram(index: number): Uint8Array {
  const bytes = mrc(shape, noise(100 + index, shape[0] * shape[1] * shape[2]), {});
  const header = new DataView(bytes.buffer);
  for (const [axis, at] of [196, 200, 204].entries())
    header.setFloat32(at, ((shape[2 - axis] ?? 0) / 2) * voxel, true);
  return bytes;
}

function serialEm(run: string, frames: readonly string[]): string {
  const head = `PixelSpacing = ${pixel}\nImageFile = ${run}.st\nImageSize = ${image[1]} ${image[0]}\nDataMode = 1\n\n[T = SerialEM: Acquired on Krios G4]\n\n[T =     Tilt axis angle = ${tiltAxis}, binning = 1  spot = 8  camera = 0]\n`;
  return `${head}\n${sections(frames)}`;
}

function tomography5(run: string, frames: readonly string[]): string {
  const head = `PixelSpacing = ${pixel}\nImageFile = ${run}.mrc\nImageSize = ${image[1]} ${image[0]}\nDataMode = 6\nVoltage = 300\n\n[T = TOMOGRAPHY: Tomography 5.12.0.4190REL on TITAN52336320]\n\n[T = Tilt axis angle = ${tiltAxis}]\n`;
  return `${head}\n${sections(frames)}`;
}

function sections(frames: readonly string[]): string {
  return frames
    .map((frame, at) =>
      [
        `[ZValue = ${at}]`,
        `TiltAngle = ${(tilts[at] ?? 0) + 0.01}`,
        'StagePosition = 112.5 -87.25',
        'Magnification = 64000',
        'Voltage = 300',
        'ExposureTime = 1.2',
        'ExposureDose = 3',
        `PriorRecordDose = ${3 * at}`,
        `PixelSpacing = ${pixel}`,
        'Defocus = -4',
        `TargetDefocus = -4`,
        `RotationAngle = ${tiltAxis}`,
        `SubFramePath = X:\\session\\${frame}`,
        `DateTime = 12-Mar-24  10:${String(10 + at).padStart(2, '0')}:00`,
        '',
      ].join('\n'),
    )
    .join('\n');
}

function areTomo(): string {
  return [
    '# AreTomo Alignment / Priims bprmMn',
    `# RawSize = ${image[1]} ${image[0]} ${tilts.length}`,
    '# NumPatches = 0',
    '# SEC     ROT         GMAG       TX          TY      SMEAN     SFIT    SCALE     BASE     TILT',
    ...ascending.map(
      (tilt, at) => `${at}    84.1    1.00000   ${at}.5   -1.25  1.00  1.00  1.00  0.00  ${tilt}.00`,
    ),
    '',
  ].join('\n');
}

function warp(): string {
  const list = (name: string, value: (tilt: number, at: number) => unknown) =>
    `<${name}>${ascending.map(value).join('\n')}</${name}>`;
  const grid = (name: string, value: (at: number) => number) =>
    `<${name} Width="1" Height="1" Depth="${tilts.length}">${ascending.map((_, at) => `<Node X="0" Y="0" Z="${at}" Value="${value(at)}"/>`).join('')}</${name}>`;
  return [
    '<?xml version="1.0" encoding="utf-16"?>',
    '<TiltSeries AreAnglesInverted="False" PlaneNormal="0, 0, 1">',
    list('Angles', (tilt) => -tilt),
    list('Dose', (tilt) => 3 * tilts.indexOf(tilt as (typeof tilts)[number])),
    list('UseTilt', () => 'True'),
    list('AxisAngle', () => tiltAxis),
    list('AxisOffsetX', (_, at) => at),
    list('AxisOffsetY', () => -2.5),
    grid('GridCTF', (at) => 4 + at / 100),
    '<CTF><Param Name="PixelSize" Value="1.96"/><Param Name="Defocus" Value="4.0"/><Param Name="DefocusDelta" Value="0.05"/><Param Name="DefocusAngle" Value="12"/><Param Name="Voltage" Value="300"/><Param Name="Cs" Value="2.7"/></CTF>',
    '</TiltSeries>',
  ].join('\n');
}

function ctffind(index: number): string {
  return [
    '# Output from CTFFind version 4.1.14, run on 2024-03-20 10:00:00',
    '# Columns: #1 - micrograph number; #2 - defocus 1 [Angstroms]; #3 - defocus 2; #4 - azimuth of astigmatism; #5 - additional phase shift [radians]; #6 - cross correlation; #7 - spacing (in Angstroms) up to which CTF rings were fit successfully',
    ...ascending.map(
      (_, at) =>
        `${at + 1}.000000 ${40000 + 100 * index + at}.5 ${39500 + at}.25 -80.25 0.000000 0.0512 6.30`,
    ),
    '',
  ].join('\n');
}

/** What RELION 5 writes: places in Å from the middle of the tomogram. */
function particles(runs: readonly string[]): string {
  const optics = [
    'rlnOpticsGroup 1',
    'rlnOpticsGroupName opticsGroup1',
    'rlnTomoTiltSeriesPixelSize 1.96',
    'rlnVoltage 300',
    'rlnSphericalAberration 2.7',
  ];
  const columns = [
    'rlnTomoName',
    'rlnCenteredCoordinateXAngst',
    'rlnCenteredCoordinateYAngst',
    'rlnCenteredCoordinateZAngst',
    'rlnAngleRot',
    'rlnAngleTilt',
    'rlnAnglePsi',
    'rlnOpticsGroup',
  ];
  const rows = runs.flatMap((run) =>
    placesOf(run).map((place) =>
      [
        run,
        ...place.map((value, axis) => ((value - (shape[2 - axis] ?? 0) / 2) * voxel).toFixed(6)),
        10,
        20,
        30,
        1,
      ].join(' '),
    ),
  );
  return `
data_optics

loop_
${optics.map((entry, at) => `_${entry.split(' ')[0]} #${at + 1}`).join('\n')}
${optics.map((entry) => entry.split(' ')[1]).join(' ')}


data_particles

loop_
${columns.map((name, at) => `_${name} #${at + 1}`).join('\n')}
${rows.join('\n')}
`;
}

function maskValues(): Uint8Array {
  const [depth, height, width] = shape;
  return Uint8Array.from({ length: depth * height * width }, (_, at) => {
    const [x, y, z] = [at % width, Math.floor(at / width) % height, Math.floor(at / (width * height))];
    return z > 8 && z < 12 && y > 4 && y < 28 && x > 4 && x < 36 ? 1 : 0;
  });
}

/** Programs write 1 Å in the header of a mask if they do not know its voxel size. */
function mask(voxelSize: number): Uint8Array {
  return mrc(shape, Float32Array.from(maskValues()), { mode: 0, voxelSize });
}

/** A stack of uncompressed 8-bit pages, as Amira and Fiji write them. */
function tiffMask(): Uint8Array {
  const values = maskValues();
  const [depth, height, width] = shape;
  const size = height * width;
  const directory = 2 + 10 * 12 + 4;
  const bytes = new Uint8Array(8 + depth * (size + directory));
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, 8 + size, true);
  for (let page = 0; page < depth; page += 1) {
    const at = 8 + page * (size + directory);
    bytes.set(values.subarray(page * size, (page + 1) * size), at);
    const tags = [
      [256, 3, width],
      [257, 3, height],
      [258, 3, 8],
      [259, 3, 1],
      [262, 3, 1],
      [273, 4, at],
      [277, 3, 1],
      [278, 3, height],
      [279, 4, size],
      [339, 3, 1],
    ] as const;
    view.setUint16(at + size, tags.length, true);
    for (const [index, [tag, type, value]] of tags.entries()) {
      const entry = at + size + 2 + index * 12;
      view.setUint16(entry, tag, true);
      view.setUint16(entry + 2, type, true);
      view.setUint32(entry + 4, 1, true);
      view.setUint32(entry + 8, value, true);
    }
    view.setUint32(at + size + directory - 4, page + 1 < depth ? at + size + directory + size : 0, true);
  }
  return bytes;
}

/** One level of OME-Zarr 0.4, whose only chunk is not compressed. */
function zarrMask(): ReadonlyMap<string, Content> {
  const multiscales = [
    {
      version: '0.4',
      axes: ['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit: 'angstrom' })),
      datasets: [{ path: '0', coordinateTransformations: [{ type: 'scale', scale: [voxel, voxel, voxel] }] }],
    },
  ];
  const array = {
    zarr_format: 2,
    shape,
    chunks: shape,
    dtype: '|u1',
    compressor: null,
    fill_value: 0,
    order: 'C',
    filters: null,
    dimension_separator: '/',
  };
  return new Map<string, Content>([
    ['.zgroup', '{"zarr_format": 2}'],
    ['.zattrs', JSON.stringify({ multiscales })],
    ['0/.zarray', JSON.stringify(array)],
    ['0/0/0/0', maskValues()],
  ]);
}

/** Eight corners in Å, six sides. */
function box(): string {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((corner) =>
    [5 + 30 * (corner & 1), 5 + 10 * (corner & 2), 9 + 0.5 * (corner & 4)].map((value) =>
      (value * voxel).toFixed(3),
    ),
  );
  const sides = ['1 3 4 2', '5 6 8 7', '1 2 6 5', '3 7 8 4', '1 5 7 3', '2 4 8 6'];
  return `# membrane\n${corners.map((corner) => `v ${corner.join(' ')}`).join('\n')}\n${sides.map((side) => `f ${side}`).join('\n')}\n`;
}
