import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toHalf } from '../../demo/files/half-float.js';
import { inTemporaryDirectory, temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';
import { listTree, tinyTree } from '../support/tiny-tree.js';
import { readJsonFile } from '../support/tree.js';

const test = suite('the ingested tree');

const { directory, remove } = temporaryDirectory();
let tiny: TinyDeposition;
test.before(async () => {
  tiny = await makeTinyDeposition(directory);
  const { status, stdout, stderr } = await tiny.ingest();
  assert.is(status, 0, stdout + stderr);
});
test.after(remove);

const metadata = (path: string) => readJsonFile(tiny.output, path);

test('every file is there, and no other, in the documented layout', async () => {
  assert.equal(await listTree(tiny.output), tinyTree('documented'));
});

test('every file is there, and no other, in the portal layout', async () => {
  await inTemporaryDirectory(async (other) => {
    const portal = await makeTinyDeposition(other);
    assert.is((await portal.ingest('--layout', 'portal')).status, 0);
    assert.equal(await listTree(portal.output), tinyTree('portal'));
  });
});

test('copied files are the deposited ones, byte for byte', async () => {
  for (const [published, source] of [
    ['Frames/TS_001.mdoc', 'tiltseries/TS_001.mdoc'],
    ['Frames/TS_001_002_-12.0.tif', 'frames/TS_001_002_-12.0.tif'],
    ['Gains/TS_001_gain.mrc', 'gains/TS_001_gain.mrc'],
    ['Alignments/100/TS_001.xtilt', 'alignments/TS_001.xtilt'],
    ['TiltSeries/100/TS_001.rawtlt', 'tiltseries/TS_001.rawtlt'],
    ['TiltSeries/100/TS_001_CTFFIND_ctf.txt', 'ctf/TS_001_ctf.txt'],
  ] as const) {
    const copy = await readFile(tiny.published(`10801/TS_001/${published}`));
    assert.ok(copy.equals(await readFile(tiny.source(source))), published);
  }
});

test('deposition and dataset say what the configuration says, and where their pictures are', async () => {
  const deposition = await metadata('DepositionMetadata/10800/deposition_metadata.json');
  assert.is(deposition.deposition_title, 'A tiny deposition');
  assert.is(deposition.deposition_id, 10800);
  assert.is(deposition.last_updated_at, 1740000000);
  assert.equal(deposition.key_photos, {
    snapshot: 'DepositionMetadata/10800/Images/snapshot.png',
    thumbnail: null,
  });
  const dataset = await metadata('10801/dataset_metadata.json');
  assert.is(dataset.dataset_identifier, 10801);
  assert.equal(dataset.cell_type, { name: 'HeLa cell', id: 'CL:0000000' });
  assert.equal(dataset.tissue, { name: 'not_reported', id: 'not_reported' });
  assert.equal(dataset.development_stage, { name: 'unknown', id: 'unknown' });
  assert.equal(dataset.key_photos, {
    snapshot: '10801/Images/snapshot.png',
    thumbnail: '10801/Images/thumbnail.png',
  });
});

test('a run says its name', async () => {
  assert.equal(await metadata('10801/TS_002/run_metadata.json'), {
    run_name: 'TS_002',
    deposition_id: 10800,
    last_updated_at: 1740000000,
  });
});

test('frames have the dose of their section and of those before', async () => {
  const frames = await metadata('10801/TS_002/Frames/frames_metadata.json');
  assert.is(frames.frames_acquisition_file, '10801/TS_002/Frames/TS_002.mdoc');
  assert.equal(
    frames.frames,
    ['000_0.0', '001_12.0', '002_-12.0', '003_24.0'].map((tilt, order) => ({
      acquisition_order: order,
      accumulated_dose: order * 3,
      exposure_dose: 3,
      is_gain_corrected: false,
      path: `10801/TS_002/Frames/TS_002_${tilt}.mrc`,
    })),
  );
});

test('a tilt series has sizes, templates filled in, and one record an image', async () => {
  const path = '10801/TS_001/TiltSeries/100';
  const series = await metadata(`${path}/tiltseries_metadata.json`);
  assert.equal(series.scales, [
    { z: 5, y: 21, x: 19 },
    { z: 5, y: 11, x: 10 },
    { z: 5, y: 6, x: 5 },
  ]);
  assert.equal(series.size, { z: 5, y: 21, x: 19 });
  assert.is(series.tilt_axis, 84.1);
  assert.is(series.tilt_series_quality, 5);
  assert.is(series.frames_count, 5);
  assert.is(series.omezarr_dir, `${path}/TS_001.zarr`);
  assert.is(series.mrc_file, `${path}/TS_001.mrc`);
  assert.is(series.raw_tlt_path, `${path}/TS_001.rawtlt`);
  assert.is(series.ctf_path, `${path}/TS_001_CTFFIND_ctf.txt`);
  const sections = series.per_section_parameter as Record<string, number>[];
  assert.equal(
    sections.map(({ z_index, frame_acquisition_order }) => [z_index, frame_acquisition_order]),
    [
      [0, 4],
      [1, 2],
      [2, 0],
      [3, 1],
      [4, 3],
    ],
  );
  const rows = (await readFile(tiny.source('ctf/TS_001_ctf.txt'), 'utf8')).split('\n');
  assert.equal(
    sections.map(({ major_defocus }) => major_defocus),
    rows.slice(2, 7).map((row) => Number(row.split(' ')[1])),
  );
  assert.ok(Math.abs(sections[0]!.raw_angle! + 24) < 0.005);
});

test('numbers keep the spelling of the configuration', async () => {
  const text = await readFile(tiny.published('10801/TS_001/TiltSeries/100/tiltseries_metadata.json'), 'utf8');
  assert.match(text, '"pixel_spacing": 10.0,');
  assert.match(text, '"acceleration_voltage": 300000,');
  assert.match(text, '"tilt_step": 12.0,');
});

test('an IMOD alignment is the inverse of its transforms', async () => {
  const path = '10801/TS_001/Alignments/100';
  const alignment = await metadata(`${path}/alignment_metadata.json`);
  assert.is(alignment.alignment_type, 'GLOBAL');
  assert.is(alignment.method_type, 'fiducial_based');
  assert.is(alignment.tilt_offset, 0.3);
  assert.equal(alignment.volume_dimension, { x: 190, y: 210, z: 120 });
  assert.is(alignment.alignment_path, `${path}/TS_001.xf`);
  assert.is(alignment.tilt_path, `${path}/TS_001.tlt`);
  assert.is(alignment.tiltx_path, `${path}/TS_001.xtilt`);
  assert.is(alignment.tiltseries_path, '10801/TS_001/TiltSeries/100/tiltseries_metadata.json');
  const [xf] = (await readFile(tiny.source('alignments/TS_001.xf'), 'utf8')).split('\n');
  const [a, b, c, d, x, y] = xf!.trim().split(/\s+/).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [first] = alignment.per_section_alignment_parameters as Record<string, unknown>[];
  assert.is(first!.tilt_angle, -23.7);
  assert.equal(first!.in_plane_rotation, [
    [a, c],
    [b, d],
  ]);
  assert.ok(Math.abs((first!.x_offset as number) + a * x + c * y) < 1e-9);
});

test('an AreTomo alignment leaves its dark images out and keeps the numbers of the others', async () => {
  const alignment = await metadata('10801/TS_002/Alignments/100/alignment_metadata.json');
  const sections = alignment.per_section_alignment_parameters as Record<string, number>[];
  assert.equal(
    sections.map(({ z_index, tilt_angle }) => [z_index, tilt_angle]),
    [
      [1, 0.3],
      [2, 12.3],
      [3, 24.3],
    ],
  );
});

test('tomograms of one run are numbered together over their voxel spacings', async () => {
  const spacing = '10801/TS_001/Reconstructions/VoxelSpacing20.000';
  const tomogram = await metadata(`${spacing}/Tomograms/101/tomogram-metadata.json`);
  assert.is(tomogram.voxel_spacing, 20);
  assert.is(tomogram.processing, 'denoised');
  assert.equal(tomogram.size, { z: 6, y: 11, x: 10 });
  assert.is(tomogram.alignment_metadata_path, '10801/TS_001/Alignments/100/alignment_metadata.json');
  // The configuration asks for the original only.
  assert.equal(tomogram.key_photo, { snapshot: null, thumbnail: null });
});

test('identified objects are the rows of the run', async () => {
  const objects = JSON.parse(
    await readFile(tiny.published('10801/TS_001/IdentifiedObjects/identified_objects.json'), 'utf8'),
  ) as unknown;
  assert.equal(objects, [
    {
      object_name: 'cytosolic ribosome',
      object_id: 'GO:0022626',
      object_description: 'single and in chains, all of the cytosol',
      object_state: 'translating',
    },
    { object_name: 'vesicle', object_id: 'GO:0031982', object_description: null, object_state: null },
  ]);
  const about = await metadata('10801/TS_001/IdentifiedObjects/identified_objects_metadata.json');
  assert.is(about.object_count, 2);
});

test('the MRC written holds the samples of the source as little-endian float32', async () => {
  const half = await readFile(tiny.source('denoised/TS_001_20.000A.mrc'));
  const written = await readFile(
    tiny.published('10801/TS_001/Reconstructions/VoxelSpacing20.000/Tomograms/101/TS_001.mrc'),
  );
  const voxels = 6 * 11 * 10;
  assert.is(written.length, 1024 + 4 * voxels);
  assert.is(written.readInt32LE(12), 2);
  for (let i = 0; i < voxels; i++) {
    assert.is(toHalf(written.readFloatLE(1024 + 4 * i)), half.readUInt16LE(1024 + 2 * i));
  }
  const bytes = await readFile(tiny.source('tomograms/TS_002_10.000A.rec'));
  const signed = await readFile(
    tiny.published('10801/TS_002/Reconstructions/VoxelSpacing10.000/Tomograms/100/TS_002.mrc'),
  );
  for (let i = 0; i < 9 * 14 * 17; i++) {
    assert.is(signed.readFloatLE(1024 + 4 * i), bytes.readUInt8(1024 + i) - 128);
  }
});

test.run();
