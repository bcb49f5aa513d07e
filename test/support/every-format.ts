import { buildMotiveList, dynamoTable } from '../formats/support/build-particles.js';
import { type BuiltLattice, buildHffVolume, buildSffVolume } from '../formats/support/build-sff.js';
import { meshFiles } from '../formats/support/mesh-files.js';
import { amiraFile } from '../volume/support/build-amira.js';
import { emFile } from '../volume/support/build-em.js';
import { emanFiles } from '../volume/support/eman-files.js';
import { tiffFiles } from '../volume/support/tiff-files.js';
import { type AnnotationEntry, annotate } from './annotate.js';
import type { TinyDeposition } from './tiny-deposition.js';

/** Voxels of the tomogram of TS_001 of the tiny deposition: z, y, x. */
const shape = [12, 21, 19] as const;
/** Where the points of every format are, in voxels. */
export const everyPlaces = [{ at: [5, 6, 7] }, { at: [10, 12.5, 6] }] as const;

const star = (block: string, columns: readonly string[], rows: readonly (readonly unknown[])[]) =>
  `\ndata_${block}\n\nloop_\n${columns.map((name, at) => `_${name} #${at + 1}`).join('\n')}\n${rows.map((row) => row.join(' ')).join('\n')}\n`;
const xyz = (spell: (axis: string) => string) => ['X', 'Y', 'Z'].map(spell);
const angles = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'];
const coordinates = xyz((axis) => `rlnCoordinate${axis}`);
const half = [shape[2] / 2, shape[1] / 2, shape[0] / 2] as const;

/** What each format of points is made of. */
const points: Readonly<
  Record<string, { readonly file: string; readonly content: string | Uint8Array; readonly more?: string }>
> = {
  relion5_star: {
    file: 'relion5.star',
    content:
      star('optics', ['rlnOpticsGroup', 'rlnTomoTiltSeriesPixelSize'], [[1, 10]]) +
      star(
        'particles',
        ['rlnTomoName', 'rlnOpticsGroup', ...angles, ...xyz((axis) => `rlnCenteredCoordinate${axis}Angst`)],
        everyPlaces.map(({ at }) => [
          'TS_001',
          1,
          0,
          90,
          0,
          ...at.map((value, axis) => (value - half[axis]!) * 10),
        ]),
      ),
    more: ', filter_value: TS_001',
  },
  relion31_star: {
    file: 'relion31.star',
    content:
      star('optics', ['rlnOpticsGroup', 'rlnImagePixelSize'], [[1, 10]]) +
      star(
        'particles',
        ['rlnMicrographName', 'rlnOpticsGroup', ...coordinates, ...angles],
        everyPlaces.map(({ at }) => ['a/TS_001.mrc', 1, ...at, 0, 90, 0]),
      ),
    more: ', filter_value: TS_001',
  },
  dynamo_tbl: { file: 'crop.tbl', content: dynamoTable(everyPlaces) },
  em_motl: { file: 'motl.em', content: buildMotiveList(everyPlaces) },
  cbox: {
    file: 'a.cbox',
    content: star(
      'cryolo',
      ['CoordinateX', 'CoordinateY', 'CoordinateZ', 'Width', 'Height', 'Depth'],
      everyPlaces.map(({ at: [x, y, z] }) => [x - 2, y - 2, z, 4, 4, 4]),
    ),
  },
  coords: { file: 'a.coords', content: everyPlaces.map(({ at }) => at.join(' ')).join('\n') },
  eman2_json: {
    file: 'info.json',
    content: JSON.stringify({
      boxes_3d: everyPlaces.map(({ at }) => [...at, 'manual', 0, 0]),
      class_list: {},
    }),
  },
  cmm: {
    file: 'a.cmm',
    content: `<marker_set name="a">${everyPlaces
      .map(
        ({ at: [x, y, z] }, id) =>
          `<marker id="${id + 1}" x="${10 * x}" y="${10 * y}" z="${10 * z}" radius="1"/>`,
      )
      .join('')}</marker_set>`,
    more: ', binning: 10',
  },
};
const oriented = new Set(['relion5_star', 'relion31_star', 'dynamo_tbl', 'em_motl']);

const voxels = shape[0] * shape[1] * shape[2];
const labels = Uint16Array.from({ length: voxels }, (_, at) => (at % 97 === 0 ? 2 : 0));
const lattice: BuiltLattice = { mode: 'uint16', shape, samples: new Uint8Array(labels.buffer) };
const segment = [{ name: 'one', value: 2, lattice: 0 }];

const fileOf = (files: ReadonlyMap<string, Uint8Array>, name: string) => {
  const bytes = files.get(name);
  if (bytes === undefined) throw new Error(`no file ${name}`);
  return bytes;
};

/** Volumes as instance masks; those of other sizes are rescaled. */
const masks: Readonly<Record<string, () => Promise<string | Uint8Array> | string | Uint8Array>> = {
  em: () => emFile(6, 2, [...labels], shape),
  sff: () => buildSffVolume([lattice], segment),
  hff: () => buildHffVolume([lattice], segment),
  am: () =>
    amiraFile(
      'byte',
      Uint8Array.from({ length: 24 }, (_, at) => at % 3),
    ),
  hdf: () => emanFiles[0]?.[1] ?? '',
  tif: () => fileOf(tiffFiles, 'tifffile, uint16, plain'),
};
const meshes = {
  ply: 'trimesh, PLY',
  vtp: 'VTK 9.3.0, VTP binary, zlib',
  vtu: 'meshio, VTU zlib',
  vtk: 'meshio, VTK 5.1 binary unstructured grid',
} as const;

/** What was made of one format of annotations, in the order of the entries. */
export interface EveryFormat {
  readonly kind: 'points' | 'mask' | 'mesh';
  readonly format: string;
}

/** Replaces the annotations of TS_001 with one of every format of points, masks and meshes. */
export async function annotateInEveryFormat(tiny: TinyDeposition): Promise<readonly EveryFormat[]> {
  const made: (EveryFormat & { readonly entry: AnnotationEntry })[] = [];
  for (const [format, { file, content, more = '' }] of Object.entries(points)) {
    await tiny.editSource(`points/${file}`, () => content);
    const shown = format === 'coords' ? format : 'auto';
    const source = `{file_format: ${shown}, glob_string: points/${file}${more}}`;
    const sources = [`${oriented.has(format) ? 'OrientedPoint' : 'Point'}: ${source}`];
    made.push({ kind: 'points', format, entry: { id: format.replace('_', ''), sources } });
  }
  for (const [format, make] of Object.entries(masks)) {
    const content = await make();
    await tiny.editSource(`masks/a.${format}`, () => content);
    const sources = [
      `InstanceSegmentationMask: {file_format: auto, glob_string: masks/a.${format}, rescale: true}`,
    ];
    made.push({ kind: 'mask', format, entry: { id: `mask${format}`, sources } });
  }
  for (const [format, name] of Object.entries(meshes)) {
    await tiny.editSource(`meshes/a.${format}`, () => fileOf(meshFiles, name));
    const sources = [`TriangularMesh: {file_format: auto, glob_string: meshes/a.${format}}`];
    made.push({ kind: 'mesh', format, entry: { id: `mesh${format}`, sources } });
  }
  await annotate(
    tiny,
    made.map(({ entry }) => entry),
  );
  return made.map(({ kind, format }) => ({ kind, format }));
}
