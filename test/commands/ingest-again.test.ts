import { readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ingestWithReport, itemsOf } from '../support/ingest-report.js';
import { ingestedDeposition } from '../support/ingested-deposition.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';
import { listTree, tinyTree } from '../support/tiny-tree.js';
import { hashTree, listFiles, readJsonFile } from '../support/tree.js';

const test = suite('ingesting into a tree that is there already');

/** Defines a test with a tiny deposition that is already ingested. */
function withTree(name: string, check: (tiny: TinyDeposition) => Promise<void>): void {
  test(name, async () => check(await ingested.restored()));
}

const ingested = ingestedDeposition(async (tiny) => {
  assert.is((await tiny.ingest()).status, 0);
});
test.after(ingested.remove);

const reconstructions = '10801/TS_001/Reconstructions';

withTree('the same ingest again changes nothing', async (tiny) => {
  const before = await hashTree(tiny.output);
  assert.is((await tiny.ingest()).status, 0);
  assert.equal(await hashTree(tiny.output), before);
});

withTree(
  'a run is known by its ledger and by sizes and times of its files, which are not read',
  async (tiny) => {
    const mdoc = tiny.source('tiltseries/TS_001.mdoc');
    const ofRun = ['--filter', 'run=TS_001'];
    await utimes(mdoc, 1e9, 1e9);
    await tiny.ingest(...ofRun);
    await tiny.editSource('tiltseries/TS_001.mdoc', (bytes) => `${bytes}`.replace('300', '200'));
    await utimes(mdoc, 1e9, 1e9);
    const { report } = await ingestWithReport(tiny, ...ofRun);
    assert.equal([...itemsOf(report, 'written'), ...itemsOf(report, 'failed')], []);
    assert.ok(itemsOf(report, 'unchanged').includes('TS_001 tiltseries'));
  },
);

withTree('a tree stays as it is wherever it is moved and however OUTPUT is spelled', async (tiny) => {
  const moved = `${tiny.directory}/moved`;
  await rename(tiny.output, moved);
  const report = `${tiny.directory}/report.json`;
  const { status } = await runInProcess(
    ['ingest', tiny.config, tiny.input, `${tiny.directory}/./moved/`, '--report', report],
    { SOURCE_DATE_EPOCH: tinyEpoch },
  );
  assert.is(status, 0);
  assert.equal(itemsOf(JSON.parse(await readFile(report, 'utf8')), 'written'), []);
});

withTree('identifiers stay when items come in another order, or one of them no longer does', async (tiny) => {
  await tiny.editConfig('- literal: {value: [10.0]}', '- literal: {value: [20.0, 10.0]}');
  assert.is((await tiny.ingest('--filter', 'run=TS_001')).status, 0);
  assert.equal(await listTree(tiny.output), tinyTree('documented'));
  await rm(tiny.published(`${reconstructions}/VoxelSpacing20.000`), { recursive: true });
  await tiny.removeSource('tomograms/TS_001_10.000A.rec');
  assert.is((await tiny.ingest('--filter', 'run=TS_001', '--exclude', 'annotation=.')).status, 0);
  const files = await listFiles(tiny.published(reconstructions));
  assert.ok(files.includes('VoxelSpacing20.000/Tomograms/101/tomogram-metadata.json'));
  assert.ok(files.includes('VoxelSpacing10.000/Tomograms/100/tomogram-metadata.json'));
});

withTree('a tomogram that was processed otherwise is a new one', async (tiny) => {
  await tiny.editConfig('processing: raw', 'processing: filtered');
  const { report } = await ingestWithReport(tiny, '--filter', 'run=TS_001');
  assert.equal(
    report.items.filter(({ type }) => type === 'tomogram').map(({ id }) => id),
    [102, 101],
  );
  const before = await readJsonFile(
    tiny.published(`${reconstructions}/VoxelSpacing10.000/Tomograms/100/tomogram-metadata.json`),
  );
  assert.is(before.processing, 'raw');
});

withTree(
  'a dataset or deposition without metadata refers to the one there, whose file stays',
  async (tiny) => {
    for (const path of ['10801/dataset_metadata.json', 'DepositionMetadata/10800/deposition_metadata.json']) {
      await writeFile(tiny.published(path), `{"mine": "${path}"}`);
    }
    await tiny.editConfig(/datasets:\n {2}- metadata:[\s\S]*?\n {4}sources:/, 'datasets:\n  - sources:');
    await tiny.editConfig(
      /depositions:\n {2}- metadata:[\s\S]*?\n {4}sources:/,
      'depositions:\n  - sources:',
    );
    assert.is((await tiny.ingest()).status, 0);
    for (const path of ['10801/dataset_metadata.json', 'DepositionMetadata/10800/deposition_metadata.json']) {
      assert.is(await readFile(tiny.published(path), 'utf8'), `{"mine": "${path}"}`);
    }
  },
);

test('a dataset without metadata that is not there yet gets none', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editConfig(/datasets:\n {2}- metadata:[\s\S]*?\n {4}sources:/, 'datasets:\n  - sources:');
    assert.is((await tiny.ingest()).status, 0);
    assert.equal(
      await listTree(tiny.output),
      tinyTree('documented').filter((path) => path !== '10801/dataset_metadata.json'),
    );
  });
});

/** A configuration that adds a tomogram to published runs and refers to their other items. */
const addition = `version: 1.3.0
standardization_config: {deposition_id: 10850, source_prefix: dep}
depositions:
  - sources:
      - literal: {value: [10850]}
datasets:
  - sources:
      - literal: {value: ['10801']}
runs:
  - sources:
      - destination_glob: {list_glob: '{dataset_output_path}/TS_*', match_regex: .*, name_regex: (.*)}
alignments:
  - sources:
      - destination_glob:
          list_glob: '{run_output_path}/Alignments/100/alignment_metadata.json'
          match_regex: .*
          name_regex: (.*)
voxel_spacings:
  - sources:
      - destination_glob:
          list_glob: '{run_output_path}/Reconstructions/VoxelSpacing*'
          match_regex: .*
          name_regex: VoxelSpacing(.*)
tomograms:
  - metadata:
      voxel_spacing: 10.0
      tomogram_version: 1.0
      fiducial_alignment_status: FIDUCIAL
      reconstruction_method: WBP
      reconstruction_software: IMOD
      processing: raw
      processing_software: null
      ctf_corrected: true
      is_visualization_default: false
      offset: {x: 0, y: 0, z: 0}
      authors: [{name: Cy Berg, primary_author_status: true, corresponding_author_status: true}]
      dates: {deposition_date: '2025-05-01', last_modified_date: '2025-05-01', release_date: '2025-05-01'}
    sources:
      - source_glob: {list_glob: 'tomograms/{run_name}_{voxel_spacing_name}A.rec'}
key_images:
  - sources:
      - literal: {value: [original]}
`;

withTree(
  'a deposition without tomograms leaves viewer configurations, and tells how they come up to date',
  async (tiny) => {
    await writeFile(tiny.config, addition.slice(0, addition.indexOf('tomograms:')));
    const { result, report } = await ingestWithReport(tiny, '--filter', 'voxel_spacing=10');
    assert.is(result.status, 0, result.stdout);
    const states = report.items.filter(({ type }) => type === 'viz_config');
    assert.ok(states.length > 0);
    for (const { status, notes } of states) {
      assert.is(status, 'skipped');
      assert.equal(notes, [
        'this configuration has no tomogram at this voxel spacing; for published ones, ingest viz-config of the one that has them',
      ]);
    }
  },
);

withTree('another deposition adds to published runs and touches nothing of theirs', async (tiny) => {
  const before = await hashTree(tiny.output);
  await writeFile(tiny.config, addition);
  const { result, report } = await ingestWithReport(tiny, '--filter', 'voxel_spacing=10');
  assert.is(result.status, 0, result.stdout);
  const after = await hashTree(tiny.output);
  for (const [path, hash] of Object.entries(before)) assert.is(after[path], hash, path);
  const added = Object.keys(after).filter((path) => !(path in before) && !path.includes('.zarr/'));
  assert.equal(added, [
    '10801/TS_001/Reconstructions/VoxelSpacing10.000/Images/102/key-photo-original.png',
    '10801/TS_001/Reconstructions/VoxelSpacing10.000/NeuroglancerPrecompute/102-neuroglancer-config.json',
    '10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/102/TS_001.mrc',
    '10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/102/tomogram-metadata.json',
    '10801/TS_002/Reconstructions/VoxelSpacing10.000/Images/101/key-photo-original.png',
    '10801/TS_002/Reconstructions/VoxelSpacing10.000/NeuroglancerPrecompute/101-neuroglancer-config.json',
    '10801/TS_002/Reconstructions/VoxelSpacing10.000/Tomograms/101/TS_002.mrc',
    '10801/TS_002/Reconstructions/VoxelSpacing10.000/Tomograms/101/tomogram-metadata.json',
  ]);
  const tomogram = await readJsonFile(tiny.published(added[3]!));
  assert.is(tomogram.alignment_metadata_path, '10801/TS_001/Alignments/100/alignment_metadata.json');
  assert.is(tomogram.deposition_id, 10850);
  assert.equal(itemsOf(report, 'referenced').slice(0, 3), [
    'TS_001 alignment',
    'TS_001 run',
    'TS_001 voxel_spacing',
  ]);
});

test.run();
