import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildHff } from '../formats/support/build-meshes.js';
import { annotate } from '../support/annotate.js';
import { annotationEntry, annotationsOnPublished } from '../support/annotations-only.js';
import { ingestWithReport } from '../support/ingest-report.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';
import { listFiles, readJsonFile } from '../support/tree.js';

const test = suite('what the portal’s ingestion writes');

interface Document {
  readonly [key: string]: unknown;
}

const reconstructions = '10801/TS_001/Reconstructions';
const precompute = `${reconstructions}/VoxelSpacing10.000/NeuroglancerPrecompute`;

function withTiny(name: string, check: (tiny: TinyDeposition) => Promise<void>): void {
  test(name, () => inTemporaryDirectory(async (directory) => check(await makeTinyDeposition(directory))));
}

const layerNames = async (tiny: TinyDeposition, state: string) =>
  ((await readJsonFile(tiny.published(state))).layers as readonly Document[]).map(({ name }) => name);

withTiny(
  'blocks of an experiment without identifier, or with an empty one, say that it is not reported',
  async (tiny) => {
    await tiny.editConfig(
      'organism: {name: Homo sapiens, taxonomy_id: 9606}',
      'organism: {name: Homo sapiens}',
    );
    await tiny.editConfig("{name: HeLa cell, id: 'CL:0000000'}", '{name: HeLa cell}\n      tissue: null');
    await tiny.editConfig("{name: normal, id: 'PATO:0000461'}", '{name: none known}');
    assert.is((await tiny.ingest('--filter', 'run=^$')).status, 0);
    const dataset = await readJsonFile(tiny.published('10801/dataset_metadata.json'));
    assert.equal(dataset.organism, { name: 'Homo sapiens', taxonomy_id: null });
    assert.equal(dataset.cell_type, { name: 'HeLa cell', id: 'not_reported' });
    assert.equal(dataset.disease, { name: 'none known', id: 'not_reported' });
    assert.equal(dataset.tissue, { name: 'not_reported', id: 'not_reported' });
    assert.equal(dataset.development_stage, { name: 'unknown', id: 'unknown' });
  },
);

withTiny(
  'layers of points and of points of instances have names of their own; meshes of groups are plain meshes',
  async (tiny) => {
    const list = (array: Float32Array | Uint32Array, mode: string) => ({
      data: Buffer.from(array.buffer).toString('base64'),
      mode,
    });
    const hff = await buildHff([
      {
        name: 'nucleus',
        meshes: [
          {
            vertices: list(Float32Array.of(1, 1, 1, 9, 1, 1, 1, 9, 1), 'float32'),
            triangles: list(Uint32Array.of(0, 1, 2), 'uint32'),
          },
        ],
      },
    ]);
    await tiny.editSource('annotations/a.hff', () => hff);
    await tiny.editSource('annotations/a.csv', () => '1,2,3\n4,5,6\n');
    await tiny.editSource('annotations/ids.csv', () => 'IDs,X [A],Y [A],Z [A]\n0,10,20,30\n1,40,50,60\n');
    await annotate(tiny, [
      {
        id: 'a',
        sources: [
          'Point: {file_format: csv, glob_string: annotations/a.csv}',
          'InstanceSegmentation: {file_format: tardis, glob_string: annotations/ids.csv, binning: 10}',
          'TriangularMeshGroup: {file_format: hff, glob_string: annotations/a.hff, name: nucleus}',
        ],
      },
      {
        id: 'b',
        sources: [
          'InstanceSegmentation: {file_format: tardis, glob_string: annotations/ids.csv, binning: 10}',
        ],
      },
    ]);
    const { result, report } = await ingestWithReport(tiny, '--filter', 'run=TS_001');
    assert.is(result.status, 0, JSON.stringify(report.items.filter(({ status }) => status === 'failed')));
    assert.equal(await layerNames(tiny, `${precompute}/100-neuroglancer-config.json`), [
      'TS_001',
      '100 a point',
      '100 a instancepoint',
      '100 a mesh',
      '101 b point',
    ]);
    const annotations = `${reconstructions}/VoxelSpacing10.000/Annotations/100`;
    const { files } = await readJsonFile(tiny.published(`${annotations}/a-1.0.json`));
    assert.equal((files as readonly Document[]).at(-1), {
      format: 'glb',
      path: `${annotations}/a-1.0_triangularmesh.glb`,
      shape: 'TriangularMesh',
      is_visualization_default: false,
    });
    const mesh = await listFiles(tiny.published(`${precompute}/100-triangularmesh_precompute`));
    assert.ok(mesh.includes('info'), mesh.join(', '));
    const validated = await runInProcess(['validate', tiny.output, '--depth', 'deep', '--run', 'TS_001']);
    assert.not.match(validated.stdout, 'triangularmesh');
  },
);

withTiny(
  'annotations on published tomograms renew their viewer configurations, of all voxel spacings',
  async (tiny) => {
    assert.is((await tiny.ingest()).status, 0);
    const config = join(tiny.directory, 'annotations.yaml');
    const second = annotationsOnPublished([
      annotationEntry('late', 'late finding', [
        "Point: {file_format: csv, glob_string: annotations/late.csv, is_visualization_default: true}\n        parent_filters: {include: {voxel_spacing: ['^10[.]000$'], run: [TS_001]}}",
      ]),
    ]);
    await tiny.editSource('annotations/late.csv', () => '1,2,3\n4,5,6\n');
    await writeFile(config, second);
    const states = [
      `${precompute}/100-neuroglancer-config.json`,
      `${reconstructions}/VoxelSpacing20.000/NeuroglancerPrecompute/101-neuroglancer-config.json`,
      '10801/TS_002/Reconstructions/VoxelSpacing10.000/NeuroglancerPrecompute/100-neuroglancer-config.json',
    ] as const;
    const before = await Promise.all(states.map((state) => layerNames(tiny, state)));
    const ingest = (...options: string[]) =>
      runInProcess(['ingest', config, tiny.input, tiny.output, '--quiet', ...options], {
        SOURCE_DATE_EPOCH: tinyEpoch,
      });
    const codes = async () => {
      const options = ['--depth', 'deep', '--format', 'json', '--quiet'];
      const { stdout } = await runInProcess(['validate', tiny.output, ...options]);
      return (JSON.parse(stdout) as { codes: readonly Document[] }).codes.map(({ code }) => code);
    };
    const codesBefore = await codes();
    assert.equal(await ingest(), { status: 0, stdout: '', stderr: '' });
    const [first, coarse, other] = await Promise.all(states.map((state) => layerNames(tiny, state)));
    assert.equal(first, [...(before[0] ?? []), '103 late finding point']);
    assert.equal(coarse, [...(before[1] ?? []), '103 late finding point']);
    assert.equal(other, before[2]);
    assert.equal(await codes(), codesBefore);
    // Only one voxel spacing is configured, but the state of the other is updated too.
    await writeFile(
      config,
      second
        .replace(
          /voxel_spacings:[\s\S]*?(?=annotations:)/,
          'voxel_spacings:\n  - sources:\n      - literal: {value: [10.0]}\n',
        )
        .replaceAll('late finding', 'renamed'),
    );
    assert.is((await ingest()).status, 0);
    assert.ok((await layerNames(tiny, states[1])).includes('103 renamed point'));
  },
);

withTiny(
  'the path of a tilt series that a glob of the output names is that of its directory',
  async (tiny) => {
    assert.is((await tiny.ingest('--filter', 'run=TS_001', '--no-precompute')).status, 0);
    await mkdir(tiny.source('alignments'), { recursive: true });
    await writeFile(
      tiny.config,
      annotationsOnPublished([])
        .replace(
          /alignments:[\s\S]*?(?=voxel_spacings:)/,
          `tiltseries:
  - sources:
      - destination_glob: {list_glob: '{run_output_path}/TiltSeries/100/*.zarr', match_regex: .*, name_regex: (.*)}
alignments:
  - metadata: {alignment_type: GLOBAL, format: IMOD}
    sources:
      - source_multi_glob: {list_globs: ['alignments/{run_name}.xf', 'alignments/{run_name}.tlt']}
`,
        )
        .replace(/annotations:\n$/, ''),
    );
    const { result, report } = await ingestWithReport(tiny, '--filter', 'run=TS_001', '--no-precompute');
    assert.is(result.status, 0, JSON.stringify(report.items.filter(({ status }) => status === 'failed')));
    const alignment = await readJsonFile(
      tiny.published('10801/TS_001/Alignments/101/alignment_metadata.json'),
    );
    assert.is(alignment.tiltseries_path, '10801/TS_001/TiltSeries/100/tiltseries_metadata.json');
  },
);

test.run();
