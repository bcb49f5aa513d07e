import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { annotate, annotationsOf, annotationsOnly, writeMask } from '../../support/annotate.js';
import { ingestWithReport, itemsOf } from '../../support/ingest-report.js';
import { runInProcess } from '../../support/run-in-process.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../../support/tiny-deposition.js';
import { listFiles, readJsonFile } from '../../support/tree.js';

const test = suite('annotations');

const shape = [12, 21, 19] as const;
const points =
  'Point: {file_format: csv, glob_string: "picks/{run_name}.csv", is_visualization_default: true}';
const mask = (label: number) =>
  `SemanticSegmentationMask: {file_format: mrc, glob_string: "masks/{run_name}.mrc", mask_label: ${label}}`;
const mesh = 'TriangularMesh: {file_format: obj, glob_string: "mesh/{run_name}.obj", scale_factor: 2}';

async function withTiny(work: (tiny: TinyDeposition) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editSource('picks/TS_001.csv', () => '1,2,3\n4,5,6\n');
    await tiny.editSource('picks/TS_002.csv', () => '7,8,6\n');
    await writeMask(tiny, 'masks/TS_001.mrc', shape, (z, y, x) => (z === 3 && y === 4 ? (x % 3) + 1 : 0));
    await writeMask(tiny, 'masks/TS_002.mrc', [9, 14, 17], (z) => (z === 1 ? 1 : 0));
    await tiny.editSource('mesh/TS_001.obj', () => 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n');
    await work(tiny);
  });
}

const json = (tiny: TinyDeposition, path: string) => readJsonFile(tiny.output, path);

test('sources of one entry share identifier and metadata', () =>
  withTiny(async (tiny) => {
    await annotate(tiny, [
      { id: 'dots', sources: [points] },
      { id: 'membrane-1', name: 'A membrane', sources: [mask(1), mesh] },
    ]);
    const { result } = await ingestWithReport(tiny, ...annotationsOnly);
    assert.is(result.status, 0, result.stderr);
    const directory = annotationsOf('TS_001');
    assert.equal(await readdir(tiny.published(directory)), ['100', '101']);
    const files = (await listFiles(tiny.published(`${directory}/101`))).filter(
      (path) => !path.includes('.zarr/'),
    );
    assert.equal(files, [
      'a_membrane-1.0.json',
      'a_membrane-1.0_segmentationmask.mrc',
      'a_membrane-1.0_triangularmesh.glb',
    ]);
    const metadata = await json(tiny, `${directory}/101/a_membrane-1.0.json`);
    const stem = `${directory}/101/a_membrane-1.0`;
    const file = (format: string, name: string) => ({
      format,
      path: `${stem}_${name.toLowerCase()}.${format}`,
      shape: name,
      is_visualization_default: false,
    });
    assert.equal(metadata.files, [
      file('zarr', 'SegmentationMask'),
      file('mrc', 'SegmentationMask'),
      file('glb', 'TriangularMesh'),
    ]);
    assert.is(metadata.object_count, 1);
    assert.is(metadata.deposition_id, 10800);
    // No alignment was ingested: nothing names one, and the ingest that brings it has it named.
    assert.is(metadata.alignment_metadata_path, null);
    assert.is((await tiny.ingest('--import', 'alignment')).status, 0);
    const completed = await json(tiny, `${directory}/101/a_membrane-1.0.json`);
    const alignment = '10801/TS_001/Alignments/100/alignment_metadata.json';
    assert.equal(completed, { ...metadata, alignment_metadata_path: alignment });
    const dots = await json(tiny, `${directory}/100/dots-1.0.json`);
    assert.is(dots.object_count, 2);
    assert.is((dots.files as { is_visualization_default: boolean }[])[0]?.is_visualization_default, true);
    assert.is(
      await readFile(tiny.published(`${directory}/100/dots-1.0_point.ndjson`), 'utf8'),
      '{"type": "point", "location": {"x": 1.0, "y": 2.0, "z": 3.0}}\n' +
        '{"type": "point", "location": {"x": 4.0, "y": 5.0, "z": 6.0}}\n',
    );
  }));

test('identifiers stay when entries change places, and new ones follow', () =>
  withTiny(async (tiny) => {
    const entries = [
      { id: 'dots', sources: [points] },
      { id: 'membrane', sources: [mask(1)] },
    ];
    await annotate(tiny, entries);
    await ingestWithReport(tiny, ...annotationsOnly);
    const other = { id: 'mesh', sources: [mesh] };
    await annotate(tiny, [other, ...entries.reverse()]);
    await ingestWithReport(tiny, ...annotationsOnly);
    const directory = tiny.published(annotationsOf('TS_001'));
    const named = await Promise.all(
      ['100', '101', '102'].map(async (id) =>
        (await readdir(`${directory}/${id}`)).find((name) => name.endsWith('.json')),
      ),
    );
    assert.equal(named, ['dots-1.0.json', 'membrane-1.0.json', 'mesh-1.0.json']);
  }));

test('a mask without its label in a run is skipped with a note', () =>
  withTiny(async (tiny) => {
    await annotate(tiny, [{ id: 'membrane', sources: [mask(3)] }]);
    const { result, report } = await ingestWithReport(tiny, ...annotationsOnly);
    assert.is(result.status, 0);
    const item = report.items.find(({ type, run }) => type === 'annotation' && run === 'TS_002');
    assert.is(item?.status, 'skipped');
    assert.match(item?.notes.join() ?? '', /masks\/TS_002.mrc: no voxel has label 3/);
    assert.equal(await listFiles(tiny.published(annotationsOf('TS_002'))), []);
    assert.ok((await listFiles(tiny.published(annotationsOf('TS_001')))).length > 0);
  }));

test('a run without points gets an annotation of 0 objects if the configuration or the portal asks for it', () =>
  withTiny(async (tiny) => {
    const source = (more = '') =>
      `Point: {file_format: csv_with_header, glob_string: "picks/{run_name}.csv", is_visualization_default: true${more}}`;
    await tiny.editSource('picks/TS_001.csv', () => 'x,y,z\n1,2,3\n');
    await tiny.editSource('picks/TS_002.csv', () => 'x,y,z\n');
    const directory = annotationsOf('TS_002');
    const written = async () => {
      const files = await listFiles(tiny.published(directory));
      await rm(tiny.published(annotationsOf('TS_001')), { recursive: true });
      await rm(tiny.published(directory), { recursive: true, force: true });
      return files;
    };
    const empty = ['100/dots-1.0.json', '100/dots-1.0_point.ndjson'];
    await annotate(tiny, [{ id: 'dots', sources: [source()] }]);
    await ingestWithReport(tiny, ...annotationsOnly);
    assert.equal(await written(), []);
    await ingestWithReport(tiny, ...annotationsOnly, '--compatible', 'portal');
    assert.equal(await written(), empty);
    await annotate(tiny, [{ id: 'dots', sources: [source(', keep_empty: true')] }]);
    const { report } = await ingestWithReport(tiny);
    assert.is(report.summary.failed, 0);
    const { object_count: count } = await json(tiny, `${directory}/100/dots-1.0.json`);
    assert.is(count, 0);
    assert.is(await readFile(tiny.published(`${directory}/100/dots-1.0_point.ndjson`), 'utf8'), '');
    const { stdout } = await runInProcess(['validate', tiny.output, '--depth', 'deep']);
    // What is wrong with the tiny deposition itself.
    const codes = [...stdout.matchAll(/^(?:ERROR|WARNING) (\w+)/gm)].map(([, code]) => code);
    assert.equal(codes, ['IMAGE_TOO_SMALL', 'SPACING_WHOLE']);
    assert.equal(await written(), empty);
  }));

test('polygons of a mesh that are no surface are a warning with their number', () =>
  withTiny(async (tiny) => {
    const corners = ['0 0 0', '2 2 0', '2 0 0', '0 1 0'].map((corner) => `v ${corner}\n`);
    await tiny.editSource('mesh/TS_001.obj', () => `${corners.join('')}f 1 2 3\nf 1 2 3 4\n`);
    await annotate(tiny, [{ id: 'membrane', sources: [mesh] }]);
    for (const options of [['--dry-run'], annotationsOnly]) {
      const { report } = await ingestWithReport(tiny, ...options, '--filter', 'run=TS_001');
      const issues = report.items.flatMap(({ type, issues: found }) =>
        type === 'annotation' ? (found ?? []) : [],
      );
      assert.equal(
        issues.map(({ code, severity, found }) => [code, severity, found]),
        [['SOURCE_MESH_POLYGONS_ODD', 'warning', '1 in a mesh of 3 triangles']],
      );
    }
  }));

test('a source without its label leaves the other sources of the annotation', () =>
  withTiny(async (tiny) => {
    await annotate(tiny, [{ id: 'membrane', sources: [mask(3), points] }]);
    await ingestWithReport(tiny, ...annotationsOnly);
    const { files, object_count: count } = await json(
      tiny,
      `${annotationsOf('TS_002')}/100/membrane-1.0.json`,
    );
    assert.equal(
      (files as { shape: string }[]).map((file) => file.shape),
      ['Point'],
    );
    assert.is(count, 1);
  }));

test('directories without metadata are removed before new ones are written, and their numbers used again', () =>
  withTiny(async (tiny) => {
    const directory = tiny.published(annotationsOf('TS_001'));
    for (const id of ['100', '107']) {
      await mkdir(`${directory}/${id}/half-1.0_segmentationmask.zarr`, { recursive: true });
      await writeFile(`${directory}/${id}/half-1.0_globalcaption.json`, '{"captions": []}');
    }
    await mkdir(`${directory}/notes`);
    await annotate(tiny, [{ id: 'dots', sources: [points] }]);
    const dry = await ingestWithReport(tiny, '--dry-run');
    assert.is(dry.result.status, 0, dry.result.stderr);
    assert.equal(await readdir(directory), ['100', '107', 'notes']);
    const { report } = await ingestWithReport(tiny, ...annotationsOnly);
    assert.equal(await readdir(directory), ['100', 'notes']);
    assert.equal((await readdir(`${directory}/100`)).sort(), ['dots-1.0.json', 'dots-1.0_point.ndjson']);
    const removed = report.warnings.filter(({ message }) => message.includes('without metadata'));
    assert.is(removed.length, 2);
  }));

test('metadata alone count what the output holds', () =>
  withTiny(async (tiny) => {
    await annotate(tiny, [{ id: 'dots', sources: [points] }]);
    await ingestWithReport(tiny, ...annotationsOnly);
    const path = `${annotationsOf('TS_001')}/100/dots-1.0`;
    const before = await readFile(tiny.published(`${path}_point.ndjson`));
    await tiny.editSource('picks/TS_001.csv', () => '1,2,3\n');
    await ingestWithReport(tiny, '--metadata-only');
    assert.is((await json(tiny, `${path}.json`)).object_count, 2);
    assert.equal(await readFile(tiny.published(`${path}_point.ndjson`)), before);
  }));

test('captions are copied, named after what they describe, and counted', () =>
  withTiny(async (tiny) => {
    const text = '{"objects": [{"id": 0, "text": "one"}, {"id": 1, "text": "two"}]}';
    await tiny.editSource('captions.json', () => text);
    await tiny.editSource('global.json', () => '{"captions": [{"text": "all"}]}');
    await annotate(tiny, [
      {
        id: 'membrane',
        sources: [
          'GlobalCaption: {file_format: saber, glob_string: global.json}',
          'AnnotationCaption: {file_format: saber, glob_string: captions.json, companion_shape: SegmentationMask}',
        ],
      },
    ]);
    await ingestWithReport(tiny, ...annotationsOnly);
    const stem = `${annotationsOf('TS_001')}/100/membrane-1.0`;
    assert.is(await readFile(tiny.published(`${stem}_segmentationmask_caption.json`), 'utf8'), text);
    const { files, object_count: count } = await json(tiny, `${stem}.json`);
    assert.is(count, 2);
    assert.equal(
      (files as { path: string; shape: string }[]).map(({ path, shape: name }) => [path, name]),
      [
        [`${stem}_globalcaption.json`, 'GlobalCaption'],
        [`${stem}_segmentationmask_caption.json`, 'AnnotationCaption'],
      ],
    );
  }));

test('what a source excludes takes no input', () =>
  withTiny(async (tiny) => {
    await annotate(tiny, [{ id: 'dots', sources: [`${points}\n        exclude: [TS_002]`, mesh] }]);
    const { report } = await ingestWithReport(tiny, ...annotationsOnly);
    assert.equal(itemsOf(report, 'failed'), []);
    assert.equal(
      report.items.filter(({ type }) => type === 'annotation').map(({ run }) => run),
      ['TS_001'],
    );
  }));

test.run();
