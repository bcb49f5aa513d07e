import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildMotiveList, dynamoTable } from '../formats/support/build-particles.js';
import { type BuiltLattice, buildHffVolume, buildSffVolume } from '../formats/support/build-sff.js';
import { meshFiles } from '../formats/support/mesh-files.js';
import { type AnnotationEntry, annotate, annotationsOf } from '../support/annotate.js';
import { ingestWithReport } from '../support/ingest-report.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { listFiles, readJsonFile } from '../support/tree.js';
import { amiraFile } from '../volume/support/build-amira.js';
import { emFile } from '../volume/support/build-em.js';
import { emanFiles } from '../volume/support/eman-files.js';
import { tiffFiles } from '../volume/support/tiff-files.js';

const test = suite('a run of every format');

/** Voxels of the tomogram of TS_001: z, y, x. */
const shape = [12, 21, 19] as const;
const particles = [{ at: [5, 6, 7] }, { at: [10, 12.5, 6] }] as const;

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
        particles.map(({ at }) => [
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
        particles.map(({ at }) => ['a/TS_001.mrc', 1, ...at, 0, 90, 0]),
      ),
    more: ', filter_value: TS_001',
  },
  dynamo_tbl: { file: 'crop.tbl', content: dynamoTable(particles) },
  em_motl: { file: 'motl.em', content: buildMotiveList(particles) },
  cbox: {
    file: 'a.cbox',
    content: star(
      'cryolo',
      ['CoordinateX', 'CoordinateY', 'CoordinateZ', 'Width', 'Height', 'Depth'],
      particles.map(({ at: [x, y, z] }) => [x - 2, y - 2, z, 4, 4, 4]),
    ),
  },
  coords: { file: 'a.coords', content: particles.map(({ at }) => at.join(' ')).join('\n') },
  eman2_json: {
    file: 'info.json',
    content: JSON.stringify({ boxes_3d: particles.map(({ at }) => [...at, 'manual', 0, 0]), class_list: {} }),
  },
  cmm: {
    file: 'a.cmm',
    content: `<marker_set name="a">${particles
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

test('ingests and is valid as deep as can be', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const entries: AnnotationEntry[] = [];
    for (const [format, { file, content, more = '' }] of Object.entries(points)) {
      await tiny.editSource(`points/${file}`, () => content);
      const shown = format === 'coords' ? format : 'auto';
      const source = `{file_format: ${shown}, glob_string: points/${file}${more}}`;
      entries.push({
        id: format.replace('_', ''),
        sources: [`${oriented.has(format) ? 'OrientedPoint' : 'Point'}: ${source}`],
      });
    }
    for (const [extension, make] of Object.entries(masks)) {
      const content = await make();
      await tiny.editSource(`masks/a.${extension}`, () => content);
      const source = `{file_format: auto, glob_string: masks/a.${extension}, rescale: true}`;
      entries.push({ id: `mask${extension}`, sources: [`InstanceSegmentationMask: ${source}`] });
    }
    for (const [extension, name] of Object.entries(meshes)) {
      await tiny.editSource(`meshes/a.${extension}`, () => fileOf(meshFiles, name));
      const source = `{file_format: auto, glob_string: meshes/a.${extension}}`;
      entries.push({ id: `mesh${extension}`, sources: [`TriangularMesh: ${source}`] });
    }
    await annotate(tiny, entries);
    const { result, report } = await ingestWithReport(tiny, '--filter', 'run=TS_001');
    const failed = report.items.filter(({ status }) => status === 'failed');
    assert.is(result.status, 0, JSON.stringify(failed, null, 1).slice(0, 3000));
    const files = await listFiles(tiny.published(annotationsOf('TS_001')));
    const metadata = files.filter((path) => path.endsWith('.json'));
    assert.is(metadata.length, entries.length);
    for (const [index, format] of Object.keys(points).entries()) {
      const own = files.find((path) => path.startsWith(`${100 + index}/`) && path.endsWith('.ndjson')) ?? '';
      const lines = (await readFile(tiny.published(`${annotationsOf('TS_001')}/${own}`), 'utf8'))
        .trim()
        .split('\n');
      const found = lines.map((line) => {
        const { location } = JSON.parse(line) as { location: { x: number; y: number; z: number } };
        return [location.x, location.y, location.z].map((value) => Number(value.toFixed(4)));
      });
      assert.equal(
        found,
        particles.map(({ at }) => [...at]),
        format,
      );
    }
    const state =
      '10801/TS_001/Reconstructions/VoxelSpacing10.000/NeuroglancerPrecompute/100-neuroglancer-config.json';
    const { layers } = await readJsonFile(tiny.published(state));
    assert.is((layers as readonly unknown[]).length, 1 + entries.length);
    const checked = await runInProcess([
      'validate',
      tiny.output,
      '--depth',
      'deep',
      '--format',
      'json',
      '--quiet',
    ]);
    const { codes } = JSON.parse(checked.stdout) as { codes: readonly { code: string }[] };
    assert.equal(
      codes.map(({ code }) => code).filter((code) => !ofTiny.has(code)),
      [],
      checked.stdout.slice(0, 4000),
    );
  }));

/** Codes of the tiny deposition itself. */
const ofTiny = new Set(['IMAGE_TOO_SMALL', 'SPACING_WHOLE', 'KEY_IMAGE_MISSING']);

test.run();
